-- Question: in which sessions were effects asked for, in order of time?
-- Grain:    one row per session. asked_sessions stands in order of time, and a plain scan keeps it.
-- Params:   those of the selection; $elicitation where one way of asking is chosen.
-- Units:    keys; session_key counts sessions in order of time; month: year * 12 + month - 1.
SELECT session_key, patient_key, route, month
FROM asked_sessions
WHERE /*elicitation*/ true AND /*selection*/ true
