-- Question: which weight has the list of patients for these patients?
-- Grain:    one row per patient with a weight there; it has no date.
-- Params:   $keys (list of patient_key).
-- Units:    kg.
SELECT k.patient_key, round(p.weight_kg::DOUBLE, 4) AS weight_kg
FROM patient_keys k JOIN patients p USING (patient_id)
WHERE k.patient_key IN (SELECT unnest($keys::INTEGER[])) AND p.weight_kg IS NOT NULL
