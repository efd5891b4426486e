-- Question: which days around a day have appointments?
-- Grain:    one row.
-- Params:   $day.
-- Units:    days; missing where there is none.
SELECT
    max(scheduled_at::DATE) FILTER (WHERE scheduled_at < $day::DATE) AS before,
    min(scheduled_at::DATE) FILTER (WHERE scheduled_at >= $day::DATE) AS first_from,
    min(scheduled_at::DATE) FILTER (WHERE scheduled_at >= $day::DATE + 1) AS after
FROM appointments
