-- Question: who is this patient?
-- Grain:    one row.
-- Params:   $patient_key.
-- Units:    kg, mmHg; counts.
SELECT
    patient_key, patient_id, birth_year, sex, weight_kg, indication, failed_antidepressants, sbp_goal_high, dbp_goal_high,
    sessions, last_session, hypertension, conditions
FROM patient_index
WHERE patient_key = $patient_key
