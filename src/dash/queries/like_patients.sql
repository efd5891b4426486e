-- Question: which scores did patients have in each week after their first session, who began alike?
-- Grain:    one row per week and score.
-- Params:   $instrument, $route (code), $low, $high (baseline, points), $leave_out (patient_key, -1 for nobody).
-- Units:    weeks (1 is days 1 to 7 after the first session), points, patients.
WITH own AS (
    SELECT w.week, w.value
    FROM like_starts b JOIN like_weeks w USING (patient_key, instrument)
    WHERE b.patient_key = $leave_out AND w.patient_key = $leave_out AND b.instrument = $instrument
      AND b.route = $route AND b.baseline BETWEEN $low AND $high
), one AS (
    SELECT week, value, patients::INTEGER AS patients FROM like_cells
    WHERE instrument = $instrument AND route = $route AND baseline BETWEEN $low AND $high
    UNION ALL
    SELECT week, value, -1 FROM own
)
SELECT week, value, sum(patients)::INTEGER AS patients
FROM one
GROUP BY week, value
HAVING sum(patients) > 0
ORDER BY week, value
