-- Question: in how many sessions was each way of asking for side effects used, by route?
-- Grain:    one row per route and way of asking that occur.
-- Params:   those of the selection.
-- Units:    counts of sessions.
SELECT route, elicitation, count(*) AS sessions
FROM session_facts
WHERE /*selection*/ true
GROUP BY route, elicitation
ORDER BY route, elicitation
