-- Question: which side effects did a patient have in sessions?
-- Grain:    one row per recorded effect in a session.
-- Params:   $patient_key.
-- Units:    minutes from dose; severity 1 mild, 2 moderate, 3 severe, 0 not graded.
SELECT
    e.session_number, e.session_key, e.effect, e.severity, e.onset_minute, e.resolved_minute,
    CASE WHEN e.resolved_minute >= e.onset_minute THEN e.resolved_minute - e.onset_minute END AS minutes,
    e.serious, e.action, e.elicited, e.reported_as, e.file_id AS file, e.line
FROM effects_by_patient e
WHERE e.patient_key = $patient_key AND e.session_number IS NOT NULL
ORDER BY e.session_key, e.onset_minute, e.effect, e.file_id, e.line
