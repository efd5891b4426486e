-- Question: how high was the highest reading without a minute of each session, by route?
-- Grain:    one row per route and cell of 2 x 2 mmHg that occurs.
-- Params:   those of the selection.
-- Units:    mmHg, the lower edge of the cell; counts of sessions.
SELECT
    route, highest_systolic_untimed // 2 * 2 AS peak_systolic, highest_diastolic_untimed // 2 * 2 AS peak_diastolic,
    count(*) AS sessions
FROM session_facts
WHERE highest_systolic_untimed IS NOT NULL AND highest_diastolic_untimed IS NOT NULL
  AND /*selection*/ true
GROUP BY ALL
ORDER BY ALL
