-- Question: which patient has this identifier?
-- Grain:    one row, or none.
-- Params:   $patient_id.
-- Units:    sessions: count of sessions that were not cancelled.
SELECT patient_key, patient_id, sessions, last_session, last_route, last_drug
FROM patient_index
WHERE patient_id = $patient_id
