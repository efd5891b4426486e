-- Question: how many patients began with a session of the selection, and how many of them have a baseline?
-- Grain:    one row per route of the first session.
-- Params:   those of the selection (about the first session); $scale (code).
-- Units:    patients.
WITH began AS (
    SELECT route, count(*)::INTEGER AS began, count(*) FILTER (WHERE changed_route)::INTEGER AS changed_route
    FROM outcome_patients WHERE /*selection*/ true GROUP BY route
), scored AS (
    SELECT route, count(*)::INTEGER AS baseline, count(*) FILTER (WHERE eligible)::INTEGER AS eligible,
           count(*) FILTER (WHERE totals > 0)::INTEGER AS measured,
           count(*) FILTER (WHERE eligible AND totals > 0)::INTEGER AS analysed
    FROM outcome_courses WHERE scale = $scale AND /*selection*/ true GROUP BY route
)
SELECT route, began, changed_route, coalesce(baseline, 0) AS baseline, coalesce(eligible, 0) AS eligible,
       coalesce(measured, 0) AS measured, coalesce(analysed, 0) AS analysed
FROM began LEFT JOIN scored USING (route)
ORDER BY route
