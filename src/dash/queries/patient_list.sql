-- Question: which patients' identifiers hold the text typed?
-- Grain:    one row per patient, the one seen last first.
-- Params:   $text (lower case, '' for all), $most (rows).
-- Units:    sessions: count of sessions that were not cancelled.
SELECT patient_key, patient_id, sessions, last_session, last_route, last_drug
FROM patient_index
WHERE contains(search, $text)
ORDER BY last_session DESC NULLS LAST, patient_key
LIMIT $most
