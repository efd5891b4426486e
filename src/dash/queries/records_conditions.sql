-- Question: which conditions stand in the history of these patients?
-- Grain:    one row per condition and date.
-- Params:   $keys (list of patient_key).
-- Units:    dates as written, possibly partial.
SELECT patient_key, condition, noted_on, file_id, line
FROM conditions_by_patient
WHERE patient_key IN (SELECT unnest($keys::INTEGER[]))
ORDER BY patient_key, noted_on, condition, file_id, line
