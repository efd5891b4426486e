-- Question: how many patients had each side effect, and how many were asked, over all time, by route?
-- Grain:    one row per effect (65535: asked) and route.
-- Params:   $combinations: one bit for each combination of drug, phase and way of asking that is chosen, at
--           drug * 16 + phase * 4 + elicitation; $sites where the selection has them.
-- Units:    counts of patients.
SELECT effect, route, sum(patients)::BIGINT AS patients
FROM effect_patients
WHERE effect_set IN (
    SELECT effect_set FROM effect_sets WHERE combinations & $combinations <> 0 AND /*sites*/ true
)
GROUP BY effect, route
