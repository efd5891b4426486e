-- Question: what was given and measured in the sessions of these patients?
-- Grain:    one row per session, cancelled ones included.
-- Params:   $keys (list of patient_key).
-- Units:    mg, mg/kg, kg, mmHg, minutes from dose, days.
-- The columns stand in the order of dash.rulebook.record.Session. observed_minutes: from the first dose to the end of
-- monitoring; both need a clock time, and both an offset from UTC or both none.
SELECT
    patient_key, session_key, session_number, started_at, has_clock, route, drug, route_as_written, drug_as_written,
    round(dose_mg::DOUBLE, 4) AS dose_mg, round(mg_per_kg::DOUBLE, 4) AS mg_per_kg,
    round(weight_kg::DOUBLE, 4) AS weight_kg, phase, coalesce(status, 'not_recorded') AS status, ended_at, ready_at,
    site_id, clinician_id, elicitation, asked, route_session_number, days_since_previous, round(exposure_mg, 4) AS exposure_mg,
    pre_systolic, pre_diastolic, peak_systolic, peak_diastolic, peak_minute, last_systolic, last_diastolic, last_minute,
    rise_systolic, rise_diastolic, recovery_minute, has_40, readings, untimed_readings, session_id,
    CASE WHEN has_clock AND ended_has_time AND (ended_offset_minutes IS NULL) = (started_offset_minutes IS NULL)
         THEN round((epoch(ended_at) - epoch(started_at)) / 60
                    - coalesce(ended_offset_minutes - started_offset_minutes, 0))::INTEGER END AS observed_minutes,
    moment, file_id, line
FROM session_record
WHERE patient_key IN (SELECT unnest($keys::INTEGER[]))
ORDER BY patient_key, moment, session_key
