-- Question: which readings were taken in the sessions of a patient?
-- Grain:    one row per reading in a session.
-- Params:   $patient_key.
-- Units:    minutes from dose, mmHg, beats a minute, percent.
SELECT
    r.session_number, r.session_key, r."minute", r.measured_at, r.measured_has_time, r.time_point, r.position,
    r.systolic, r.diastolic, r.heart_rate_bpm, r.spo2_percent, r.file_id AS file, r.line
FROM readings_by_patient r
WHERE r.patient_key = $patient_key AND r.session_number IS NOT NULL
ORDER BY r.session_key, r."minute", r.measured_at, r.file_id, r.line
