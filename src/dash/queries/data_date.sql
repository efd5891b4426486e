-- Question: from when is the data, and is it made up?
-- Grain:    one row.
-- Params:   none.
-- Units:    days, time of the last import.
SELECT
    (SELECT last_record FROM database_summary) AS last_day,
    coalesce((SELECT bool_or(made_up) FROM imports), false) AS made_up,
    (SELECT max(imported_at) FROM imports) AS imported_at
