-- Question: how many sessions did patients have who could respond?
-- Grain:    one row per route of the first session and number of sessions.
-- Params:   those of the selection (about the first session); $scale (code).
-- Units:    patients with a baseline at or above the limit of remission.
SELECT route, sessions, count(*)::INTEGER AS patients
FROM outcome_courses
WHERE scale = $scale AND eligible AND /*selection*/ true
GROUP BY route, sessions
ORDER BY route, sessions
