-- Question: which conditions stand in a patient's history?
-- Grain:    one row per condition and date.
-- Params:   $patient_key.
-- Units:    dates as written, possibly partial.
SELECT c.condition, c.noted_on, c.note, f.file, c.line
FROM conditions c
JOIN patient_keys k USING (patient_id)
LEFT JOIN import_files f USING (file_id)
WHERE k.patient_key = $patient_key
ORDER BY c.condition = 'other', c.condition, c.noted_on
