-- Question: in how many sessions of a period was blood pressure measured, when, and what is missing, by route?
-- Grain:    one row per route with sessions.
-- Params:   those of the selection; $beginning (first day of the period) where newcomers need it; $patients (number of patients in the database).
-- Units:    counts of sessions and patients.
SELECT
    route,
    count(*) AS sessions,
    coalesce(bit_count(bitstring_agg(patient_key, 0, $patients) FILTER (WHERE /*newcomers*/ true)), 0) AS patients,
    count(*) FILTER (WHERE readings > 0) AS timed_sessions,
    count(*) FILTER (WHERE readings = 0 AND untimed_readings > 0) AS untimed_sessions,
    count(pre_systolic) AS sessions_with_pre,
    count(*) FILTER (WHERE has_40) AS with_40
FROM session_facts
WHERE /*selection*/ true
GROUP BY route
ORDER BY route
