-- Question: which recorded totals differ from the sum of the items answered on the same occasion?
-- Grain:    one row per recorded total of a scale whose total is the sum of its items.
-- Params:   none.
-- Units:    points of the instrument.
SELECT k.patient_id, s.measured_at::DATE AS day, s.instrument, s.value AS recorded_total, s.item_sum AS sum_of_items,
       s.session_id, s.file_id AS file, s.line
FROM scores_by_patient s JOIN patient_keys k USING (patient_key)
WHERE s.item_sum <> s.value
ORDER BY day DESC, s.patient_key, s.measured_at, s.instrument, s.file_id, s.line
