-- Question: in how many sessions of each month was one side effect reported, and in how many were effects asked for?
-- Grain:    one row per month, cell (route * 256 + group of patients), and once for the effect, once for all asked.
-- Params:   those of the selection, its period only for inside; $effect (code); $elicitation where one way of asking is chosen.
-- Units:    counts of sessions, over all time and inside the period; month: year * 12 + month - 1.
SELECT true AS having, month, (cell % 2048)::USMALLINT AS cell, count(*) AS sessions, count(*) FILTER (WHERE /*inside*/ true) AS inside
FROM effect_facts
WHERE effect = $effect AND /*elicitation*/ true AND /*selection*/ true
GROUP BY month, cell
UNION ALL
SELECT false, month, cell, count(*), count(*) FILTER (WHERE /*inside*/ true)
FROM asked_sessions
WHERE /*elicitation*/ true AND /*selection*/ true
GROUP BY month, cell
