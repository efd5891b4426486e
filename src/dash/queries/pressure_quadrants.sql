-- Question: in how many sessions did the peak reach the systolic limit, the diastolic limit, both or neither?
-- Grain:    one row.
-- Params:   those of the selection; $systolic_limit, $diastolic_limit.
-- Units:    mmHg; counts of sessions. A peak at the limit counts as over.
WITH judged AS (
    SELECT peak_systolic >= $systolic_limit AS systolic, peak_diastolic >= $diastolic_limit AS diastolic,
           -- A high reading without a minute may have been the peak: such a session is never "neither".
           coalesce(highest_systolic_untimed >= $systolic_limit, false)
               OR coalesce(highest_diastolic_untimed >= $diastolic_limit, false) AS perhaps
    FROM session_facts
    WHERE /*selection*/ true
)
SELECT
    count(*) FILTER (WHERE systolic AND diastolic IS NOT TRUE) AS systolic_only,
    count(*) FILTER (WHERE systolic AND diastolic) AS both,
    count(*) FILTER (WHERE diastolic AND systolic IS NOT TRUE) AS diastolic_only,
    count(*) FILTER (WHERE NOT (systolic OR diastolic) AND NOT perhaps) AS neither,
    -- Not over as far as measured, and not measured enough to say neither.
    count(*) FILTER (WHERE (systolic OR diastolic) IS NULL OR (NOT (systolic OR diastolic) AND perhaps)) AS not_measured
FROM judged
