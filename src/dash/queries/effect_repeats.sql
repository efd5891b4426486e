-- Question: in which sessions were effects asked for, by patient and route?
-- Grain:    one row per session, in order of time.
-- Params:   those of the selection; $elicitation where one way of asking is chosen.
-- Units:    keys; session_key counts sessions in order of time.
SELECT session_key, patient_key, route
FROM asked_sessions
WHERE /*elicitation*/ true AND /*selection*/ true
ORDER BY session_key
