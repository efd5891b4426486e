-- Question: in how many sessions of each month did the peak reach a pressure limit?
-- Grain:    one row per month and group of patients.
-- Params:   those of the selection; $systolic_limit, $diastolic_limit.
-- Units:    mmHg; counts of sessions. A peak at the limit counts as over; a session counts once it is known whether it was.
WITH peaks AS (
    SELECT month, cluster, peak_systolic >= $systolic_limit OR peak_diastolic >= $diastolic_limit AS over,
           -- A high reading without a minute may have been the peak: then it is not known.
           coalesce(highest_systolic_untimed >= $systolic_limit OR highest_diastolic_untimed >= $diastolic_limit, false) AS perhaps
    FROM session_facts
    WHERE /*selection*/ true
), judged AS (
    SELECT month, cluster, CASE WHEN NOT over AND perhaps THEN NULL ELSE over END AS over FROM peaks
)
SELECT month, cluster, count(*) FILTER (WHERE over) AS events, count(over) AS measured
FROM judged
GROUP BY month, cluster
