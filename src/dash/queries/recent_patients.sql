-- Question: which patients were seen last, up to a day?
-- Grain:    one row per patient, the one seen last first; patients without a session last.
-- Params:   $day, $most (rows).
-- Units:    patients_total: patients in the database.
WITH seen AS (
    -- The key of a session counts sessions in order of time.
    SELECT patient_key, max(session_key) AS last_key FROM session_facts WHERE started_on <= $day::DATE GROUP BY patient_key
)
SELECT k.patient_key, k.patient_id, c.site_id, count(*) OVER () AS patients_total
FROM patient_keys k
LEFT JOIN seen USING (patient_key)
LEFT JOIN session_facts f ON f.session_key = seen.last_key
LEFT JOIN site_codes c ON c.code = f.site
ORDER BY seen.last_key DESC NULLS LAST, k.patient_key
LIMIT $most
