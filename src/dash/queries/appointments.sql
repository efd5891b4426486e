-- Question: who is planned for a day, with what?
-- Grain:    one row per appointment, in order of time.
-- Params:   $day.
-- Units:    mg.
SELECT
    k.patient_key, a.patient_id, a.scheduled_at, a.scheduled_has_time, a.drug, a.route,
    round(a.dose_mg::DOUBLE, 4) AS dose_mg, a.site_id, a.clinician_id
FROM appointments a
JOIN patient_keys k USING (patient_id)
WHERE a.scheduled_at >= $day::DATE AND a.scheduled_at < $day::DATE + 1
ORDER BY a.scheduled_at, a.patient_id, a.file_id, a.line
