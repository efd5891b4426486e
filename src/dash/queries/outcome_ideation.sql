-- Question: what did patients answer about suicidal thoughts before the first session, and what at last?
-- Grain:    one row per route of the first session, first answer, last answer and highest since; NULL where there is none.
-- Params:   those of the selection (about the first session); $scale (code).
-- Units:    points of the item or scale, patients.
SELECT route, baseline, last_value, highest, count(*)::INTEGER AS patients
FROM outcome_ideation
WHERE scale = $scale AND /*selection*/ true
GROUP BY ALL
ORDER BY ALL
