-- Question: at which minute from dose did one side effect begin, and end?
-- Grain:    one row per moment (0 onset, 1 end), route and minute, in this order; minute 32767 stands for not recorded.
-- Params:   those of the selection; $effect (code); $elicitation where one way of asking is chosen.
-- Units:    minutes since the dose: first onset and last end in the session; counts of sessions. An end before the onset is
--           taken as not recorded.
WITH reported AS (
    SELECT route, onset_minute,
           CASE WHEN onset_minute IS NULL OR resolved_minute >= onset_minute THEN resolved_minute END AS resolved_minute
    FROM effect_facts
    WHERE effect = $effect AND /*elicitation*/ true AND /*selection*/ true
)
SELECT 0 AS moment, route, coalesce(onset_minute, 32767)::SMALLINT AS "minute", count(*) AS sessions
FROM reported GROUP BY ALL
UNION ALL
SELECT 1, route, coalesce(resolved_minute, 32767)::SMALLINT, count(*)
FROM reported GROUP BY ALL
ORDER BY ALL
