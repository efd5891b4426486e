-- Question: which sessions have something that a number of the page counts?
-- Grain:    one row per session, newest first, at most $newest.
-- Params:   those of the selection and of the condition; $newest.
-- Units:    mmHg, mg, mg per kg, minutes since the dose.
WITH newest AS (
    SELECT session_key
    FROM session_facts
    WHERE (/*condition*/ true) AND /*selection*/ true
    ORDER BY session_key DESC
    LIMIT $newest
)
SELECT
    f.session_key, f.patient_key, f.patient_id, f.session_id, f.started_on, f.started_at, f.has_clock, f.session_number,
    f.route, f.drug, f.dose_mg, f.mg_per_kg, f.pre_systolic, f.pre_diastolic, f.peak_systolic, f.peak_diastolic,
    f.peak_minute, f.recovery_minute, f.phase, f.site
FROM newest n JOIN session_facts f USING (session_key)
ORDER BY f.session_key DESC
