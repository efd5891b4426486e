-- Question: which patients answered more about suicidal thoughts at last than before, or at or above a level?
-- Grain:    one row per patient, the highest last answer first.
-- Params:   those of the selection (about the first session); $scale (code), $level (points).
-- Units:    points.
SELECT k.patient_id, i.patient_key, i.route, i.started_on, i.baseline, i.last_value, i.last_on, i.highest
FROM outcome_ideation i JOIN patient_keys k USING (patient_key)
WHERE i.scale = $scale AND (i.last_value >= $level OR i.last_value > i.baseline) AND /*selection*/ true
ORDER BY i.last_value DESC, i.last_on DESC, i.patient_key
