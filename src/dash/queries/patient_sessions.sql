-- Question: what was given and what was measured in each session of a patient?
-- Grain:    one row per session, cancelled ones included, in order of time.
-- Params:   $patient_key.
-- Units:    mg, mg/kg, mmHg, minutes from dose, days.
-- The table stands in this order, and DuckDB keeps it: sorting 50 columns anew would take a third of the time.
SELECT
    r.session_key, r.patient_key, r.patient_id, r.session_id, r.started_on, r.started_at, r.has_clock, r.session_number,
    r.route, r.drug, r.dose_mg, r.mg_per_kg, r.pre_systolic, r.pre_diastolic, r.peak_systolic, r.peak_diastolic,
    r.peak_minute, r.recovery_minute, r.phase, r.site_id,
    r.route_session_number, r.days_since_previous, r.exposure_mg, r.last_systolic, r.last_diastolic, r.last_minute,
    r.rise_systolic, r.rise_diastolic, r.readings, r.has_40, r.untimed_readings, r.highest_systolic_untimed,
    r.highest_diastolic_untimed, r.asked, r.elicitation, r.effects, r.worst_severity, r.serious,
    r.drug_as_written, r.route_as_written, r.weight_kg, r.infusion_minutes, r.ended_at, r.ready_at, r.clinician_id,
    r.lot_number, coalesce(r.status, 'not_recorded') AS status, r.note, r.moment,
    r.file_id AS file, r.line
FROM session_record r
WHERE r.patient_key = $patient_key
