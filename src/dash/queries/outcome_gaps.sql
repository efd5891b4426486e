-- Question: after which sessions could be seen how long a gain holds, and did half of it go?
-- Grain:    one row per session of the selection that was followed by a gain and two counting totals, up to the next session.
-- Params:   those of the selection (about the session); $scale (code).
-- Units:    days from the first counting total; to_next: days between the sessions, -1 where there is no next one.
SELECT route, patient_key, days, looked, lost, coalesce(to_next, -1)::INTEGER AS to_next
FROM outcome_gaps
WHERE scale = $scale AND /*selection*/ true
ORDER BY route, session_key
