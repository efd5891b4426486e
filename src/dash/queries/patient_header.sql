-- Question: who is this patient?
-- Grain:    one row.
-- Params:   $patient_key.
-- Units:    kg, mmHg; counts.
SELECT
    k.patient_key, p.patient_id, p.birth_year, p.sex, p.weight_kg, p.indication, p.failed_antidepressants,
    p.sbp_goal_high, p.dbp_goal_high, i.sessions, i.last_session,
    coalesce((SELECT bool_or(c.condition = 'hypertension') FROM conditions c WHERE c.patient_id = p.patient_id), false)
        AS hypertension,
    (SELECT count(*) FROM conditions c WHERE c.patient_id = p.patient_id) AS conditions,
    (SELECT last_record FROM database_summary) AS last_day
FROM patient_keys k
JOIN patients p USING (patient_id)
JOIN patient_index i USING (patient_key)
WHERE k.patient_key = $patient_key
