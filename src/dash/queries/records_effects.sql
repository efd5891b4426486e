-- Question: which side effects did these patients have, in sessions and between them?
-- Grain:    one row per recorded effect; those of sessions first.
-- Params:   $keys (list of patient_key).
-- Units:    minutes from dose; severity 1 mild, 2 moderate, 3 severe, 0 not graded.
SELECT patient_key, session_key, effect, severity, onset_minute, resolved_minute, serious, elicited, action, started_at,
       file_id, line
FROM effects_by_patient
WHERE patient_key IN (SELECT unnest($keys::INTEGER[]))
ORDER BY patient_key, session_key NULLS LAST, onset_minute, effect, started_at, file_id, line
