-- Question: which side effects were reported in which sessions?
-- Grain:    one row per session and effect.
-- Params:   those of the selection; $elicitation where one way of asking is chosen.
-- Units:    codes of effects.
SELECT effect, session_key
FROM effect_facts
WHERE /*elicitation*/ true AND /*selection*/ true
