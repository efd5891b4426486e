-- Question: in how many sessions was blood pressure measured over all time, when, and what is missing, by route?
-- Grain:    one row per route with sessions.
-- Params:   those of the selection, which has no period.
-- Units:    counts of sessions and patients.
WITH counted AS (
    SELECT route, sum(sessions)::BIGINT AS sessions, sum(timed)::BIGINT AS timed_sessions,
           sum(untimed)::BIGINT AS untimed_sessions, sum(with_pre)::BIGINT AS sessions_with_pre, sum(with_40)::BIGINT AS with_40
    FROM session_kinds
    WHERE /*selection*/ true
    GROUP BY route
), chosen AS (
    SELECT DISTINCT route, kind_set FROM kind_sets WHERE /*selection*/ true
), treated AS (
    SELECT route, sum(patients)::BIGINT AS patients FROM chosen JOIN kind_patients USING (kind_set) GROUP BY route
)
SELECT route, sessions, patients, timed_sessions, untimed_sessions, sessions_with_pre, with_40
FROM counted JOIN treated USING (route)
ORDER BY route
