-- Question: which medications are recorded for these patients?
-- Grain:    one row per medication and start.
-- Params:   $keys (list of patient_key).
-- Units:    dates as written, possibly partial.
SELECT patient_key, medication, class, started_on, stopped_on, file_id, line
FROM medications_by_patient
WHERE patient_key IN (SELECT unnest($keys::INTEGER[]))
ORDER BY patient_key, started_on, medication, file_id, line
