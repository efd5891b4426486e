-- Question: in how many sessions was one side effect reported, and in how many were effects asked for, by number of the session and dose?
-- Grain:    one row per cell (route * 256 + group of patients) and pair of bands, once for the effect and once for all asked.
-- Params:   those of the selection; $effect (code); $elicitation where one way of asking is chosen.
-- Units:    counts of sessions; bands as in session_facts.
SELECT true AS having, (cell % 2048)::USMALLINT AS cell, number_band, dose_band, count(*) AS sessions
FROM effect_facts
WHERE effect = $effect AND /*elicitation*/ true AND /*selection*/ true
GROUP BY ALL
UNION ALL
SELECT false, cell, number_band, dose_band, count(*)
FROM asked_sessions
WHERE /*elicitation*/ true AND /*selection*/ true
GROUP BY ALL
