-- Question: in which sessions did the peak reach a pressure limit?
-- Grain:    one row per session, newest first, at most $newest.
-- Params:   those of the selection; $systolic_limit, $diastolic_limit; $newest.
-- Units:    mmHg, mg, mg per kg, minutes since the dose. A peak at the limit counts as over.
SELECT
    session_key, patient_key, patient_id, session_id, started_on, started_at, has_clock, session_number,
    route, drug, dose_mg, mg_per_kg, pre_systolic, pre_diastolic, peak_systolic, peak_diastolic,
    peak_minute, recovery_minute, phase, site
FROM session_facts
WHERE (peak_systolic >= $systolic_limit OR peak_diastolic >= $diastolic_limit) AND /*selection*/ true
ORDER BY session_key DESC
LIMIT $newest
