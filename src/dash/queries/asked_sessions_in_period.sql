-- Question: in how many sessions of a period, of how many patients, were side effects asked for or reported, by route?
-- Grain:    one row per cell: route * 256 + group of patients.
-- Params:   those of the selection; $beginning (first day of the period); $elicitation where one way of asking is chosen;
--           $patients (number of patients in the database) where patients are counted as sets.
-- Units:    counts of sessions and patients.
SELECT cell, count(*) AS sessions, /*patients*/ true AS patients
FROM session_facts
WHERE asked AND /*elicitation*/ true AND /*selection*/ true
GROUP BY cell
