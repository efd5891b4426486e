-- Question: how many sessions and patients does the selection hold over all time, and what do they lack?
-- Grain:    one row.
-- Params:   those of the selection, which has no period.
-- Units:    counts; days.
SELECT
    coalesce(sum(sessions), 0)::BIGINT AS sessions,
    (SELECT coalesce(sum(patients), 0)::BIGINT FROM kind_patients
     WHERE kind_set IN (SELECT kind_set FROM kind_sets WHERE /*selection*/ true)) AS patients,
    min(first_day) AS first_day,
    max(last_day) AS last_day,
    coalesce(sum(without_clock), 0)::BIGINT AS sessions_without_clock,
    coalesce(sum(sessions) FILTER (WHERE route = 6), 0)::BIGINT AS sessions_other_route
FROM session_kinds
WHERE /*selection*/ true
