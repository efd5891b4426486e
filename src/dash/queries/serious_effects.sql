-- Question: which side effects of the whole database were serious, and which of them does the selection hold?
-- Grain:    one row per session and effect, newest first.
-- Params:   those of the selection; $elicitation where one way of asking is chosen.
-- Units:    mmHg, mg, mg per kg, minutes since the dose; severity 0 not graded, 1 mild, 2 moderate, 3 severe.
SELECT
    session_key, patient_key, patient_id, session_id, started_on, started_at, has_clock, session_number,
    route, drug, dose_mg, mg_per_kg, pre_systolic, pre_diastolic, peak_systolic, peak_diastolic,
    peak_minute, recovery_minute, phase, site,
    severity, onset_minute, minutes, serious, effect, (/*elicitation*/ true AND /*selection*/ true) AS in_filter
FROM serious_facts
ORDER BY session_key DESC, effect
