-- Question: in how many sessions of each month did the peak reach a pressure limit?
-- Grain:    one row per month and group of patients.
-- Params:   those of the selection without its period; $systolic_limit, $diastolic_limit; $start, $end where the period has them.
-- Units:    mmHg; counts of sessions. A peak at the limit counts as over; a session counts once it is known whether it was.
--           all_events, all_measured: over the whole month, for the usual share; events, measured: within the period.
WITH judged AS (
    SELECT month, cluster, /*period*/ true AS inside,
           peak_systolic >= $systolic_limit OR peak_diastolic >= $diastolic_limit AS over
    FROM session_facts
    WHERE /*selection*/ true
)
SELECT
    month, cluster,
    count(*) FILTER (WHERE over) AS all_events,
    count(over) AS all_measured,
    count(*) FILTER (WHERE over AND inside) AS events,
    count(over) FILTER (WHERE inside) AS measured
FROM judged
GROUP BY month, cluster
