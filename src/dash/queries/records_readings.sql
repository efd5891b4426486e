-- Question: which readings were taken in the sessions of these patients?
-- Grain:    one row per reading in a session.
-- Params:   $keys (list of patient_key).
-- Units:    minutes from dose, mmHg, beats a minute, percent.
SELECT patient_key, session_key, "minute", systolic, diastolic, heart_rate_bpm, round(spo2_percent::DOUBLE, 4) AS spo2,
       file_id, line
FROM readings_by_patient
WHERE patient_key IN (SELECT unnest($keys::INTEGER[])) AND session_key IS NOT NULL
ORDER BY patient_key, session_key, "minute", measured_at, file_id, line
