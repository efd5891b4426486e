-- Question: how long until patients first responded, or how long were they followed without?
-- Grain:    one row per route of the first session, day, outcome, and day of the total before it.
-- Params:   those of the selection (about the first session); $scale (code).
-- Units:    days since the first session (0 where nothing was measured after it), patients who could respond.
SELECT route, greatest(coalesce(response_day, last_day, 0), 0)::INTEGER AS days, response_day IS NOT NULL AS reached,
       (CASE WHEN response_day IS NOT NULL THEN response_looked ELSE 0 END)::INTEGER AS looked, count(*)::INTEGER AS patients
FROM outcome_courses
WHERE scale = $scale AND eligible AND /*selection*/ true
GROUP BY ALL
ORDER BY ALL
