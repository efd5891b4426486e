-- Question: which sessions, in order of time, reached a pressure limit?
-- Grain:    one row per session of which it is known. session_facts stands in order of time, and a plain scan keeps it.
-- Params:   those of the selection; $systolic_limit, $diastolic_limit.
-- Units:    mmHg. A peak at the limit counts as over.
SELECT over, started_on
FROM (
    SELECT started_on, peak_systolic >= $systolic_limit OR peak_diastolic >= $diastolic_limit AS over,
           -- A high reading without a minute may have been the peak: then it is not known.
           coalesce(highest_systolic_untimed >= $systolic_limit OR highest_diastolic_untimed >= $diastolic_limit, false) AS perhaps
    FROM session_facts
    WHERE /*selection*/ true
)
WHERE over IS NOT NULL AND (over OR NOT perhaps)
