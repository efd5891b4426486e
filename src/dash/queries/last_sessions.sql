-- Question: what was given to some patients last, up to a day?
-- Grain:    one row per patient with a session that was not cancelled.
-- Params:   $keys (patient keys), $day.
-- Units:    mg, mg/kg, kg, mmHg; sessions: count.
WITH mine AS (
    SELECT * FROM session_record
    WHERE patient_key IN (SELECT unnest($keys::INTEGER[])) AND NOT cancelled AND started_on <= $day::DATE
), summed AS (
    SELECT patient_key, count(*) AS sessions, arg_max(session_key, session_number) AS session_key,
           arg_max(weight_kg, session_number) FILTER (WHERE weight_kg IS NOT NULL) AS last_weight_kg,
           max(started_on) FILTER (WHERE weight_kg IS NOT NULL) AS weighed_on
    FROM mine GROUP BY patient_key
)
SELECT
    patient_key, summed.sessions, mine.started_on, mine.route, mine.route_as_written, mine.drug, mine.drug_as_written,
    round(mine.dose_mg::DOUBLE, 4), round(mine.mg_per_kg::DOUBLE, 4), mine.peak_systolic, mine.peak_diastolic,
    mine.highest_systolic_untimed, mine.highest_diastolic_untimed, mine.site_id,
    round(summed.last_weight_kg::DOUBLE, 4), summed.weighed_on
FROM summed JOIN mine USING (patient_key, session_key)
