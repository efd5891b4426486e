-- Question: in how many sessions did the peak reach a limit, and the rise from pre-dose a large one?
-- Grain:    one row per route and group of patients (cell = route * 256 + group).
-- Params:   those of the selection; $systolic_limit, $diastolic_limit, $systolic_rise, $diastolic_rise.
-- Units:    mmHg; counts of sessions. At the limit counts as reached; a session counts once it is known whether it was.
WITH peaks AS (
    SELECT cell, peak_systolic >= $systolic_limit OR peak_diastolic >= $diastolic_limit AS event,
           -- A high reading without a minute may have been the peak: then it is not known.
           coalesce(highest_systolic_untimed >= $systolic_limit OR highest_diastolic_untimed >= $diastolic_limit, false) AS perhaps,
           rise_systolic >= $systolic_rise AS systolic, rise_diastolic >= $diastolic_rise AS diastolic
    FROM session_facts
    WHERE /*selection*/ true
), judged AS (
    SELECT * REPLACE (CASE WHEN NOT event AND perhaps THEN NULL ELSE event END AS event) FROM peaks
)
SELECT
    cell,
    count(event) AS event_total, count(*) FILTER (WHERE event) AS event,
    count(systolic) AS rise_systolic_total, count(*) FILTER (WHERE systolic) AS rise_systolic,
    count(diastolic) AS rise_diastolic_total, count(*) FILTER (WHERE diastolic) AS rise_diastolic
FROM judged
GROUP BY cell
