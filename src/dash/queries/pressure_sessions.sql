-- Question: what are the sessions of these keys?
-- Grain:    one row per session, newest first, none left out.
-- Params:   $keys.
-- Units:    mmHg, mg, mg per kg, minutes since the dose.
SELECT
    f.session_key, f.patient_key, f.patient_id, f.session_id, f.started_on, f.started_at, f.has_clock, f.session_number,
    f.route, f.drug, f.dose_mg, f.mg_per_kg, f.pre_systolic, f.pre_diastolic, f.peak_systolic, f.peak_diastolic,
    f.peak_minute, f.recovery_minute, f.phase, f.site
FROM session_facts f
WHERE f.session_key IN (SELECT unnest($keys::INTEGER[]))
ORDER BY f.session_key DESC
