-- Question: how many sessions stand behind every choice of the filter?
-- Grain:    one row per kind of session (what occurs together of all dimensions) in the period.
-- Params:   $start, $end where the selection has them.
-- Units:    counts of sessions, by codes.
SELECT k.* EXCLUDE (sessions), f.sessions
FROM (SELECT kind, count(*) AS sessions FROM session_facts WHERE /*selection*/ true GROUP BY kind) f
JOIN session_kinds k USING (kind)
