-- Question: what did the source call the routes that are not in the vocabulary?
-- Grain:    one row per route as written, the commonest first.
-- Params:   those of the selection.
-- Units:    counts of sessions.
SELECT coalesce(s.route_as_written, 'not written') AS route_as_written, count(*) AS sessions
FROM (SELECT session_id FROM session_facts WHERE route = 6 AND /*selection*/ true) f
JOIN sessions s USING (session_id)
GROUP BY ALL
ORDER BY sessions DESC, route_as_written
