-- Question: how much is recorded of some patients, up to a day?
-- Grain:    one row per patient asked for.
-- Params:   $keys (patient keys), $day.
-- Units:    sessions that were not cancelled; scores: a scale filled in once counts once, however many items it has;
--           effects and readings: rows. An effect without a date was always there.
WITH wanted AS (
    SELECT unnest($keys::INTEGER[]) AS patient_key
), held AS (
    SELECT patient_key, session_key, cancelled FROM session_record
    WHERE patient_key IN (FROM wanted) AND started_on <= $day::DATE
), sessions AS (
    SELECT patient_key, count(*) FILTER (WHERE NOT cancelled) AS n FROM held GROUP BY patient_key
), scores AS (
    SELECT patient_key, count(DISTINCT (instrument, measured_at, measured_has_time, measured_offset_minutes)) AS n
    FROM scores_by_patient
    WHERE patient_key IN (FROM wanted) AND measured_at < $day::DATE + 1 GROUP BY patient_key
), effects AS (
    SELECT e.patient_key, count(*) AS n FROM effects_by_patient e LEFT JOIN held h USING (session_key)
    WHERE e.patient_key IN (FROM wanted)
      AND CASE WHEN e.session_key IS NULL
               -- A partial date counts from its first day on.
               THEN coalesce(TRY_CAST(substr(e.started_at || '-01-01', 1, 10) AS DATE) <= $day::DATE, true)
               ELSE h.session_key IS NOT NULL END
    GROUP BY e.patient_key
), readings AS (
    SELECT r.patient_key, count(*) AS n FROM readings_by_patient r JOIN held USING (session_key)
    WHERE r.patient_key IN (FROM wanted) GROUP BY r.patient_key
)
SELECT w.patient_key, coalesce(sessions.n, 0), coalesce(scores.n, 0), coalesce(effects.n, 0), coalesce(readings.n, 0)
FROM wanted w
LEFT JOIN sessions USING (patient_key)
LEFT JOIN scores USING (patient_key)
LEFT JOIN effects USING (patient_key)
LEFT JOIN readings USING (patient_key)
