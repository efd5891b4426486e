-- Question: how were side effects asked for in each month, by route?
-- Grain:    one row per month, route and way of asking.
-- Params:   those of the selection, its period only for inside.
-- Units:    counts of sessions, over all time and inside the period; month: year * 12 + month - 1.
SELECT month, route, elicitation, count(*) AS sessions, count(*) FILTER (WHERE /*inside*/ true) AS inside
FROM asked_sessions
WHERE /*selection*/ true
GROUP BY ALL
