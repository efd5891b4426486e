-- Question: how many patients had each side effect, and how many were asked, over all time, by route?
-- Grain:    one row per effect (65535: asked) and route.
-- Params:   $by_site, $site (its code, where one site is chosen); $combinations: one bit for each combination of drug, phase and
--           way of asking that is chosen, at drug * 16 + phase * 4 + elicitation.
-- Units:    counts of patients.
SELECT effect, route, sum(patients)::BIGINT AS patients
FROM effect_patients
WHERE by_site = $by_site AND site = $site AND combinations & $combinations <> 0
GROUP BY effect, route
