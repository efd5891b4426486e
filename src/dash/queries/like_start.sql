-- Question: how did a patient begin, by each instrument with a baseline?
-- Grain:    one row per instrument.
-- Params:   $patient_key.
-- Units:    days, points.
SELECT instrument, route, first_on, scored_on, baseline
FROM like_starts
WHERE patient_key = $patient_key
ORDER BY instrument
