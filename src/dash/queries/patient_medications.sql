-- Question: which medications are recorded for a patient?
-- Grain:    one row per medication and start.
-- Params:   $patient_key.
-- Units:    dates as written, possibly partial.
SELECT medication, class, started_on, stopped_on, file_id AS file, line
FROM medications_by_patient
WHERE patient_key = $patient_key
ORDER BY stopped_on IS NOT NULL, medication, started_on, file_id, line
