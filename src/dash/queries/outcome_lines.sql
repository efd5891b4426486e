-- Question: how did single patients go, at most $most by route?
-- Grain:    one row per patient and step; always the same patients.
-- Params:   those of the selection (about the first session); $scale (code), $axis (0 session number, 1 week), $last (step), $most.
-- Units:    points (negative is better).
WITH chosen AS (
    SELECT unnest(min_by(patient_key, draw, $most)) AS patient_key
    FROM outcome_courses
    WHERE scale = $scale AND totals > 0 AND /*selection*/ true
    GROUP BY route
)
SELECT o.route, o.patient_key, o.step, o.change
FROM outcome_points o JOIN chosen USING (patient_key)
WHERE o.scale = $scale AND o.axis = $axis AND o.step <= $last
ORDER BY o.route, o.patient_key, o.step
