-- Question: who are these patients?
-- Grain:    one row per patient.
-- Params:   $keys (list of patient_key).
-- Units:    kg, mmHg; counts.
SELECT k.patient_key, p.patient_id, p.birth_year, p.sex, round(p.weight_kg::DOUBLE, 4) AS weight_kg, p.indication,
       p.sbp_goal_high, p.dbp_goal_high, p.failed_antidepressants, p.file_id, p.line
FROM patient_keys k JOIN patients p USING (patient_id)
WHERE k.patient_key IN (SELECT unnest($keys::INTEGER[]))
