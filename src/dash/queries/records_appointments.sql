-- Question: what is planned for these patients?
-- Grain:    one row per appointment.
-- Params:   $keys (list of patient_key).
-- Units:    mg.
SELECT k.patient_key, a.scheduled_at, a.scheduled_has_time, a.drug, a.route, round(a.dose_mg::DOUBLE, 4) AS dose_mg,
       a.site_id, a.clinician_id, a.file_id, a.line
FROM appointments a JOIN patient_keys k USING (patient_id)
WHERE k.patient_key IN (SELECT unnest($keys::INTEGER[]))
ORDER BY k.patient_key, a.scheduled_at, a.file_id, a.line
