-- Question: up to which session number, or week, were patients measured, and was their last total a response?
-- Grain:    one row per route of the first session, last step measured (0 for none), and last total.
-- Params:   those of the selection (about the first session); $scale (code), $axis (0 session number, 1 week).
-- Units:    patients with a baseline.
SELECT route, (CASE WHEN $axis = 0 THEN last_number ELSE last_week END)::INTEGER AS step,
       coalesce(last_response, false) AS response, totals > 0 AS measured, count(*)::INTEGER AS patients
FROM outcome_courses
WHERE scale = $scale AND /*selection*/ true
GROUP BY ALL
ORDER BY ALL
