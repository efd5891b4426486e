-- Question: which scores do these patients have?
-- Grain:    one row per total or item.
-- Params:   $keys (list of patient_key).
-- Units:    points of the instrument.
SELECT patient_key, measured_at, measured_has_time, instrument, item, value, session_id, computed, recall_window,
       moment, file_id, line
FROM scores_by_patient
WHERE patient_key IN (SELECT unnest($keys::INTEGER[]))
ORDER BY patient_key, moment, instrument, item, file_id, line
