-- Question: which sessions, in order of time, reached a pressure limit?
-- Grain:    one row per session of which it is known. session_facts stands in order of time, and a plain scan keeps it.
-- Params:   those of the selection; $systolic_limit, $diastolic_limit.
-- Units:    mmHg. A peak at the limit counts as over.
SELECT over, started_on
FROM (
    SELECT started_on, peak_systolic >= $systolic_limit OR peak_diastolic >= $diastolic_limit AS over
    FROM session_facts
    WHERE /*selection*/ true
)
WHERE over IS NOT NULL
