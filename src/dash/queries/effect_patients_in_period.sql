-- Question: how many patients who are not steady had each side effect in a period, and how many were asked, by route?
-- Grain:    one row per effect (65535: asked) and route.
-- Params:   those of the selection; $beginning (first day of the period); $elicitation where one way of asking is chosen;
--           $patients (number of patients in the database).
-- Units:    counts of patients, by a set of them with one bit each.
SELECT effect, route, bit_count(bitstring_agg(patient_key, 0, $patients)) AS patients
FROM effect_facts
WHERE NOT (/*steady*/ true) AND previous_alike_on < $beginning AND /*elicitation*/ true AND /*selection*/ true
GROUP BY effect, route
UNION ALL
SELECT 65535, route, bit_count(bitstring_agg(patient_key, 0, $patients))
FROM asked_sessions
WHERE NOT (/*steady*/ true) AND previous_alike_on < $beginning AND /*elicitation*/ true AND /*selection*/ true
GROUP BY route
