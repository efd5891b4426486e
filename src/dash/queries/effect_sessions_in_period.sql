-- Question: in how many sessions of a period, of how many patients, was each side effect reported, by route?
-- Grain:    one row per cell: effect * 2048 + route * 256 + group of patients.
-- Params:   those of the selection; $beginning (first day of the period); $elicitation where one way of asking is chosen;
--           $patients (number of patients in the database) where patients are counted as sets.
-- Units:    counts of sessions and patients; serious, timed (with known monitored minutes): of sessions.
SELECT cell, count(*) AS sessions, /*patients*/ true AS patients, count(*) FILTER (WHERE serious) AS serious,
       count(*) FILTER (WHERE timed) AS timed
FROM effect_facts
WHERE /*elicitation*/ true AND /*selection*/ true
GROUP BY cell
