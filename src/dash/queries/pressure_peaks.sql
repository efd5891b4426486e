-- Question: how many sessions had which peak pressures, by route?
-- Grain:    one row per route and cell of 2 x 2 mmHg that occurs; sessions without both peaks are left out.
-- Params:   those of the selection.
-- Units:    mmHg, the lower edge of the cell; counts of sessions.
SELECT route, peak_systolic // 2 * 2 AS peak_systolic, peak_diastolic // 2 * 2 AS peak_diastolic, count(*) AS sessions
FROM session_facts
WHERE peak_systolic IS NOT NULL AND peak_diastolic IS NOT NULL AND /*selection*/ true
GROUP BY ALL
ORDER BY ALL
