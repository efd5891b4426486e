-- Question: which readings with both pressures were taken, in order, by whom and where?
-- Grain:    one row per timed reading with systolic and diastolic.
-- Params:   those of the selection.
-- Units:    mmHg, minutes since the dose; codes of site and clinician.
SELECT v.session_key AS session, v."minute", v.systolic, v.diastolic, f.site, f.clinician, f.started_on
FROM vital_facts v JOIN session_facts f USING (session_key)
WHERE v.systolic IS NOT NULL AND v.diastolic IS NOT NULL AND /*selection*/ true
ORDER BY session, v."minute"
