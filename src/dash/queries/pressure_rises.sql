-- Question: how often was each rise from pre-dose to the session's highest pressure reached, by route?
-- Grain:    one row per route, part (0 systolic, 1 diastolic) and rise.
-- Params:   those of the selection.
-- Units:    mmHg; counts of sessions with both values.
SELECT route, 0 AS part, rise_systolic AS rise, count(*) AS sessions
FROM session_facts
WHERE rise_systolic IS NOT NULL AND /*selection*/ true
GROUP BY route, rise_systolic
UNION ALL
SELECT route, 1, rise_diastolic, count(*)
FROM session_facts
WHERE rise_diastolic IS NOT NULL AND /*selection*/ true
GROUP BY route, rise_diastolic
ORDER BY route, part, rise
