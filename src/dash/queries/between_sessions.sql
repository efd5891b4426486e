-- Question: what was recorded for a patient outside any session that was given?
-- Grain:    one row per reading or side effect.
-- Params:   $patient_key.
-- Units:    mmHg; severity 1 mild, 2 moderate, 3 severe, 0 not graded.
SELECT
    CASE WHEN c.session_key IS NULL THEN 'reading' ELSE 'reading in a cancelled session' END AS kind,
    CASE WHEN r.measured_at IS NULL THEN strftime(c.started_at, '%Y-%m-%d') WHEN r.measured_has_time THEN strftime(r.measured_at, '%Y-%m-%dT%H:%M') ELSE strftime(r.measured_at, '%Y-%m-%d') END AS recorded_at,
    r.systolic, r.diastolic, r.heart_rate_bpm, r.position, NULL AS effect, NULL AS severity, NULL AS serious,
    r.file_id AS file, r.line
FROM readings_by_patient r
LEFT JOIN session_record c ON c.patient_key = r.patient_key AND c.session_key = r.session_key
WHERE r.patient_key = $patient_key AND r.session_number IS NULL
UNION ALL
SELECT CASE WHEN c.session_key IS NULL THEN 'side effect' ELSE 'side effect in a cancelled session' END,
    coalesce(e.started_at, strftime(c.started_at, '%Y-%m-%d')), NULL, NULL, NULL, NULL, e.effect, e.severity, e.serious, e.file_id, e.line
FROM effects_by_patient e
LEFT JOIN session_record c ON c.patient_key = e.patient_key AND c.session_key = e.session_key
WHERE e.patient_key = $patient_key AND e.session_number IS NULL
ORDER BY recorded_at DESC NULLS LAST, kind, line
