-- Question: in how many sessions was what recorded of the monitoring, and how many began above the pre-dose guide?
-- Grain:    one row per route and group of patients (cell = route * 256 + group).
-- Params:   those of the selection; $systolic_guide, $diastolic_guide.
-- Units:    mmHg; counts of sessions. A pre-dose pressure at the guide is not above it.
SELECT
    cell, count(*) AS sessions,
    count(pre_systolic) AS pre_dose,
    count(*) FILTER (WHERE has_40) AS at_40,
    count(last_minute) AS after_dose,
    count(*) FILTER (WHERE has_spo2) AS spo2,
    count(*) FILTER (WHERE has_clock) AS clock,
    count(*) FILTER (WHERE pre_systolic > $systolic_guide OR pre_diastolic > $diastolic_guide) AS above_guide
FROM session_facts
WHERE /*selection*/ true
GROUP BY cell
