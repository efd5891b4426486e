-- Question: how far from their baseline were patients at each session number, or in each week?
-- Grain:    one row per route of the first session, step and change.
-- Params:   those of the selection (about the first session); $scale (code), $axis (0 session number, 1 week), $last (step).
-- Units:    points (negative is better), patients.
SELECT route, step, change, count(*)::INTEGER AS patients
FROM outcome_points
WHERE scale = $scale AND axis = $axis AND step <= $last AND /*selection*/ true
GROUP BY route, step, change
ORDER BY route, step, change
