-- Question: by which scales are there outcomes, and how many patients of the selection have a baseline by each?
-- Grain:    one row per scale with a baseline in the records.
-- Params:   those of the selection (about the first session).
-- Units:    scale: code; patients.
SELECT scale, count(*) FILTER (WHERE /*selection*/ true) AS patients
FROM outcome_courses
GROUP BY scale
ORDER BY scale
