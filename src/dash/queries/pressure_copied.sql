-- Question: in which sessions does the whole set of readings stand in another session of the same clinician, site and day?
-- Grain:    one row per session, newest first, none left out.
-- Params:   those of the selection; $least (readings of a set).
-- Units:    mmHg, mg, mg per kg, minutes since the dose.
WITH found AS MATERIALIZED (
    SELECT session_key
    FROM (
/*sets*/ true
    )
    WHERE readings >= $least AND alike > 1
)
SELECT
    f.session_key, f.patient_key, f.patient_id, f.session_id, f.started_on, f.started_at, f.has_clock, f.session_number,
    f.route, f.drug, f.dose_mg, f.mg_per_kg, f.pre_systolic, f.pre_diastolic, f.peak_systolic, f.peak_diastolic,
    f.peak_minute, f.recovery_minute, f.phase, f.site
FROM found JOIN session_facts f USING (session_key)
ORDER BY f.session_key DESC
