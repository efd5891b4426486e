-- Question: which conditions stand in a patient's history?
-- Grain:    one row per condition and date.
-- Params:   $patient_key.
-- Units:    dates as written, possibly partial.
SELECT condition, noted_on, note, file_id AS file, line
FROM conditions_by_patient
WHERE patient_key = $patient_key
ORDER BY condition = 'other', condition, noted_on, file_id, line
