-- Question: in how many sessions of a period, of how many patients, were side effects asked for or reported, by route, and how long were they monitored?
-- Grain:    one row per cell: route * 256 + group of patients.
-- Params:   those of the selection; $beginning (first day of the period); $elicitation where one way of asking is chosen;
--           $patients (number of patients in the database) where patients are counted as sets.
-- Units:    counts of sessions and patients; timed: sessions with known monitored minutes; minutes: their sum, from the first dose.
SELECT cell, count(*) AS sessions, /*patients*/ true AS patients, count(monitored) AS timed,
       coalesce(sum(monitored), 0)::BIGINT AS minutes
FROM asked_sessions
WHERE /*elicitation*/ true AND /*selection*/ true
GROUP BY cell
