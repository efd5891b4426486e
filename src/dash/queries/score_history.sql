-- Question: which totals have some patients, up to a day?
-- Grain:    one row per patient and instrument, totals as a list in order of time.
-- Params:   $keys (patient keys), $day, $most (totals at most, the last ones).
-- Units:    points of the instrument.
SELECT patient_key, instrument, list(value ORDER BY moment)[-$most::INTEGER:] AS totals,
       arg_max(measured_at, moment)::DATE AS last_on
FROM scores_by_patient
WHERE patient_key IN (SELECT unnest($keys::INTEGER[])) AND item = 'total' AND measured_at < $day::DATE + 1
GROUP BY patient_key, instrument
