-- Question: in how many sessions of a period with known monitored minutes was each side effect reported, by route?
-- Grain:    one row per cell: effect (65535: asked) * 2048 + route * 256 + group of patients.
-- Params:   those of the selection; $elicitation where one way of asking is chosen.
-- Units:    counts of sessions; untimed: sessions without known minutes; minutes from the first dose.
SELECT cell, count(*) AS sessions, 0::BIGINT AS untimed, 0::BIGINT AS minutes
FROM asked_effects
WHERE timed AND /*elicitation*/ true AND /*selection*/ true
GROUP BY cell
UNION ALL
SELECT 65535::UINTEGER * 2048 + cell, count(monitored), count(*) - count(monitored), coalesce(sum(monitored), 0)::BIGINT
FROM asked_sessions
WHERE /*elicitation*/ true AND /*selection*/ true
GROUP BY cell
