-- Question: in how many sessions with known monitored minutes was each side effect reported, over all time, by route?
-- Grain:    one row per cell: effect (65535: asked) * 2048 + route * 256 + group of patients.
-- Params:   those of the selection without a period; $by_site (whether it has sites); $elicitation where one way of asking is chosen.
-- Units:    counts of sessions; untimed: sessions without known minutes; minutes from the first dose.
SELECT cell, sum(sessions)::BIGINT AS sessions, sum(untimed)::BIGINT AS untimed, sum(minutes)::BIGINT AS minutes
FROM hour_cells
WHERE by_site = $by_site AND /*elicitation*/ true AND /*selection*/ true
GROUP BY cell
