-- Question: in how many sessions was each side effect reported, and in how many were effects asked for, over all time, by route?
-- Grain:    one row per cell: effect (65535: asked) * 2048 + route * 256 + group of patients.
-- Params:   those of the selection without a period; $by_site (whether it has sites); $elicitation where one way of asking is chosen.
-- Units:    counts of sessions; serious, timed (with known monitored minutes): of sessions; minutes: those of sessions asked, from the first dose.
SELECT cell, sum(sessions)::BIGINT AS sessions, sum(serious)::BIGINT AS serious, sum(timed)::BIGINT AS timed, sum(minutes)::BIGINT AS minutes
FROM effect_cells
WHERE by_site = $by_site AND /*elicitation*/ true AND /*selection*/ true
GROUP BY cell
