-- Question: which side effects of the whole database were serious, and which of them does the selection hold?
-- Grain:    one row per session and effect, newest first.
-- Params:   those of the selection; $elicitation where one way of asking is chosen.
-- Units:    mmHg, mg, mg per kg, minutes since the dose; severity 0 not graded, 1 mild, 2 moderate, 3 severe.
WITH found AS MATERIALIZED (
    SELECT session_key, effect, severity, onset_minute, minutes, serious,
           (/*elicitation*/ true AND /*selection*/ true) AS in_filter
    FROM effect_facts
    WHERE serious
)
SELECT
    f.session_key, f.patient_key, f.patient_id, f.session_id, f.started_on, f.started_at, f.has_clock, f.session_number,
    f.route, f.drug, f.dose_mg, f.mg_per_kg, f.pre_systolic, f.pre_diastolic, f.peak_systolic, f.peak_diastolic,
    f.peak_minute, f.recovery_minute, f.phase, f.site,
    n.severity, n.onset_minute, n.minutes, n.serious, n.effect, n.in_filter
FROM found n JOIN session_facts f USING (session_key)
ORDER BY f.session_key DESC, n.effect
