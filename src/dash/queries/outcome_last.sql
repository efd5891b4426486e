-- Question: how far from the baseline was each patient at the last total?
-- Grain:    one row per route of the first session, baseline and last total.
-- Params:   those of the selection (about the first session); $scale (code).
-- Units:    points, patients with a baseline and a total after the first session.
SELECT route, baseline, last_value, count(*)::INTEGER AS patients
FROM outcome_courses
WHERE scale = $scale AND totals > 0 AND /*selection*/ true
GROUP BY route, baseline, last_value
ORDER BY route, baseline, last_value
