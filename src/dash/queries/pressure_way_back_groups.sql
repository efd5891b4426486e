-- Question: how, and at which minute, did each session's way back near pre-dose end, for groups of patients?
-- Grain:    one row per session that is followed (a pressure before and one after the dose), in no order.
-- Params:   those of the selection.
-- Units:    minutes since the dose. code: minute * 4096 + route * 512 + group of patients (0 to 255) * 2 + whether back;
--           counting one number per session is faster outside than grouping by four here.
SELECT followed_minute::INTEGER * 4096 + cell::INTEGER * 2 + (recovery_outcome = 1)::INTEGER AS code
FROM session_facts
WHERE recovery_outcome < 3 AND /*selection*/ true
