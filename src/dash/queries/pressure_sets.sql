-- Question: how do a session's readings repeat one another, and does its whole set of them stand in another session?
-- Grain:    one row per session with timed readings of both pressures.
-- Params:   those of the selection.
-- Units:    readings; identical: of them, those equal to the one before in both pressures; alike: sessions of the same clinician,
--           site and day with the same readings in the same order, this one included.
-- A number per reading that depends on its place; the sum of the numbers (64 bits each) tells sets apart.
WITH reading AS (
    SELECT session_key, systolic::INTEGER * 1000 + diastolic AS pressures, row_number() OVER in_order AS place,
           lag(systolic::INTEGER * 1000 + diastolic) OVER in_order AS before
    FROM vital_facts
    WHERE systolic IS NOT NULL AND diastolic IS NOT NULL AND /*selection*/ true
    WINDOW in_order AS (PARTITION BY session_key ORDER BY "minute", systolic, diastolic)
), sets AS (
    SELECT session_key, count(*) AS readings, count(*) FILTER (WHERE pressures = before) AS identical,
           sum(hash(place, pressures)::HUGEINT) AS mark
    FROM reading GROUP BY session_key
)
SELECT s.session_key, f.site, f.clinician, s.readings, s.identical,
       count(*) OVER (PARTITION BY f.clinician, f.site, f.started_on, s.readings, s.mark) AS alike
FROM sets s JOIN session_facts f USING (session_key)
WHERE /*sessions*/ true
