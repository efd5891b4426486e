-- Question: what is planned next for a patient?
-- Grain:    one row per appointment of the first day with any, from a day on, in order of time.
-- Params:   $patient_key, $day.
-- Units:    mg.
WITH own AS (
    SELECT
        k.patient_key, a.patient_id, a.scheduled_at, a.scheduled_has_time, a.drug, a.route,
        round(a.dose_mg::DOUBLE, 4) AS dose_mg, a.site_id, a.clinician_id, a.file_id, a.line
    FROM appointments a
    JOIN patient_keys k USING (patient_id)
    WHERE k.patient_key = $patient_key AND a.scheduled_at >= $day::DATE
)
SELECT patient_key, patient_id, scheduled_at, scheduled_has_time, drug, route, dose_mg, site_id, clinician_id
FROM own
WHERE scheduled_at < (SELECT min(scheduled_at) FROM own)::DATE + 1
ORDER BY scheduled_at, file_id, line
