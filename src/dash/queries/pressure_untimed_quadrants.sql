-- Question: in how many sessions with readings without a minute did the highest of these reach a limit?
-- Grain:    one row.
-- Params:   those of the selection; $systolic_limit, $diastolic_limit.
-- Units:    mmHg; counts of sessions. A reading at the limit counts as over.
WITH judged AS (
    SELECT highest_systolic_untimed >= $systolic_limit AS systolic, highest_diastolic_untimed >= $diastolic_limit AS diastolic
    FROM session_facts
    WHERE untimed_readings > 0 AND /*selection*/ true
)
SELECT
    count(*) FILTER (WHERE systolic AND diastolic IS NOT TRUE) AS systolic_only,
    count(*) FILTER (WHERE systolic AND diastolic) AS both,
    count(*) FILTER (WHERE diastolic AND systolic IS NOT TRUE) AS diastolic_only,
    count(*) FILTER (WHERE NOT (systolic OR diastolic)) AS neither,
    count(*) FILTER (WHERE (systolic OR diastolic) IS NULL) AS not_measured
FROM judged
