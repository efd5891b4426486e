-- Question: how, and at which minute, did sessions' way back near pre-dose end, by route?
-- Grain:    one row per route, outcome (see recovery_cells in derive.sql) and minute.
-- Params:   those of the selection; $by_site, $by_phase (whether it has these parts), $whole_start, $whole_end (whole months,
--           half-open) where counts made at import answer.
-- Units:    minutes since the dose, of outcome 10 minutes since the look before; counts of sessions.
SELECT route, outcome, "minute", sum(sessions)::BIGINT AS sessions
FROM (
    SELECT route, outcome, "minute", sessions
    FROM recovery_cells
    WHERE /*counts*/ true
    UNION ALL
    SELECT route, recovery_outcome, coalesce(followed_minute, 0), 1 FROM session_facts WHERE /*days*/ true
    UNION ALL
    SELECT route, 10, look_gap, 1 FROM session_facts WHERE look_gap IS NOT NULL AND /*days*/ true
)
GROUP BY route, outcome, "minute"
ORDER BY route, outcome, "minute"
