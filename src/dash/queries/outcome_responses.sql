-- Question: how many patients had a response, and a remission, at each session number?
-- Grain:    one row per route of the first session and session number.
-- Params:   those of the selection (about the first session); $scale (code), $last (session number).
-- Units:    patients with a baseline at or above the limit of remission, who have a total at that number.
SELECT route, step, count(*)::INTEGER AS analysed,
       count(*) FILTER (WHERE response)::INTEGER AS responses, count(*) FILTER (WHERE remission)::INTEGER AS remissions
FROM outcome_points
WHERE scale = $scale AND axis = 0 AND step <= $last AND eligible AND /*selection*/ true
GROUP BY route, step
ORDER BY route, step
