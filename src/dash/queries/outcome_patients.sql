-- Question: which patients stand behind the outcomes of a scale?
-- Grain:    one row per patient with a baseline; the last to begin first, at most $newest.
-- Params:   those of the selection (about the first session); $scale (code), $newest.
-- Units:    points, days since the first session.
WITH newest AS (
    SELECT patient_key, route, drug, phase, site, started_on, sessions, eligible, baseline, totals, last_value, last_day, last_number,
           response_day
    FROM outcome_courses
    WHERE scale = $scale AND /*selection*/ true AND /*which*/ true
    ORDER BY started_on DESC, patient_key
    LIMIT $newest
)
SELECT k.patient_id, n.* FROM newest n JOIN patient_keys k USING (patient_key)
ORDER BY n.started_on DESC, n.patient_key
