-- Question: how many sessions and patients does the selection hold in a period, and what do they lack?
-- Grain:    one row.
-- Params:   those of the selection; $beginning (first day of the period) where newcomers need it; $patients (number of patients in
--           the database).
-- Units:    counts; days.
SELECT
    count(*) AS sessions,
    -- A set of patients, one bit each. Sessions alike to an earlier one of the period add nobody.
    coalesce(bit_count(bitstring_agg(patient_key, 0, $patients) FILTER (WHERE /*newcomers*/ true)), 0) AS patients,
    min(started_on) AS first_day,
    max(started_on) AS last_day,
    count(*) FILTER (WHERE NOT has_clock) AS sessions_without_clock,
    count(*) FILTER (WHERE route = 6) AS sessions_other_route
FROM session_facts
WHERE /*selection*/ true
