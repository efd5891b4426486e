-- Question: how many sessions stand behind every choice of the filter?
-- Grain:    one row per route, drug, phase and site that occur together in the period.
-- Params:   $start, $end where the selection has them.
-- Units:    counts of sessions, by codes.
SELECT route, drug, phase, site, count(*) AS sessions
FROM session_facts
WHERE /*selection*/ true
GROUP BY route, drug, phase, site
