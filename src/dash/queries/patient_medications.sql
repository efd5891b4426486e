-- Question: which medications are recorded for a patient?
-- Grain:    one row per medication and start.
-- Params:   $patient_key.
-- Units:    dates as written, possibly partial.
SELECT m.medication, m.class, m.started_on, m.stopped_on, f.file, m.line
FROM medications m
JOIN patient_keys k USING (patient_id)
LEFT JOIN import_files f USING (file_id)
WHERE k.patient_key = $patient_key
ORDER BY m.stopped_on IS NOT NULL, m.medication, m.started_on
