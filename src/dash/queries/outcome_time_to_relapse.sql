-- Question: how long after the first response until two totals in a row were at or above a threshold?
-- Grain:    one row per route of the first session, day, outcome, and day of the first of the two totals.
-- Params:   those of the selection (about the first session); $scale (code), $threshold (points).
-- Units:    days since the first response, patients with a response.
WITH relapses AS (
    SELECT patient_key, min(days) AS days, arg_min(looked, days) AS looked
    FROM outcome_relapses WHERE scale = $scale AND level >= $threshold GROUP BY patient_key
)
SELECT c.route, coalesce(r.days, c.last_day - c.response_day)::INTEGER AS days, r.days IS NOT NULL AS reached,
       coalesce(r.looked, 0)::INTEGER AS looked, count(*)::INTEGER AS patients
FROM outcome_courses c LEFT JOIN relapses r USING (patient_key)
WHERE c.scale = $scale AND c.response_day IS NOT NULL AND /*selection*/ true
GROUP BY ALL
ORDER BY ALL
