-- Question: who is this patient?
-- Grain:    one row.
-- Params:   $patient_key.
-- Units:    kg, mmHg; counts.
WITH one AS (
    SELECT patient_id, sessions, last_session FROM patient_index WHERE patient_key = $patient_key
), history AS (
    SELECT coalesce(bool_or(condition = 'hypertension'), false) AS hypertension, count(*) AS conditions
    FROM conditions WHERE patient_id = (SELECT patient_id FROM one)
)
SELECT
    $patient_key::INTEGER AS patient_key, p.patient_id, p.birth_year, p.sex, p.weight_kg, p.indication,
    p.failed_antidepressants, p.sbp_goal_high, p.dbp_goal_high, one.sessions, one.last_session,
    history.hypertension, history.conditions, d.last_record AS last_day
FROM patients p, one, history, database_summary d
WHERE p.patient_id = (SELECT patient_id FROM one) AND p.patient_id = one.patient_id
