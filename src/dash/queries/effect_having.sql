-- Question: in which sessions was one side effect reported?
-- Grain:    one row per session, by route and within it in order of time.
-- Params:   those of the selection; $effect (code); $elicitation where one way of asking is chosen.
-- Units:    keys; session_key counts sessions in order of time; days.
SELECT session_key, route, started_on
FROM effect_facts
WHERE effect = $effect AND /*elicitation*/ true AND /*selection*/ true
