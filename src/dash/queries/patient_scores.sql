-- Question: which scores does a patient have?
-- Grain:    one row per total or item.
-- Params:   $patient_key.
-- Units:    points of the instrument.
SELECT s.measured_at, s.measured_has_time, s.instrument, s.item, s.value, s.recall_window, s.computed, s.item_sum,
       s.moment, s.file_id AS file, s.line
FROM scores_by_patient s
WHERE s.patient_key = $patient_key
ORDER BY s.moment, s.instrument, s.item, s.file_id, s.line
