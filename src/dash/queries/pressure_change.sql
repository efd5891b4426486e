-- Question: how often was each change from the session's pre-dose pressure measured, by route and time from dose?
-- Grain:    one row per route, part (0 systolic, 1 diastolic), bin (tens of minutes from dose, -1 before it) and mmHg of change.
-- Params:   those of the selection; $by_site, $by_phase (whether it has these parts), $whole_start, $whole_end (whole months,
--           half-open) where counts made at import answer.
-- Units:    mmHg; counts of readings.
SELECT route, part, bin, mmhg, sum(readings)::BIGINT AS readings
FROM (
    SELECT route, part, bin, mmhg, readings
    FROM pressure_change_cell_counts
    WHERE /*counts*/ true
    UNION ALL
    SELECT route, 0, bin, systolic_change, 1 FROM vital_facts WHERE systolic_change IS NOT NULL AND /*days*/ true
    UNION ALL
    SELECT route, 1, bin, diastolic_change, 1 FROM vital_facts WHERE diastolic_change IS NOT NULL AND /*days*/ true
)
GROUP BY route, part, bin, mmhg
ORDER BY route, part, bin, mmhg
