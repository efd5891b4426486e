-- Question: how far from the baseline was each patient at each session number?
-- Grain:    one row per patient and session number.
-- Params:   those of the selection (about the first session); $scale (code), $last (session number).
-- Units:    points (negative is better).
SELECT patient_key, route, step, change
FROM outcome_points
WHERE scale = $scale AND axis = 0 AND step <= $last AND /*selection*/ true
ORDER BY patient_key, step
