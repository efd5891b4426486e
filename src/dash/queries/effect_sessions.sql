-- Question: which sessions stand behind a number of sessions with a side effect?
-- Grain:    one row per session (and effect, where all are asked for), newest first, at most $newest.
-- Params:   those of the selection; $effect (code) where one is chosen; $elicitation where one way of asking is chosen; $newest.
-- Units:    mmHg, mg, mg per kg, minutes since the dose; severity 0 not graded, 1 mild, 2 moderate, 3 severe.
WITH newest AS (
    SELECT session_key, effect, severity, onset_minute, minutes, serious
    FROM effect_facts
    WHERE /*effect*/ true AND /*elicitation*/ true AND /*selection*/ true
    ORDER BY session_key DESC, effect
    LIMIT $newest
)
SELECT
    f.session_key, f.patient_key, f.patient_id, f.session_id, f.started_on, f.started_at, f.has_clock, f.session_number,
    f.route, f.drug, f.dose_mg, f.mg_per_kg, f.pre_systolic, f.pre_diastolic, f.peak_systolic, f.peak_diastolic,
    f.peak_minute, f.recovery_minute, f.phase, f.site,
    n.severity, n.onset_minute, n.minutes, n.serious, n.effect
FROM newest n JOIN session_facts f USING (session_key)
ORDER BY f.session_key DESC, n.effect
