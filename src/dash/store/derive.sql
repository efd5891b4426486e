-- Derived tables: everything many questions need, computed once per import from the canonical tables.
-- Rebuilt whole each time. Cohort tables stand in date order, patient tables in patient order: DuckDB skips
-- blocks outside the period or the patient asked for.
--
-- Words used here
--   session      a session that was not cancelled; cancelled ones appear only in session_record and the patient tables.
--   BP reading   a reading with systolic and diastolic. Pre-dose, last, recovery and the 40-minute reading need both.
--   peak         the highest systolic and the highest diastolic after the dose, each for itself, whether or not the
--                other value of its reading is missing: a high value is never lost.
--   timed        with a known minute since the first dose. Minute 0 and earlier is "before the dose".
--   A missing value is skipped, never filled in.

-- Which settings and which version of this script the facts below were derived with.
CREATE OR REPLACE TABLE derive_settings AS
SELECT $recovery_tolerance_mmhg::SMALLINT AS recovery_tolerance_mmhg, $window_40_min::SMALLINT AS window_40_min,
       $baseline_days::SMALLINT AS baseline_days, $recipe::VARCHAR AS recipe;

-- Tables of earlier versions.
DROP TABLE IF EXISTS pressure_cells;
DROP TABLE IF EXISTS pressure_change_cells;
DROP TABLE IF EXISTS asked_effects;
DROP TABLE IF EXISTS hour_cells;

-- Codes ---------------------------------------------------------------------------------------------------------------

CREATE OR REPLACE TABLE patient_keys AS
SELECT (row_number() OVER (ORDER BY patient_id) - 1)::INTEGER AS patient_key, patient_id
FROM patients ORDER BY patient_id;

-- Code 0 is "not recorded".
CREATE OR REPLACE TABLE site_codes AS
SELECT 0::USMALLINT AS code, NULL::VARCHAR AS site_id
UNION ALL
SELECT (row_number() OVER (ORDER BY site_id))::USMALLINT, site_id
FROM (SELECT DISTINCT site_id FROM sessions WHERE site_id IS NOT NULL)
ORDER BY code;

CREATE OR REPLACE TABLE clinician_codes AS
SELECT 0::USMALLINT AS code, NULL::VARCHAR AS clinician_id
UNION ALL
SELECT (row_number() OVER (ORDER BY clinician_id))::USMALLINT, clinician_id
FROM (SELECT DISTINCT clinician_id FROM sessions WHERE clinician_id IS NOT NULL)
ORDER BY code;

-- Effects outside the vocabulary get codes from 200 upward, in alphabetical order, per database.
CREATE OR REPLACE TABLE effect_codes AS
SELECT code::USMALLINT AS code, word AS effect, true AS mapped FROM word_codes WHERE kind = 'effect'
UNION ALL
SELECT (199 + row_number() OVER (ORDER BY effect))::USMALLINT, effect, false
FROM (SELECT DISTINCT effect FROM side_effects
      WHERE effect NOT IN (SELECT word FROM word_codes WHERE kind = 'effect'))
ORDER BY code;

-- One clock ---------------------------------------------------------------------------------------------------------------

-- moment: when something was, by which a patient's sessions and scores stand in order. A time with an offset from UTC is that
-- time in UTC. One without is taken to have the offset of the patient's session before it that has one (else of the first
-- one after it; where no session has one, of a score): it is compared with that by the clock on the wall. Where nothing of
-- the patient has an offset, the moment is the clock on the wall. Every row has one moment, so that there is one order.
-- A date alone has the moment of its midnight. Days are always as written.
CREATE OR REPLACE TEMP TABLE clock_offsets AS
WITH of_sessions AS (
    SELECT patient_id, started_at AS wall, min(started_offset_minutes)::SMALLINT AS minutes_east
    FROM sessions WHERE started_offset_minutes IS NOT NULL GROUP BY patient_id, started_at
), of_scores AS (
    SELECT patient_id, measured_at AS wall, min(measured_offset_minutes)::SMALLINT AS minutes_east
    FROM scores
    WHERE measured_offset_minutes IS NOT NULL AND patient_id NOT IN (SELECT patient_id FROM of_sessions)
    GROUP BY patient_id, measured_at
)
SELECT *, row_number() OVER (PARTITION BY patient_id ORDER BY wall) = 1 AS is_first
FROM (FROM of_sessions UNION ALL FROM of_scores);

CREATE OR REPLACE TEMP TABLE session_moments AS
SELECT s.session_id, s.started_at - to_minutes(coalesce(s.started_offset_minutes, o.minutes_east, f.minutes_east, 0)) AS moment
FROM sessions s
ASOF LEFT JOIN clock_offsets o ON o.patient_id = s.patient_id AND o.wall <= s.started_at
LEFT JOIN (FROM clock_offsets WHERE is_first) f ON f.patient_id = s.patient_id;

-- Sessions: keys, codes, order within the patient -----------------------------------------------------------------------

-- session_key counts sessions from 0 in the order of date, moment and id; cancelled sessions come after all others. A patient's
-- sessions are numbered by moment and id, which is the same but for two of one night by clocks of two offsets.
CREATE OR REPLACE TEMP TABLE session_order AS
SELECT
    (row_number() OVER (ORDER BY coalesce(s.status = 'cancelled', false), s.started_at::DATE, m.moment, s.session_id) - 1)::INTEGER
        AS session_key,
    p.patient_key, s.session_id, s.patient_id,
    coalesce(s.status = 'cancelled', false) AS cancelled,
    s.started_at, s.started_at::DATE AS started_on, s.started_has_time AS has_clock, s.started_offset_minutes, m.moment,
    r.code::UTINYINT AS route, d.code::UTINYINT AS drug, coalesce(ph.code, 3)::UTINYINT AS phase,
    coalesce(si.code, 0)::USMALLINT AS site, coalesce(cl.code, 0)::USMALLINT AS clinician,
    coalesce(el.code, 3)::UTINYINT AS elicitation,
    -- "Other" stands for many drugs: their milligrams add up only under the same written name.
    CASE WHEN s.drug = 'other' THEN lower(trim(coalesce(s.drug_as_written, ''))) ELSE s.drug END AS substance,
    s.dose_mg, (s.dose_mg / s.weight_kg)::FLOAT AS mg_per_kg
FROM sessions s
JOIN session_moments m USING (session_id)
JOIN patient_keys p USING (patient_id)
JOIN word_codes r ON r.kind = 'route' AND r.word = s.route
JOIN word_codes d ON d.kind = 'drug' AND d.word = s.drug
LEFT JOIN word_codes ph ON ph.kind = 'phase' AND ph.word = s.phase
LEFT JOIN word_codes el ON el.kind = 'elicitation' AND el.word = s.elicitation
LEFT JOIN site_codes si ON si.site_id = s.site_id
LEFT JOIN clinician_codes cl ON cl.clinician_id = s.clinician_id;

SELECT CASE WHEN (SELECT count(*) FROM session_order) <> (SELECT count(*) FROM sessions)
            THEN error('sessions with an unknown patient, or a route or drug outside the vocabulary') END;

CREATE OR REPLACE TEMP TABLE session_course AS
SELECT
    session_key,
    (row_number() OVER in_patient)::USMALLINT AS session_number,
    (row_number() OVER (PARTITION BY patient_key, route ORDER BY moment, session_key))::USMALLINT AS route_session_number,
    -- Empty for the first session: greatest() would pass over its missing value and give 0.
    CASE WHEN started_on < lag(started_on) OVER in_patient THEN 0
         ELSE started_on - lag(started_on) OVER in_patient END::INTEGER AS days_since_previous,
    -- Unknown from the first unknown dose of this drug on. Doses are added as they read, in decimals: 34.1, not 34.099998.
    CASE WHEN count(*) FILTER (WHERE dose_mg IS NULL) OVER of_drug = 0
         THEN round(sum(dose_mg::VARCHAR::DOUBLE) OVER of_drug, 6) END AS exposure_mg
FROM session_order
WHERE NOT cancelled
WINDOW
    in_patient AS (PARTITION BY patient_key ORDER BY moment, session_key),
    of_drug AS (PARTITION BY patient_key, drug, substance ORDER BY moment, session_key ROWS UNBOUNDED PRECEDING);

-- Readings --------------------------------------------------------------------------------------------------------------

-- Every reading, those outside any session with a session_key of NULL. The minute is as the source gives it, else from the
-- two clock times: both with an offset from UTC, or both without.
-- As for written minutes: from a day before the dose to two days after it. A clock further away is another day's reading.
CREATE OR REPLACE TEMP MACRO plausible_minute(found) AS CASE WHEN found BETWEEN -1440 AND 2880 THEN found::SMALLINT END;

CREATE OR REPLACE TEMP TABLE all_readings AS
SELECT
    coalesce(s.patient_key, p.patient_key) AS patient_key, s.session_key, c.session_number,
    coalesce(
        v."minute",
        CASE WHEN v.measured_has_time AND s.has_clock
                  AND (v.measured_offset_minutes IS NULL) = (s.started_offset_minutes IS NULL)
             THEN plausible_minute(round((epoch(v.measured_at) - epoch(s.started_at)) / 60
                      - coalesce(v.measured_offset_minutes - s.started_offset_minutes, 0))) END
    ) AS "minute",
    v.measured_at, v.measured_has_time, v.measured_offset_minutes, v.time_point, v.position,
    v.systolic_mmhg::USMALLINT AS systolic, v.diastolic_mmhg::USMALLINT AS diastolic,
    v.heart_rate_bpm, v.spo2_percent, v.file_id, v.line
FROM vitals v
LEFT JOIN session_order s USING (session_id)
LEFT JOIN session_course c USING (session_key)
LEFT JOIN patient_keys p ON p.patient_id = v.patient_id;

CREATE OR REPLACE TEMP VIEW session_readings AS
SELECT session_key, "minute", systolic, diastolic FROM all_readings
WHERE session_key IS NOT NULL AND (systolic IS NOT NULL OR diastolic IS NOT NULL);

-- Of two readings at the same minute the higher one counts.
CREATE OR REPLACE TEMP TABLE session_pressure AS
WITH coded AS (
    SELECT session_key, "minute", systolic, diastolic,
           -- minute, systolic and diastolic in one number, so that max() finds the latest reading and the highest of it
           CASE WHEN systolic IS NOT NULL AND diastolic IS NOT NULL
                THEN ("minute" + 40000::BIGINT) * 1000000 + systolic::BIGINT * 1000 + diastolic END AS reading,
           -- systolic and minute in one number, so that max() finds the highest value and its earliest minute
           systolic::BIGINT * 100000 + 40000 - "minute" AS height
    FROM session_readings
), found AS (
    SELECT
        session_key,
        max(reading) FILTER (WHERE "minute" <= 0) AS pre,
        max(reading) FILTER (WHERE "minute" > 0) AS last,
        max(height) FILTER (WHERE "minute" > 0) AS peak,
        max(diastolic) FILTER (WHERE "minute" > 0) AS peak_diastolic,
        count("minute") AS readings,
        count(reading) FILTER (WHERE abs("minute" - 40) <= (SELECT window_40_min FROM derive_settings)) > 0 AS has_40,
        count(*) FILTER (WHERE "minute" IS NULL) AS untimed_readings,
        max(systolic) FILTER (WHERE "minute" IS NULL) AS highest_systolic_untimed,
        max(diastolic) FILTER (WHERE "minute" IS NULL) AS highest_diastolic_untimed
    FROM coded
    GROUP BY session_key
)
SELECT
    session_key,
    (pre // 1000 % 1000)::USMALLINT AS pre_systolic, (pre % 1000)::USMALLINT AS pre_diastolic,
    (peak // 100000)::USMALLINT AS peak_systolic, peak_diastolic::USMALLINT AS peak_diastolic,
    (40000 - peak % 100000)::SMALLINT AS peak_minute,
    (last // 1000 % 1000)::USMALLINT AS last_systolic, (last % 1000)::USMALLINT AS last_diastolic,
    (last // 1000000 - 40000)::SMALLINT AS last_minute,
    (peak // 100000 - pre // 1000 % 1000)::SMALLINT AS rise_systolic,
    (peak_diastolic - pre % 1000)::SMALLINT AS rise_diastolic,
    readings::USMALLINT AS readings, has_40, untimed_readings::USMALLINT AS untimed_readings,
    highest_systolic_untimed::USMALLINT AS highest_systolic_untimed,
    highest_diastolic_untimed::USMALLINT AS highest_diastolic_untimed
FROM found;

-- Recovery: the first BP reading after the systolic peak with both values at most the tolerance above pre-dose. A value
-- below pre-dose has come back too.
CREATE OR REPLACE TEMP TABLE session_recovery AS
SELECT r.session_key, min(r."minute") AS recovery_minute
FROM session_readings r
JOIN session_pressure p USING (session_key)
CROSS JOIN derive_settings d
WHERE r."minute" > p.peak_minute
  AND r.systolic::INTEGER - p.pre_systolic <= d.recovery_tolerance_mmhg
  AND r.diastolic::INTEGER - p.pre_diastolic <= d.recovery_tolerance_mmhg
GROUP BY r.session_key;

-- How each session's way back near pre-dose ended. Codes of recovery_outcome:
--   0 not back at the last BP reading                 1 back
--   2 not back after the peak, yet the last BP reading is near pre-dose (the peak was the last reading, or not far from pre-dose)
--   3 no BP reading before the dose                   4 one before the dose, none after it
-- followed_minute: of coming back, else of the last BP reading; missing for 3 and 4.
-- look_gap: minutes between coming back and the reading before it (the peak at the earliest): it happened somewhere in them.
CREATE OR REPLACE TEMP TABLE session_way_back AS
WITH looked AS (
    SELECT y.session_key, max(r."minute") AS looked_minute
    FROM session_recovery y
    JOIN session_pressure p USING (session_key)
    JOIN session_readings r USING (session_key)
    WHERE r."minute" >= p.peak_minute AND r."minute" < y.recovery_minute
    GROUP BY y.session_key
)
SELECT
    p.session_key,
    CASE WHEN p.pre_systolic IS NULL THEN 3
         WHEN p.last_minute IS NULL THEN 4
         WHEN y.recovery_minute IS NOT NULL THEN 1
         WHEN p.last_systolic::INTEGER - p.pre_systolic <= d.recovery_tolerance_mmhg
              AND p.last_diastolic::INTEGER - p.pre_diastolic <= d.recovery_tolerance_mmhg THEN 2
         ELSE 0 END::UTINYINT AS recovery_outcome,
    CASE WHEN p.pre_systolic IS NOT NULL THEN coalesce(y.recovery_minute, p.last_minute) END AS followed_minute,
    (y.recovery_minute - l.looked_minute)::SMALLINT AS look_gap
FROM session_pressure p
CROSS JOIN derive_settings d
LEFT JOIN session_recovery y USING (session_key)
LEFT JOIN looked l USING (session_key);

-- Readings of anything. last_minute: of the last one within a day after the dose.
CREATE OR REPLACE TEMP TABLE session_looks AS
SELECT session_key, bool_or(spo2_percent IS NOT NULL) AS has_spo2,
       max("minute") FILTER (WHERE "minute" BETWEEN 1 AND 1440
                             AND coalesce(systolic, diastolic, heart_rate_bpm, spo2_percent) IS NOT NULL) AS last_minute
FROM all_readings WHERE session_key IS NOT NULL GROUP BY session_key;

-- Side effects ----------------------------------------------------------------------------------------------------------

-- Minutes from the dose to a written time (2024-03-01T10:40, with or without seconds and offset); NULL for a date only.
CREATE OR REPLACE TEMP MACRO clock_of(written) AS
    TRY_CAST(regexp_extract(written, '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?') AS TIMESTAMP);
CREATE OR REPLACE TEMP MACRO offset_of(written) AS
    CASE WHEN regexp_matches(written, '[T ].*Z$') THEN 0
         WHEN regexp_matches(written, '[T ].*[+-]\d\d:?\d\d$')
         THEN (regexp_extract(written, '([+-])\d\d:?\d\d$', 1) || '1')::INTEGER
              * (regexp_extract(written, '(\d\d):?\d\d$', 1)::INTEGER * 60
                 + regexp_extract(written, '(\d\d)$', 1)::INTEGER) END;
CREATE OR REPLACE TEMP MACRO minute_since(written, dosed_at, dosed_offset) AS
    CASE WHEN (offset_of(written) IS NULL) = (dosed_offset IS NULL)
         THEN round((epoch(clock_of(written)) - epoch(dosed_at)) / 60
                  - coalesce(offset_of(written) - dosed_offset, 0)) END;
-- As for written minutes: an effect may last for three weeks.
CREATE OR REPLACE TEMP MACRO plausible_end(found) AS CASE WHEN found BETWEEN -1440 AND 30240 THEN found::SMALLINT END;

-- Every side effect, those outside any session with a session_key of NULL. Onset and end are minutes since the dose as the
-- source gives them, else from clock times under the same rule as readings. Severity 0: not graded.
CREATE OR REPLACE TEMP TABLE all_effects AS
SELECT
    coalesce(s.patient_key, p.patient_key) AS patient_key, s.session_key, c.session_number,
    k.code AS code, e.effect, coalesce(w.code, 0)::UTINYINT AS severity,
    coalesce(e.onset_minute, CASE WHEN s.has_clock AND e.started_at IS NOT NULL
        THEN plausible_minute(minute_since(e.started_at, s.started_at, s.started_offset_minutes)) END) AS onset_minute,
    coalesce(e.resolved_minute, CASE WHEN s.has_clock AND e.ended_at IS NOT NULL
        THEN plausible_end(minute_since(e.ended_at, s.started_at, s.started_offset_minutes)) END) AS resolved_minute,
    e.started_at, e.ended_at,
    -- Of six criteria that nobody answered it is not known whether one is met.
    CASE WHEN coalesce(e.serious_death, e.serious_life_threatening, e.serious_hospitalisation, e.serious_disability,
                       e.serious_congenital_anomaly, e.serious_important_event) IS NOT NULL
         THEN coalesce(e.serious_death, false) OR coalesce(e.serious_life_threatening, false)
              OR coalesce(e.serious_hospitalisation, false) OR coalesce(e.serious_disability, false)
              OR coalesce(e.serious_congenital_anomaly, false) OR coalesce(e.serious_important_event, false) END AS serious,
    e.action, e.elicited, e.reported_as, e.file_id, e.line
FROM side_effects e
JOIN effect_codes k USING (effect)
LEFT JOIN word_codes w ON w.kind = 'severity' AND w.word = e.severity
LEFT JOIN session_order s USING (session_id)
LEFT JOIN session_course c USING (session_key)
LEFT JOIN patient_keys p ON p.patient_id = e.patient_id;

-- One row per session and effect. A repeated effect counts once: highest severity, first onset, last end.
-- minutes: with the effect, those of records at the same time counted once; missing where one of them lacks onset or end.
CREATE OR REPLACE TEMP TABLE session_effects AS
SELECT session_key, code AS effect, max(severity) AS severity, min(onset_minute) AS onset_minute,
       max(resolved_minute) AS resolved_minute,
       CASE WHEN bool_and(coalesce(resolved_minute >= onset_minute, false))
            THEN max(resolved_minute) - min(onset_minute) END::INTEGER AS minutes,
       coalesce(bool_or(serious), false) AS serious, count(*)::UINTEGER AS records
FROM all_effects WHERE session_key IS NOT NULL GROUP BY session_key, code;

-- Of several records: each adds what lies behind the latest end of those that began before it. They are few.
UPDATE session_effects SET minutes = several.minutes
FROM (
    WITH spans AS (
        SELECT e.session_key, e.code AS effect, e.onset_minute, e.resolved_minute,
               max(e.resolved_minute) OVER (PARTITION BY e.session_key, e.code ORDER BY e.onset_minute, e.resolved_minute
                                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
        FROM all_effects e
        JOIN session_effects s ON s.session_key = e.session_key AND s.effect = e.code
        WHERE s.records > 1 AND s.minutes IS NOT NULL
    )
    SELECT session_key, effect,
           sum(greatest(0, resolved_minute - greatest(onset_minute, coalesce(reached, onset_minute))))::INTEGER AS minutes
    FROM spans GROUP BY session_key, effect
) several
WHERE session_effects.session_key = several.session_key AND session_effects.effect = several.effect;

CREATE OR REPLACE TEMP TABLE session_effect_totals AS
SELECT session_key, least(count(*), 255)::UTINYINT AS effects, max(severity) AS worst_severity, bool_or(serious) AS serious
FROM session_effects GROUP BY session_key;

-- Facts per session -------------------------------------------------------------------------------------------------------

-- What the columns say stands at session_facts.
CREATE OR REPLACE TEMP TABLE session_all AS
WITH per_kg AS (
    SELECT list(mg_per_kg::FLOAT ORDER BY mg_per_kg) AS lower_ends, list(code ORDER BY mg_per_kg) AS codes
    FROM dose_bands WHERE mg_per_kg IS NOT NULL
), ended AS (
    SELECT o.session_key,
           round((epoch(s.ended_at) - epoch(o.started_at)) / 60
                 - coalesce(s.ended_offset_minutes - o.started_offset_minutes, 0)) AS ended_minute
    FROM session_order o JOIN sessions s USING (session_id)
    WHERE o.has_clock AND s.ended_has_time
      AND (s.ended_offset_minutes IS NULL) = (o.started_offset_minutes IS NULL)
)
SELECT
    o.session_key, o.patient_key, (o.patient_key % 256)::UTINYINT AS cluster, o.started_on, o.has_clock,
    o.route, o.drug, o.phase, o.site, o.clinician, o.elicitation,
    o.elicitation <> 3 OR coalesce(e.effects, 0) > 0 AS asked,
    o.dose_mg, o.mg_per_kg,
    CASE WHEN o.drug = (SELECT code FROM word_codes WHERE kind = 'drug' AND word = 'esketamine')
         THEN CASE WHEN o.dose_mg IS NULL THEN 0
                   ELSE coalesce(d.code, (SELECT code FROM word_codes WHERE kind = 'dose_band' AND word = 'other_mg')) END
         WHEN o.mg_per_kg IS NULL THEN 0
         ELSE per_kg.codes[len(list_filter(per_kg.lower_ends, lambda low: low <= round(o.mg_per_kg, 3)))]
    END::UTINYINT AS dose_band,
    c.session_number, c.route_session_number, c.days_since_previous, c.exposure_mg,
    p.pre_systolic, p.pre_diastolic, p.peak_systolic, p.peak_diastolic, p.peak_minute,
    p.last_systolic, p.last_diastolic, p.last_minute, p.rise_systolic, p.rise_diastolic, y.recovery_minute,
    coalesce(p.readings, 0)::USMALLINT AS readings, coalesce(p.has_40, false) AS has_40,
    coalesce(p.untimed_readings, 0)::USMALLINT AS untimed_readings,
    p.highest_systolic_untimed, p.highest_diastolic_untimed,
    coalesce(b.recovery_outcome, 3)::UTINYINT AS recovery_outcome, b.followed_minute, b.look_gap,
    coalesce(x.has_spo2, false) AS has_spo2,
    CASE WHEN n.ended_minute BETWEEN 1 AND 1440 THEN n.ended_minute ELSE x.last_minute END::SMALLINT AS monitored,
    coalesce(e.effects, 0)::UTINYINT AS effects, coalesce(e.worst_severity, 0)::UTINYINT AS worst_severity,
    coalesce(e.serious, false) AS serious,
    o.cancelled, o.started_at, o.moment, o.session_id, o.patient_id
FROM session_order o
LEFT JOIN session_course c USING (session_key)
LEFT JOIN session_pressure p USING (session_key)
LEFT JOIN session_recovery y USING (session_key)
LEFT JOIN session_way_back b USING (session_key)
LEFT JOIN session_looks x USING (session_key)
LEFT JOIN ended n USING (session_key)
LEFT JOIN session_effect_totals e USING (session_key)
LEFT JOIN dose_bands d ON d.mg = o.dose_mg
CROSS JOIN per_kg;

-- Totals over all time by everything a filter tells apart that occurs together: what the filter offers, and what questions without
-- a period add up. kind: number of the combination.
CREATE OR REPLACE TABLE session_kinds AS
WITH totals AS (
    SELECT route, drug, phase, site, clinician, dose_band,
           count(*) AS sessions, min(started_on) AS first_day, max(started_on) AS last_day,
           count(*) FILTER (WHERE NOT has_clock) AS without_clock,
           count(*) FILTER (WHERE readings > 0) AS timed,
           count(*) FILTER (WHERE readings = 0 AND untimed_readings > 0) AS untimed,
           count(pre_systolic) AS with_pre,
           count(*) FILTER (WHERE has_40) AS with_40
    FROM session_all WHERE NOT cancelled GROUP BY route, drug, phase, site, clinician, dose_band
)
SELECT row_number() OVER (ORDER BY route, drug, phase, site, clinician, dose_band)::INTEGER AS kind, * FROM totals ORDER BY kind;

-- How each session follows others of the patient; what the columns say stands at session_facts. Rows stay narrow: they are
-- sorted three times.
CREATE OR REPLACE TEMP TABLE session_before AS
SELECT
    session_key,
    lag(started_on, 1, DATE '0001-01-01') OVER by_route AS previous_on,
    lag(started_on, 1, DATE '0001-01-01') OVER elicited AS previous_elicited_on,
    lag(started_on, 1, DATE '0001-01-01') OVER alike AS previous_alike_on,
    min(site) OVER whole_route = max(site) OVER whole_route AS one_site,
    min(drug) OVER whole_route = max(drug) OVER whole_route AS one_drug
FROM session_all
WHERE NOT cancelled
WINDOW by_route AS (PARTITION BY patient_key, route, asked ORDER BY session_key),
       whole_route AS (PARTITION BY patient_key, route, asked ORDER BY session_key
                       ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING),
       elicited AS (PARTITION BY patient_key, route, asked, elicitation ORDER BY session_key),
       alike AS (PARTITION BY patient_key, route, asked, drug, phase, site, elicitation ORDER BY session_key);

-- One row per session in date order, for cohort questions. The texts at the end are read only for lists.
-- cell: route and cluster in one number; grouping by one number is faster than by two. month: year * 12 + month - 1.
-- previous_on: day of the previous session of the same patient by the same route, equally asked about side effects; day 1 of
--   year 1 where there is none. In a period, a patient has exactly one session with previous_on before the period:
--   counting those counts patients, without a set of them.
-- previous_elicited_on: the same, asked in the same way.
-- previous_alike_on: the same, alike also in drug, phase, site and way of asking. Sessions whose previous_alike_on lies in the
--   period add no patient under any filter, so that sets of patients are built from fewer rows.
-- monitored: minutes from the first dose to the end of monitoring (ended_at; both with a clock time, both with an offset from
--   UTC or both without), else to the last timed reading (of anything) after the dose; missing where neither lies within a day after the dose.
-- number_band: of the session in the patient: 1 the first, 2 to the fourth, 3 to the eighth (a label's induction), 4 later ones.
-- dose_band: 0 dose, or the weight it is judged by, not recorded; the others stand in dose_bands (vocabulary/doses.toml).
-- kind: in session_kinds; grouping by one number is faster than by six.
CREATE OR REPLACE TABLE session_facts AS
SELECT
    a.* EXCLUDE (cancelled, started_at, moment, session_id, patient_id),
    (a.route::INTEGER * 256 + a.cluster)::USMALLINT AS cell,
    (year(a.started_on) * 12 + month(a.started_on) - 1)::USMALLINT AS month,
    CASE WHEN a.session_number = 1 THEN 1 WHEN a.session_number <= 4 THEN 2
         WHEN a.session_number <= 8 THEN 3 ELSE 4 END::UTINYINT AS number_band,
    k.kind, b.previous_on, b.previous_elicited_on, b.previous_alike_on, b.one_site, b.one_drug,
    a.started_at, a.moment, a.session_id, a.patient_id
FROM session_all a JOIN session_before b USING (session_key)
JOIN session_kinds k USING (route, drug, phase, site, clinician, dose_band)
ORDER BY session_key;

-- Sessions in which effects were asked for or reported, in date order. A table of its own: leaving the others out of session_facts
-- costs every question 2 to 3 ms with a million sessions.
CREATE OR REPLACE TABLE asked_sessions AS
SELECT session_key, patient_key, started_on, month, route, drug, phase, site, clinician, elicitation, cell, monitored, number_band, dose_band,
       previous_on, previous_elicited_on, previous_alike_on, one_site, one_drug
FROM session_facts WHERE asked ORDER BY session_key;

-- Patients over all time under any filter by route, drug, phase and site. Patients who had the same combinations of these form a
-- set: how many there are stands in kind_patients, the combinations in kind_sets. A patient has one set: the sets with a chosen
-- combination count every patient once. Clinicians and dose bands change from session to session: nearly every patient would be
-- a set, so that patients of these are counted from their sessions.
CREATE OR REPLACE TEMP TABLE treated_kinds AS
SELECT row_number() OVER (ORDER BY route, drug, phase, site)::INTEGER AS kind, *
FROM (SELECT DISTINCT route, drug, phase, site FROM session_kinds);

CREATE OR REPLACE TEMP TABLE kinds_of_patients AS
WITH kinds AS (
    SELECT DISTINCT s.patient_key, k.kind FROM session_facts s JOIN treated_kinds k USING (route, drug, phase, site)
), each AS (
    SELECT list_sort(list(kind)) AS kinds FROM kinds GROUP BY patient_key
)
SELECT row_number() OVER (ORDER BY kinds)::INTEGER AS kind_set, kinds, count(*)::INTEGER AS patients
FROM each GROUP BY kinds;

CREATE OR REPLACE TABLE kind_patients AS SELECT kind_set, patients FROM kinds_of_patients ORDER BY kind_set;

CREATE OR REPLACE TABLE kind_sets AS
SELECT m.kind_set, k.route, k.drug, k.phase, k.site
FROM (SELECT kind_set, unnest(kinds) AS kind FROM kinds_of_patients) m JOIN treated_kinds k USING (kind)
ORDER BY m.kind_set, k.kind;

-- One row per session in patient order, cancelled ones included, with everything the records say and every derived number.
CREATE OR REPLACE TABLE session_record AS
SELECT
    a.patient_key, a.session_key, a.cancelled, a.session_number, a.route_session_number, a.days_since_previous,
    a.started_on, a.has_clock, a.mg_per_kg, a.exposure_mg, a.asked,
    a.pre_systolic, a.pre_diastolic, a.peak_systolic, a.peak_diastolic, a.peak_minute,
    a.last_systolic, a.last_diastolic, a.last_minute, a.rise_systolic, a.rise_diastolic, a.recovery_minute,
    a.readings, a.has_40, a.untimed_readings, a.highest_systolic_untimed, a.highest_diastolic_untimed,
    a.effects, a.worst_severity, a.serious, a.moment,
    s.* EXCLUDE (phase, elicitation),
    coalesce(s.phase, 'not_recorded') AS phase, coalesce(s.elicitation, 'unknown') AS elicitation
FROM session_all a JOIN sessions s USING (session_id)
ORDER BY a.patient_key, a.moment, a.session_key;

-- One row per session and side effect, by effect and route and within these in date order: grouping by effect and route is
-- three times faster than in date order throughout. A repeated effect counts once: highest severity, first onset.
-- cell: effect, route and cluster in one number. previous_…on, one_…: as in session_facts, of sessions with the same effect.
-- timed: whether it is known how long the session was monitored. onset_minute, resolved_minute: the first onset and the last end.
CREATE OR REPLACE TEMP TABLE effect_before AS
WITH one AS (
    SELECT e.session_key, e.effect, s.patient_key * 8 + s.route AS by_route, s.started_on, s.drug, s.site, s.elicitation,
           ((s.site::INTEGER * 4 + s.drug) * 4 + s.phase) * 4 + s.elicitation AS alike
    FROM session_effects e JOIN session_facts s USING (session_key)
)
SELECT session_key, effect,
    lag(started_on, 1, DATE '0001-01-01') OVER by_route AS previous_on,
    lag(started_on, 1, DATE '0001-01-01') OVER elicited AS previous_elicited_on,
    lag(started_on, 1, DATE '0001-01-01') OVER alike AS previous_alike_on,
    min(site) OVER whole_route = max(site) OVER whole_route AS one_site,
    min(drug) OVER whole_route = max(drug) OVER whole_route AS one_drug
FROM one
WINDOW by_route AS (PARTITION BY by_route, effect ORDER BY session_key),
       whole_route AS (PARTITION BY by_route, effect ORDER BY session_key
                       ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING),
       elicited AS (PARTITION BY by_route, effect, elicitation ORDER BY session_key),
       alike AS (PARTITION BY by_route, effect, alike ORDER BY session_key);

CREATE OR REPLACE TABLE effect_facts AS
SELECT e.session_key, s.patient_key, s.cluster, s.started_on, s.month, s.route, s.drug, s.phase, s.site, s.clinician, s.elicitation,
       s.number_band, s.dose_band, s.monitored IS NOT NULL AS timed,
       e.effect, e.severity, e.onset_minute, e.resolved_minute, e.minutes, e.serious,
       (e.effect::INTEGER * 2048 + s.cell)::UINTEGER AS cell,
       b.previous_on, b.previous_elicited_on, b.previous_alike_on, b.one_site, b.one_drug
FROM session_effects e JOIN effect_before b USING (session_key, effect) JOIN session_facts s USING (session_key)
ORDER BY e.effect, s.route, e.session_key;

-- Serious side effects with what lists show of their sessions: few rows that are always shown, whatever the filter.
CREATE OR REPLACE TABLE serious_facts AS
SELECT
    f.session_key, f.patient_key, f.patient_id, f.session_id, f.started_on, f.started_at, f.has_clock, f.session_number,
    f.route, f.drug, f.dose_mg, f.mg_per_kg, f.pre_systolic, f.pre_diastolic, f.peak_systolic, f.peak_diastolic,
    f.peak_minute, f.recovery_minute, f.phase, f.site, f.clinician, f.dose_band, f.elicitation,
    e.severity, e.onset_minute, e.minutes, e.serious, e.effect
FROM effect_facts e JOIN session_facts f USING (session_key)
WHERE e.serious
ORDER BY f.session_key, e.effect;

-- Patients with each side effect, and patients asked (as effect 65535), over all time under any filter. Patients who had it by a
-- route under the same circumstances form a set: how many there are stands in effect_patients, the circumstances in effect_sets.
-- A patient has one set by effect and route: the sets with a chosen circumstance count every patient once.
-- combinations: of drug, phase and way of asking, one bit each, at drug * 16 + phase * 4 + elicitation.
CREATE OR REPLACE TEMP TABLE effects_of_patients AS
WITH one AS (
    SELECT patient_key, effect, route, site, drug, phase, elicitation FROM effect_facts
    UNION ALL
    SELECT patient_key, 65535, route, site, drug, phase, elicitation FROM session_facts WHERE asked
), by_site AS (
    SELECT patient_key, effect, route, site, bit_or(1::UBIGINT << (drug * 16 + phase * 4 + elicitation)) AS combinations
    FROM one GROUP BY patient_key, effect, route, site
), each AS (
    SELECT effect, route, list_sort(list({site: site, combinations: combinations})) AS circumstances
    FROM by_site GROUP BY patient_key, effect, route
)
SELECT dense_rank() OVER (ORDER BY circumstances)::INTEGER AS effect_set, circumstances, effect, route,
       count(*)::UINTEGER AS patients
FROM each GROUP BY circumstances, effect, route;

CREATE OR REPLACE TABLE effect_patients AS
SELECT effect, route, effect_set, patients FROM effects_of_patients ORDER BY effect, route, effect_set;

CREATE OR REPLACE TABLE effect_sets AS
SELECT effect_set, c.site, c.combinations
FROM (SELECT effect_set, unnest(any_value(circumstances)) AS c FROM effects_of_patients GROUP BY effect_set)
ORDER BY effect_set, c.site;

-- Timed readings with at least one pressure value in date order.
-- bin: minutes after the dose to the nearest ten (5 counts as 10), as a number of tens; -1 before the dose.
-- systolic_change, diastolic_change: minus the session's pre-dose value; missing where there is none.
CREATE OR REPLACE TABLE vital_facts AS
SELECT
    v.session_key, s.patient_key, s.started_on, s.route, s.drug, s.phase, s.site, s.clinician, s.dose_band, v."minute",
    CASE WHEN v."minute" <= 0 THEN -1 ELSE (v."minute" + 5) // 10 END::SMALLINT AS bin,
    v.systolic, v.diastolic,
    (v.systolic::INTEGER - s.pre_systolic)::SMALLINT AS systolic_change,
    (v.diastolic::INTEGER - s.pre_diastolic)::SMALLINT AS diastolic_change
FROM session_readings v JOIN session_facts s USING (session_key)
WHERE v."minute" IS NOT NULL
ORDER BY v.session_key, v."minute";

-- The records of one patient, in patient order ------------------------------------------------------------------------------

CREATE OR REPLACE TABLE readings_by_patient AS
SELECT * FROM all_readings ORDER BY patient_key, session_key, "minute", measured_at, file_id, line;

CREATE OR REPLACE TABLE effects_by_patient AS
SELECT * EXCLUDE (code) FROM all_effects ORDER BY patient_key, session_key, onset_minute, effect, file_id, line;

-- What all items of a scale add up to, where every one of them was answered on one occasion with a whole number: nothing is
-- filled in. first: where the first of the items stands.
CREATE OR REPLACE TEMP TABLE item_sums AS
WITH summed AS (
    SELECT s.patient_id, s.instrument, s.measured_at, s.measured_has_time, s.measured_offset_minutes,
           min(s.session_id) AS session_id, sum(s.value) AS value, min(s.recall_window) AS recall_window,
           min({file_id: s.file_id, line: s.line}) AS first
    FROM scores s JOIN summed_scales c USING (instrument)
    WHERE s.item <> 'total'
    GROUP BY s.patient_id, s.instrument, s.measured_at, s.measured_has_time, s.measured_offset_minutes, c.items
    HAVING count(*) = c.items AND bool_and(s.value = round(s.value))
       -- All of them of the same session, or all of none.
       AND count(s.session_id) IN (0, c.items) AND min(s.session_id) IS NOT DISTINCT FROM max(s.session_id)
)
SELECT row_number() OVER () AS sum_key, * FROM summed;

-- Totals recorded on the same occasion: at the same time, or on the same day where either has no clock time.
CREATE OR REPLACE TEMP TABLE sums_met AS
SELECT t.rowid AS total_row, i.sum_key, i.value,
       t.measured_at = i.measured_at AND t.measured_has_time = i.measured_has_time
           AND t.measured_offset_minutes IS NOT DISTINCT FROM i.measured_offset_minutes AS exact
FROM scores t
JOIN item_sums i ON t.patient_id = i.patient_id AND t.instrument = i.instrument AND t.measured_at::DATE = i.measured_at::DATE
WHERE t.item = 'total' AND (exact OR NOT (t.measured_has_time AND i.measured_has_time));

-- computed: a total that nobody recorded, the sum of all items; a recorded one always counts instead.
-- item_sum: what all items of the occasion add up to, beside every total that has them; NULL where two sets could be meant.
CREATE OR REPLACE TABLE scores_by_patient AS
WITH beside AS (
    SELECT total_row, coalesce(any_value(value) FILTER (WHERE exact), CASE WHEN count(*) = 1 THEN any_value(value) END) AS item_sum
    FROM sums_met GROUP BY total_row
), every AS (
    SELECT p.patient_key, s.* EXCLUDE (patient_id), false AS computed, b.item_sum
    FROM scores s JOIN patient_keys p USING (patient_id) LEFT JOIN beside b ON b.total_row = s.rowid
    UNION ALL BY NAME
    SELECT p.patient_key, i.* EXCLUDE (sum_key, patient_id, first), 'total' AS item, i.first.file_id AS file_id,
           i.first.line AS line, true AS computed, i.value AS item_sum
    FROM item_sums i JOIN patient_keys p USING (patient_id)
    WHERE i.sum_key NOT IN (SELECT sum_key FROM sums_met)
), offsets AS (
    SELECT p.patient_key, c.* FROM clock_offsets c JOIN patient_keys p USING (patient_id)
)
SELECT e.*, e.measured_at - to_minutes(coalesce(e.measured_offset_minutes, o.minutes_east, f.minutes_east, 0)) AS moment
FROM every e
ASOF LEFT JOIN offsets o ON o.patient_key = e.patient_key AND o.wall <= e.measured_at
LEFT JOIN (FROM offsets WHERE is_first) f ON f.patient_key = e.patient_key
ORDER BY e.patient_key, moment, e.instrument, e.item, e.file_id, e.line;

DROP TABLE sums_met;
DROP TABLE item_sums;
DROP TABLE session_moments;
DROP TABLE clock_offsets;

CREATE OR REPLACE TABLE medications_by_patient AS
SELECT p.patient_key, m.* EXCLUDE (patient_id)
FROM medications m JOIN patient_keys p USING (patient_id)
ORDER BY p.patient_key, m.medication, m.started_on, m.file_id, m.line;

CREATE OR REPLACE TABLE conditions_by_patient AS
SELECT p.patient_key, c.* EXCLUDE (patient_id)
FROM conditions c JOIN patient_keys p USING (patient_id)
ORDER BY p.patient_key, c.condition, c.noted_on, c.file_id, c.line;

-- One row per patient, for the search and the head of the page: what the last session was, and what is recorded of the patient.
CREATE OR REPLACE TABLE patient_index AS
SELECT p.patient_key, p.patient_id, lower(p.patient_id) AS search, coalesce(f.sessions, 0)::USMALLINT AS sessions,
       l.started_on AS last_session, l.route AS last_route, l.drug AS last_drug,
       w.birth_year, w.sex, w.weight_kg, w.indication, w.failed_antidepressants, w.sbp_goal_high, w.dbp_goal_high,
       coalesce(h.hypertension, false) AS hypertension, coalesce(h.conditions, 0) AS conditions
FROM patient_keys p
JOIN patients w USING (patient_id)
LEFT JOIN (SELECT patient_key, bool_or(condition = 'hypertension') AS hypertension, count(*) AS conditions
           FROM conditions_by_patient GROUP BY patient_key) h USING (patient_key)
LEFT JOIN (SELECT patient_key, count(*) AS sessions, arg_max(session_key, session_number) AS last_key
           FROM session_facts GROUP BY patient_key) f USING (patient_key)
LEFT JOIN session_facts l ON l.session_key = f.last_key
ORDER BY p.patient_key;

-- One row about the whole database. Appointments lie ahead and do not count as records.
CREATE OR REPLACE TABLE database_summary AS
SELECT
    (SELECT count(*) FROM session_facts) AS sessions,
    (SELECT count(*) FROM sessions) - (SELECT count(*) FROM session_facts) AS cancelled,
    (SELECT count(*) FROM patients) AS patients,
    (SELECT min(started_on) FROM session_facts) AS first_session,
    (SELECT max(started_on) FROM session_facts) AS last_session,
    greatest(
        (SELECT max(started_at)::DATE FROM sessions),
        (SELECT max(measured_at)::DATE FROM vitals),
        (SELECT max(measured_at)::DATE FROM scores),
        (SELECT max(TRY_CAST(substr(started_at, 1, 10) AS DATE)) FROM side_effects WHERE length(started_at) >= 10)
    ) AS last_record;

-- Side effects over all time ------------------------------------------------------------------------------------------------

-- Sessions with each side effect, and sessions asked (as effect 65535), over all time by every part of the filter: what rates
-- without a period are made from. counted: cell, drug, phase, way of asking and site in one number, which is grouped
-- several times faster than five columns.
-- As in pressure_histograms, the same sessions stand here with and without division by site.
CREATE OR REPLACE TEMP MACRO cell_of_effect(cell, drug, phase, elicitation, site) AS
    (((site::BIGINT << 27 | cell) << 2 | drug) << 2 | phase) << 2 | elicitation;

CREATE OR REPLACE TEMP TABLE effects_by_site AS
WITH one AS (
    SELECT cell_of_effect(cell, drug, phase, elicitation, site) AS counted, serious, timed, 0 AS minutes FROM effect_facts
    UNION ALL
    SELECT cell_of_effect(65535::UINTEGER * 2048 + cell, drug, phase, elicitation, site), false, monitored IS NOT NULL,
           coalesce(monitored, 0)
    FROM asked_sessions
)
SELECT counted, count(*)::UINTEGER AS sessions, count(*) FILTER (WHERE serious)::UINTEGER AS serious,
       count(*) FILTER (WHERE timed)::UINTEGER AS timed, sum(minutes)::UINTEGER AS minutes
FROM one GROUP BY counted;

CREATE OR REPLACE TEMP TABLE effects_counted AS
WITH divided AS (
    SELECT false AS by_site, counted & (1::BIGINT << 33) - 1 AS counted, sum(sessions)::UINTEGER AS sessions,
           sum(serious)::UINTEGER AS serious, sum(timed)::UINTEGER AS timed, sum(minutes)::UINTEGER AS minutes
    FROM effects_by_site GROUP BY ALL
    UNION ALL
    SELECT true, * FROM effects_by_site
)
SELECT by_site, (counted >> 33)::USMALLINT AS site, (counted >> 6 & (1 << 27) - 1)::UINTEGER AS cell,
       (counted >> 14 & 7)::UTINYINT AS route, (counted >> 4 & 3)::UTINYINT AS drug, (counted >> 2 & 3)::UTINYINT AS phase,
       (counted & 3)::UTINYINT AS elicitation, sessions, serious, timed, minutes
FROM divided;

-- timed: of the sessions, those of which it is known how long they were monitored; minutes stand with those asked.
CREATE OR REPLACE TABLE effect_cells AS
SELECT by_site, site, cell, route, drug, phase, elicitation, sessions, serious, timed, minutes
FROM effects_counted ORDER BY by_site, site, cell;

-- Blood pressure of the cohort ------------------------------------------------------------------------------------------------

-- A cell: site, phase, month (year * 12 + month - 1), part, route, drug, bin and value in one number, the first in its highest
-- bits: one number is grouped and sorted several times faster than eight columns. The last 22 bits are bin and value.
CREATE OR REPLACE TEMP MACRO place_of(site, phase, started_on, route, drug) AS
    ((((site::BIGINT << 2 | phase) << 16 | (year(started_on) * 12 + month(started_on) - 1)) << 4 | route) << 2 | drug) << 22;
CREATE OR REPLACE TEMP MACRO cell_of(place, part, bin, found) AS
    place | (part::BIGINT << 27) | ((bin + 1)::BIGINT << 13) | (found + 4096);
CREATE OR REPLACE TEMP MACRO site_of(cell) AS (cell >> 46)::USMALLINT;
CREATE OR REPLACE TEMP MACRO phase_of(cell) AS (cell >> 44 & 3)::UTINYINT;
CREATE OR REPLACE TEMP MACRO month_of(cell) AS
    make_date((cell >> 28 & 65535) // 12, (cell >> 28 & 65535) % 12 + 1, 1);
CREATE OR REPLACE TEMP MACRO part_of(cell) AS (cell >> 27 & 1)::UTINYINT;
CREATE OR REPLACE TEMP MACRO route_of(cell) AS (cell >> 24 & 7)::UTINYINT;
CREATE OR REPLACE TEMP MACRO drug_of(cell) AS (cell >> 22 & 3)::UTINYINT;
CREATE OR REPLACE TEMP MACRO bin_of(cell) AS ((cell >> 13 & 511) - 1)::SMALLINT;
CREATE OR REPLACE TEMP MACRO value_of(cell) AS ((cell & 8191) - 4096)::SMALLINT;
CREATE OR REPLACE TEMP MACRO without_value(cell) AS cell & ~8191;
CREATE OR REPLACE TEMP MACRO without_site(cell) AS cell & (1::BIGINT << 46) - 1;
CREATE OR REPLACE TEMP MACRO without_phase(cell) AS cell & ~(3::BIGINT << 44);

CREATE OR REPLACE TEMP TABLE reading_places AS
SELECT place_of(site, phase, started_on, route, drug) AS place, bin, systolic, diastolic, systolic_change, diastolic_change
FROM vital_facts;

SELECT CASE WHEN (SELECT max(bin) > 510 OR greatest(max(systolic), max(diastolic)) > 4095 FROM reading_places)
            THEN error('readings outside the limits of data-format.md') END;

-- How often each pressure was measured, per month, route, drug and bin: exact percentiles of any period from few rows.
-- part: 0 systolic, 1 diastolic. The same readings stand here four times, with and without division by site and by phase;
-- by_site and by_phase say which. Where not divided, site and phase are 0.
-- counts: list of pressures with their readings, each pair in one number (readings * 8192 + mmHg + 4096): a tenth of the rows to
-- sort and write. pressure_cell_counts is the same with a row per pressure: questions read that.
CREATE OR REPLACE TEMP TABLE pressure_counted AS
SELECT cell, count(*)::UINTEGER AS readings
FROM (
    SELECT cell_of(place, 0, bin, systolic) AS cell FROM reading_places WHERE systolic IS NOT NULL
    UNION ALL
    SELECT cell_of(place, 1, bin, diastolic) FROM reading_places WHERE diastolic IS NOT NULL
)
GROUP BY cell;

CREATE OR REPLACE TEMP TABLE pressure_divided AS
WITH by_phase AS MATERIALIZED (
    SELECT without_site(cell) AS cell, sum(readings)::UINTEGER AS readings FROM pressure_counted GROUP BY ALL
)
SELECT 3::UTINYINT AS divided, * FROM pressure_counted
UNION ALL
SELECT 2, without_phase(cell), sum(readings)::UINTEGER FROM pressure_counted GROUP BY ALL
UNION ALL
SELECT 1, * FROM by_phase
UNION ALL
SELECT 0, without_phase(cell), sum(readings)::UINTEGER FROM by_phase GROUP BY ALL;

CREATE OR REPLACE TABLE pressure_histograms AS
WITH listed AS (
    SELECT divided, without_value(cell) AS cell, list(readings::BIGINT << 13 | (value_of(cell) + 4096)) AS counts
    FROM pressure_divided GROUP BY ALL
)
SELECT divided & 2 > 0 AS by_site, divided & 1 > 0 AS by_phase, month_of(cell) AS month, part_of(cell) AS part,
       route_of(cell) AS route, drug_of(cell) AS drug, phase_of(cell) AS phase, site_of(cell) AS site, bin_of(cell) AS bin, counts
FROM (SELECT * FROM listed ORDER BY divided, cell);

CREATE OR REPLACE VIEW pressure_cell_counts AS
SELECT * EXCLUDE (counted), ((counted & 8191) - 4096)::USMALLINT AS mmhg, (counted >> 13)::UINTEGER AS readings
FROM (SELECT * EXCLUDE (counts), unnest(counts) AS counted FROM pressure_histograms);

-- As pressure_histograms, of changes from the session's pre-dose value. mmhg is the change and may be negative.
CREATE OR REPLACE TEMP TABLE changes_counted AS
SELECT cell, count(*)::UINTEGER AS readings
FROM (
    SELECT cell_of(place, 0, bin, systolic_change) AS cell FROM reading_places WHERE systolic_change IS NOT NULL
    UNION ALL
    SELECT cell_of(place, 1, bin, diastolic_change) FROM reading_places WHERE diastolic_change IS NOT NULL
)
GROUP BY cell;

CREATE OR REPLACE TEMP TABLE changes_divided AS
WITH by_phase AS MATERIALIZED (
    SELECT without_site(cell) AS cell, sum(readings)::UINTEGER AS readings FROM changes_counted GROUP BY ALL
)
SELECT 3::UTINYINT AS divided, * FROM changes_counted
UNION ALL
SELECT 2, without_phase(cell), sum(readings)::UINTEGER FROM changes_counted GROUP BY ALL
UNION ALL
SELECT 1, * FROM by_phase
UNION ALL
SELECT 0, without_phase(cell), sum(readings)::UINTEGER FROM by_phase GROUP BY ALL;

CREATE OR REPLACE TABLE pressure_change_histograms AS
WITH listed AS (
    SELECT divided, without_value(cell) AS cell, list(readings::BIGINT << 13 | (value_of(cell) + 4096)) AS counts
    FROM changes_divided GROUP BY ALL
)
SELECT divided & 2 > 0 AS by_site, divided & 1 > 0 AS by_phase, month_of(cell) AS month, part_of(cell) AS part,
       route_of(cell) AS route, drug_of(cell) AS drug, phase_of(cell) AS phase, site_of(cell) AS site, bin_of(cell) AS bin, counts
FROM (SELECT * FROM listed ORDER BY divided, cell);

CREATE OR REPLACE VIEW pressure_change_cell_counts AS
SELECT * EXCLUDE (counted), ((counted & 8191) - 4096)::SMALLINT AS mmhg, (counted >> 13)::UINTEGER AS readings
FROM (SELECT * EXCLUDE (counts), unnest(counts) AS counted FROM pressure_change_histograms);

-- Sessions by how and at which minute their way back near pre-dose ended: exact curves of any period from few rows. Divided by
-- site and phase or not, as in pressure_histograms. outcome: recovery_outcome, minute: followed_minute (0 where missing);
-- outcome 10 holds the sessions that came back once more, minute being their look_gap.
CREATE OR REPLACE TEMP TABLE recovery_counted AS
WITH placed AS (
    SELECT place_of(site, phase, started_on, route, drug) AS place, recovery_outcome, followed_minute, look_gap
    FROM session_facts
)
SELECT cell, count(*)::UINTEGER AS sessions
FROM (
    SELECT cell_of(place, 0, recovery_outcome, coalesce(followed_minute, 0)) AS cell FROM placed
    UNION ALL
    SELECT cell_of(place, 0, 10, look_gap) FROM placed WHERE look_gap IS NOT NULL
)
GROUP BY cell;

CREATE OR REPLACE TEMP TABLE recovery_divided AS
WITH by_phase AS MATERIALIZED (
    SELECT without_site(cell) AS cell, sum(sessions)::UINTEGER AS sessions FROM recovery_counted GROUP BY ALL
)
SELECT 3::UTINYINT AS divided, * FROM recovery_counted
UNION ALL
SELECT 2, without_phase(cell), sum(sessions)::UINTEGER FROM recovery_counted GROUP BY ALL
UNION ALL
SELECT 1, * FROM by_phase
UNION ALL
SELECT 0, without_phase(cell), sum(sessions)::UINTEGER FROM by_phase GROUP BY ALL;

CREATE OR REPLACE TABLE recovery_cells AS
SELECT divided & 2 > 0 AS by_site, divided & 1 > 0 AS by_phase, month_of(cell) AS month, route_of(cell) AS route,
       drug_of(cell) AS drug, phase_of(cell) AS phase, site_of(cell) AS site, bin_of(cell)::INTEGER AS outcome,
       value_of(cell) AS "minute", sessions
FROM (SELECT * FROM recovery_divided ORDER BY divided, cell);

DROP TABLE recovery_divided;
DROP TABLE recovery_counted;
DROP TABLE changes_divided;
DROP TABLE changes_counted;
DROP TABLE pressure_divided;
DROP TABLE pressure_counted;
DROP TABLE reading_places;
DROP TABLE effects_counted;
DROP TABLE effects_by_site;
DROP TABLE session_looks;
DROP TABLE session_before;
DROP TABLE effect_before;
DROP TABLE session_effects;
DROP TABLE session_way_back;
DROP TABLE effects_of_patients;
DROP TABLE kinds_of_patients;
DROP TABLE treated_kinds;
DROP TABLE session_all;
DROP TABLE session_effect_totals;
DROP TABLE all_effects;
DROP TABLE session_recovery;
DROP TABLE session_pressure;
DROP VIEW session_readings;
DROP TABLE all_readings;
DROP TABLE session_course;
DROP TABLE session_order;

-- Outcomes --------------------------------------------------------------------------------------------------------------------

-- How patients fare by the route with which they began. A patient stands under the first session's route, drug, phase, site
-- and day, whatever follows: filters choose patients by how they began, and every later score of them counts.
-- draw: an order of patients that has nothing to do with them, for figures that cannot draw everybody.
CREATE OR REPLACE TABLE outcome_patients AS
SELECT f.patient_key, f.route, f.drug, f.phase, f.site, f.clinician, f.dose_band, f.started_on, p.sessions, p.changed_route,
       (f.patient_key::UBIGINT * 2654435761 % 4294967296)::UINTEGER AS draw
FROM session_facts f
JOIN (SELECT patient_key, count(*)::USMALLINT AS sessions, min(route) <> max(route) AS changed_route
      FROM session_facts GROUP BY patient_key) p USING (patient_key)
WHERE f.session_number = 1
ORDER BY f.started_on, f.patient_key;

-- What baseline, response, remission and relapse mean stands in dash.stats.course, which says the same of one patient: a test on
-- random records holds the two together.
--
-- When scores see a session as given. A score of a session's day was asked before it, unless both clock times say otherwise; one
-- written at the very minute of the first dose was asked before it, as a pressure of minute 0 is one before the dose.
CREATE OR REPLACE TEMP TABLE outcome_moments AS
WITH timed AS (
    SELECT patient_key, session_key, started_on,
           CASE WHEN has_clock THEN moment ELSE moment + INTERVAL 1 DAY - INTERVAL 1 MICROSECOND END AS moment
    FROM session_facts
), placed AS (
    SELECT *, (row_number() OVER in_patient)::USMALLINT AS number,
           lead(started_on) OVER in_patient AS next_on, lead(moment) OVER in_patient AS next_moment
    FROM timed WINDOW in_patient AS (PARTITION BY patient_key ORDER BY moment, session_key)
)
SELECT * EXCLUDE (next_moment) FROM placed WHERE next_moment IS DISTINCT FROM moment;

-- Totals of symptom scales and answers about suicidal thoughts, each with the session before it.
-- number: sessions given before it, 0 before the first. since: days since the last of them. day: days since the first session.
-- recall: days the answer looks back on, those of the scale where the record's words are not understood. place: order within the patient and scale, that of scores_by_patient.
CREATE OR REPLACE TEMP TABLE outcome_placed AS
WITH asked AS (
    SELECT s.patient_key, c.code AS scale, s.value, s.measured_at::DATE AS scored_on, s.moment,
           coalesce(r.days, c.recall_days) AS recall, s.rowid AS place
    FROM scores_by_patient s
    JOIN outcome_scales c USING (instrument, item)
    LEFT JOIN recall_words r ON r.words = lower(trim(s.recall_window))
)
SELECT a.patient_key, a.scale, a.value, a.scored_on, a.recall, a.place,
       coalesce(m.number, 0)::USMALLINT AS number, m.session_key, m.started_on AS session_on, m.next_on,
       (CASE WHEN a.scored_on < m.started_on THEN 0 ELSE a.scored_on - m.started_on END)::INTEGER AS since,
       (CASE WHEN m.number IS NULL THEN a.scored_on - p.started_on ELSE greatest(a.scored_on - p.started_on, 0) END)::INTEGER AS day
FROM asked a
JOIN outcome_patients p USING (patient_key)
ASOF LEFT JOIN outcome_moments m ON m.patient_key = a.patient_key AND m.moment < a.moment;

-- Baseline: the last total before the first session, within the clinic's window. eligible: high enough for a response to mean
-- something, at or above the limit of remission; NULL where the scale has none.
CREATE OR REPLACE TEMP TABLE outcome_baselines AS
SELECT b.patient_key, b.scale, b.baseline, b.scored_on, c.instrument, c.response_fall, c.remission_below, c.least_gain,
       b.baseline >= c.remission_below AS eligible
FROM (SELECT patient_key, scale, arg_max(value, place) AS baseline, arg_max(scored_on, place) AS scored_on FROM outcome_placed
      WHERE number = 0 AND day >= -(SELECT baseline_days FROM derive_settings) GROUP BY patient_key, scale) b
JOIN outcome_scales c ON c.code = b.scale;

-- Totals after the first session of patients with a baseline. previous_day: when this was asked before, at the earliest the
-- day of the first session. ends_session: the last total after this session, up to the next one, at most 28 days after it.
-- ends_week: the last total of this week after the first session; week 1 is days 1 to 7.
CREATE OR REPLACE TEMP TABLE outcome_after AS
SELECT s.*, b.baseline, b.eligible, b.least_gain,
       b.eligible AND s.value <= b.baseline * (1 - b.response_fall) AS response,
       b.eligible AND s.value < b.remission_below AS remission,
       lag(s.day, 1, 0) OVER in_order AS previous_day,
       s.since <= 28 AND (lead(s.number) OVER in_order IS DISTINCT FROM s.number OR lead(s.since) OVER in_order > 28)
           AS ends_session,
       s.day > 0 AND (lead(s.day) OVER in_order + 6) // 7 IS DISTINCT FROM (s.day + 6) // 7 AS ends_week
FROM outcome_placed s JOIN outcome_baselines b USING (patient_key, scale)
WHERE s.number > 0 AND s.scale < 100
WINDOW in_order AS (PARTITION BY s.patient_key, s.scale ORDER BY s.place);

-- One row per patient, scale and session number, and one per week. axis: 0 session number, 1 week.
CREATE OR REPLACE TABLE outcome_points AS
WITH kept AS (
    SELECT *, 0::UTINYINT AS axis, number AS step FROM outcome_after WHERE ends_session
    UNION ALL
    SELECT *, 1::UTINYINT, ((day + 6) // 7)::USMALLINT FROM outcome_after WHERE ends_week
)
SELECT k.scale::UTINYINT AS scale, k.axis, p.started_on, p.route, p.drug, p.phase, p.site, p.clinician, p.dose_band, k.patient_key, k.step,
       (k.value - k.baseline)::FLOAT AS change, k.response, k.remission, k.eligible
FROM kept k JOIN outcome_patients p USING (patient_key)
ORDER BY scale, axis, p.started_on, k.patient_key, k.step;

-- One row per patient and scale with a baseline: how it went in all.
-- response_day: first total that is a response; response_looked: day of the total before it.
CREATE OR REPLACE TABLE outcome_courses AS
WITH gone AS (
    SELECT patient_key, scale, count(*) AS totals, arg_max(value, place)::FLOAT AS last_value, max(day) AS last_day,
           max(number) FILTER (WHERE since <= 28) AS last_number, max((day + 6) // 7) AS last_week,
           arg_max(response, place) AS last_response,
           min(day) FILTER (WHERE response) AS response_day,
           arg_min(previous_day, place) FILTER (WHERE response) AS response_looked,
           min(place) FILTER (WHERE response) AS response_place
    FROM outcome_after GROUP BY patient_key, scale
)
SELECT b.scale::UTINYINT AS scale, p.started_on, p.route, p.drug, p.phase, p.site, p.clinician, p.dose_band, p.patient_key,
       p.sessions, p.draw,
       b.baseline::FLOAT AS baseline, b.eligible, coalesce(g.totals, 0)::USMALLINT AS totals, g.last_value, g.last_day,
       coalesce(g.last_number, 0)::USMALLINT AS last_number, coalesce(g.last_week, 0)::USMALLINT AS last_week,
       g.last_response, g.response_day, greatest(g.response_looked, 0) AS response_looked, g.response_place
FROM outcome_baselines b
JOIN outcome_patients p USING (patient_key)
LEFT JOIN gone g USING (patient_key, scale)
WHERE b.scale < 100
ORDER BY b.scale, p.started_on, p.patient_key;

-- Two totals in a row after a response, by the lower of the two: a relapse at any threshold is the first row at or above it.
-- Only rows that are higher than all before them are kept. day: of the second total; looked: of the first.
CREATE OR REPLACE TABLE outcome_relapses AS
WITH pairs AS (
    SELECT a.patient_key, a.scale, a.day, a.place, c.response_day,
           lag(a.day) OVER later AS looked, least(lag(a.value) OVER later, a.value) AS level
    FROM outcome_after a JOIN outcome_courses c USING (patient_key, scale)
    WHERE a.place > c.response_place
    WINDOW later AS (PARTITION BY a.patient_key, a.scale ORDER BY a.place)
), known AS (
    SELECT *, max(level) OVER (PARTITION BY patient_key, scale ORDER BY place
                               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS highest
    FROM pairs WHERE looked IS NOT NULL
)
SELECT scale::UTINYINT AS scale, patient_key, level::FLOAT AS level, (day - response_day)::INTEGER AS days, (looked - response_day)::INTEGER AS looked
FROM known WHERE highest IS NULL OR level > highest
ORDER BY scale, patient_key, days;

-- How long a gain holds: one row per time between two sessions, or after the last one, with a gain at its first total and a
-- further total. Totals that look back to before the session do not count. Days count from the first total on.
-- lost: half of the gain (baseline less first total) is gone at the total of day `days`; otherwise followed until then.
-- to_next: days from the session to the next one, NULL where there is none.
CREATE OR REPLACE TABLE outcome_gaps AS
WITH counted AS (
    SELECT *, row_number() OVER gap AS turn, first_value(value) OVER gap AS first_value, first_value(since) OVER gap AS first_since
    FROM outcome_after WHERE since > 0 AND since >= recall
    WINDOW gap AS (PARTITION BY patient_key, scale, session_key ORDER BY place)
), judged AS (
    SELECT *, since - first_since AS days, value >= first_value + (baseline - first_value) / 2 AS lost,
           lag(since - first_since, 1, 0) OVER (PARTITION BY patient_key, scale, session_key ORDER BY place) AS looked
    FROM counted WHERE first_value <= baseline - least_gain
), each AS (
    SELECT patient_key, scale, session_key, any_value(next_on - session_on) AS to_next, count(*) AS totals,
           min(days) FILTER (WHERE lost AND turn > 1) AS lost_day, max(days) AS last_day,
           arg_min(looked, place) FILTER (WHERE lost AND turn > 1) AS looked
    FROM judged GROUP BY patient_key, scale, session_key
)
SELECT e.scale::UTINYINT AS scale, s.started_on, s.route, s.drug, s.phase, s.site, s.clinician, s.dose_band, e.patient_key,
       e.session_key,
       e.to_next::INTEGER AS to_next, e.lost_day IS NOT NULL AS lost, coalesce(e.lost_day, e.last_day)::INTEGER AS days,
       coalesce(e.looked, e.last_day)::INTEGER AS looked
FROM each e JOIN session_facts s USING (session_key)
WHERE e.totals > 1
ORDER BY e.scale, s.started_on, e.session_key;

-- Answers about suicidal thoughts, one row per patient and scale: the last before the first session, the last and the highest since.
CREATE OR REPLACE TABLE outcome_ideation AS
WITH answers AS (
    SELECT patient_key, scale, arg_max(value, place) FILTER (WHERE number = 0)::FLOAT AS baseline,
           arg_max(value, place) FILTER (WHERE number > 0)::FLOAT AS last_value,
           arg_max(scored_on, place) FILTER (WHERE number > 0) AS last_on,
           max(value) FILTER (WHERE number > 0)::FLOAT AS highest
    FROM outcome_placed WHERE scale >= 100 GROUP BY patient_key, scale
)
SELECT a.scale::UTINYINT AS scale, p.started_on, p.route, p.drug, p.phase, p.site, p.clinician, p.dose_band, a.* EXCLUDE (scale)
FROM answers a JOIN outcome_patients p USING (patient_key)
ORDER BY a.scale, p.started_on, a.patient_key;

-- Like patients -------------------------------------------------------------------------------------------------------------

-- Patients with a baseline: by it, and by the route of the first session, patients are alike (later changes of route leave a
-- patient where the treatment began). Scales of the session itself and of suicidal thoughts, and unnamed scales, are not compared.
CREATE OR REPLACE TABLE like_starts AS
SELECT b.patient_key, b.instrument, p.route, p.started_on AS first_on, b.scored_on, b.baseline
FROM outcome_baselines b JOIN outcome_patients p USING (patient_key)
WHERE b.scale < 100
ORDER BY b.patient_key, b.instrument;

-- The last total of each week after the first session, of patients with a baseline.
CREATE OR REPLACE TABLE like_weeks AS
SELECT a.patient_key, b.instrument, ((a.day + 6) // 7)::USMALLINT AS week, a.value
FROM outcome_after a JOIN outcome_baselines b USING (patient_key, scale)
WHERE a.ends_week
ORDER BY a.patient_key, b.instrument, week;

-- How often each score stood at each week after the first session, by baseline: exact percentiles of like patients from few
-- rows. week: 1 is days 1 to 7 after the first session. Of several scores in a week the patient's last one counts.
CREATE OR REPLACE TABLE like_cells AS
SELECT s.instrument, s.route, s.baseline, w.week, w.value, count(*)::UINTEGER AS patients
FROM like_weeks w JOIN like_starts s USING (patient_key, instrument)
GROUP BY ALL
ORDER BY s.instrument, s.route, s.baseline, w.week, w.value;

DROP TABLE outcome_after;
DROP TABLE outcome_baselines;
DROP TABLE outcome_placed;
DROP TABLE outcome_moments;
