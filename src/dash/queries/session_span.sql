-- Question: from when to when are there sessions of the selection, over all time?
-- Grain:    one row.
-- Params:   those of the selection without its period.
-- Units:    days, missing where there is no session.
SELECT min(first_day) AS first_day, max(last_day) AS last_day
FROM session_kinds
WHERE /*selection*/ true
