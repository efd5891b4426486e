-- Question: in which digit do pressures end, by site and clinician?
-- Grain:    one row per site, clinician and last digit.
-- Params:   those of the selection.
-- Units:    codes; pressures, two per timed reading with both.
WITH ending AS (
    SELECT f.site, f.clinician, v.systolic % 10 AS systolic, v.diastolic % 10 AS diastolic, count(*) AS readings
    FROM vital_facts v JOIN session_facts f USING (session_key)
    WHERE v.systolic IS NOT NULL AND v.diastolic IS NOT NULL AND /*selection*/ true AND /*sessions*/ true
    GROUP BY ALL
), each AS (
    SELECT site, clinician, systolic AS digit, readings FROM ending
    UNION ALL
    SELECT site, clinician, diastolic, readings FROM ending
)
SELECT site, clinician, digit, sum(readings)::BIGINT AS pressures
FROM each
GROUP BY site, clinician, digit
