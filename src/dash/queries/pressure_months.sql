-- Question: in how many sessions of each month did the peak reach a pressure limit?
-- Grain:    one row per month and group of patients.
-- Params:   those of the selection; $systolic_limit, $diastolic_limit.
-- Units:    mmHg; counts of sessions. A peak at the limit counts as over; a session counts once it is known whether it was.
WITH judged AS (
    SELECT month, cluster, peak_systolic >= $systolic_limit OR peak_diastolic >= $diastolic_limit AS over
    FROM session_facts
    WHERE /*selection*/ true
)
SELECT month, cluster, count(*) FILTER (WHERE over) AS events, count(over) AS measured
FROM judged
GROUP BY month, cluster
