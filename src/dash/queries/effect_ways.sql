-- Question: how were side effects asked for in each month, by route?
-- Grain:    one row per month, route and way of asking.
-- Params:   those of the selection.
-- Units:    counts of sessions; month: year * 12 + month - 1.
SELECT month, route, elicitation, count(*) AS sessions
FROM asked_sessions
WHERE /*selection*/ true
GROUP BY ALL
