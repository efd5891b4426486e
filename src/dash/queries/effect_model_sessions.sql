-- Question: in which sessions of two routes were effects asked for, and what else differs between them?
-- Grain:    one row per session, those of a patient next to one another.
-- Params:   those of the selection (two routes); $elicitation where one way of asking is chosen.
-- Units:    years of age by the year of birth; mmHg; bands as in session_facts. NULL where not recorded.
WITH chosen AS (
    SELECT session_key, patient_key, route, site, elicitation, number_band, dose_band
    FROM asked_sessions
    WHERE /*elicitation*/ true AND /*selection*/ true
)
SELECT
    s.session_key, s.patient_key, s.route, s.site, s.elicitation, s.number_band, s.dose_band,
    CASE p.sex WHEN 'female' THEN 1 WHEN 'male' THEN 2 WHEN 'other' THEN 3 ELSE 0 END::UTINYINT AS sex,
    (year(f.started_on) - p.birth_year)::FLOAT AS age, f.pre_systolic::FLOAT AS pre_systolic
FROM chosen s
JOIN session_facts f USING (session_key)
JOIN patient_index p ON p.patient_key = s.patient_key
ORDER BY s.patient_key, s.session_key
