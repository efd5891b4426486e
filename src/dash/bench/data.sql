-- A large clinic for measurements: sizes and shares are realistic, patients are not (hash functions, no clinical model).
-- Per session 6 readings and 1.5 side effects on average; 10 sessions, 2 medications and 1 condition a patient; 36 months;
-- 4 sites; 6 routes.
-- Params: $sessions, $seed.

SET VARIABLE seed = $seed;
CREATE OR REPLACE TEMP MACRO chance(row_number, what) AS
    hash(row_number, what, getvariable('seed')) / 18446744073709551616.0;
-- Sum of three uniform numbers: close to a normal distribution with mean 0 and standard deviation 1.
CREATE OR REPLACE TEMP MACRO bell(row_number, what) AS
    (chance(row_number, what || 'a') + chance(row_number, what || 'b') + chance(row_number, what || 'c') - 1.5) * 2;

CREATE TEMP TABLE made_sessions AS
WITH numbered AS (
    SELECT i, i // 10 AS patient, i % 10 AS n FROM range($sessions) t(i)
), drawn AS (
    SELECT i, patient, n,
        -- a start day per patient, then a session every 3 to 20 days
        floor(chance(patient, 'start') * 900) + n * (3 + floor(chance(patient, 'pace') * 18)) AS day,
        8 + floor(chance(i, 'hour') * 9) AS hour,
        CASE WHEN chance(i, 'switch') < 0.06 THEN chance(i, 'route') ELSE chance(patient, 'route') END AS route_draw,
        chance(i, 'drug') AS drug_draw, chance(patient, 'site') AS site_draw,
        55 + 45 * chance(patient, 'weight') AS weight
    FROM numbered
)
SELECT *,
    CASE WHEN route_draw < 0.34 THEN 'iv' WHEN route_draw < 0.68 THEN 'in' WHEN route_draw < 0.82 THEN 'im'
         WHEN route_draw < 0.90 THEN 'sc' WHEN route_draw < 0.96 THEN 'sl' ELSE 'po' END AS route,
    TIMESTAMP '2023-01-02' + to_days(day::INTEGER) + to_hours(hour::INTEGER)
        + to_minutes((floor(chance(i, 'minute') * 12) * 5)::INTEGER) AS started_at
FROM drawn;

INSERT INTO patients
SELECT 'P' || lpad(patient::VARCHAR, 8, '0'), (1945 + floor(chance(patient, 'born') * 60))::SMALLINT,
       CASE WHEN chance(patient, 'sex') < 0.6 THEN 'female' ELSE 'male' END, 55 + 45 * chance(patient, 'weight'),
       'trd', floor(2 + chance(patient, 'failed') * 5)::SMALLINT, NULL, NULL, 1, patient + 2
FROM (SELECT DISTINCT patient FROM made_sessions);

INSERT INTO sessions
SELECT 'S' || lpad(i::VARCHAR, 9, '0'), 'P' || lpad(patient::VARCHAR, 8, '0'), started_at, chance(i, 'clock') > 0.01, NULL,
       CASE WHEN route = 'in' AND drug_draw < 0.9 THEN 'esketamine' ELSE 'racemic_ketamine' END, NULL, route, NULL,
       CASE WHEN chance(i, 'dose') < 0.02 THEN NULL WHEN route = 'in' THEN 28 * (1 + floor(chance(i, 'dose') * 3))
            ELSE round(weight * (0.4 + 0.4 * chance(i, 'dose'))) END,
       CASE WHEN chance(i, 'weighed') < 0.9 THEN weight END, CASE WHEN route = 'iv' THEN 40 END,
       started_at + to_minutes(120), true, NULL, started_at + to_minutes(130), true, NULL,
       CASE WHEN n < 6 THEN 'induction' WHEN chance(i, 'phase') < 0.9 THEN 'maintenance' END,
       'site-' || (1 + floor(site_draw * 4))::INTEGER, 'clinician-' || (1 + floor(chance(i, 'by') * 12))::INTEGER,
       NULL, CASE WHEN chance(i, 'status') < 0.02 THEN 'cancelled' ELSE 'completed' END,
       -- a site has its way of asking, which it changes now and then
       CASE WHEN chance(i, 'asked') < 0.05 THEN NULL
            ELSE (['solicited', 'solicited', 'spontaneous', 'scale'])[
                1 + ((floor(site_draw * 4) + year(started_at) * 2 + quarter(started_at) // 3) % 4)::INTEGER] END,
       NULL, 2, i + 2
FROM made_sessions;

INSERT INTO vitals BY NAME
SELECT 'S' || lpad(i::VARCHAR, 9, '0') AS session_id,
       (CASE slot WHEN 0 THEN -15 ELSE slot * 20 END + floor(chance(i * 6 + slot, 'late') * 9) - 4)::SMALLINT AS "minute",
       CASE slot WHEN 0 THEN 'pre-dose' WHEN 2 THEN '40 min' END AS time_point, 'sitting' AS position,
       round(126 + 12 * bell(patient, 'own') + rise * (10 + 8 * bell(i, 'rise'))
             + 6 * bell(i * 6 + slot, 'noise'))::SMALLINT AS systolic_mmhg,
       round(78 + 7 * bell(patient, 'own') + rise * (6 + 5 * bell(i, 'rise'))
             + 4 * bell(i * 6 + slot, 'noise low'))::SMALLINT AS diastolic_mmhg,
       round(72 + 9 * bell(i * 6 + slot, 'heart'))::SMALLINT AS heart_rate_bpm,
       95 + floor(chance(i * 6 + slot, 'oxygen') * 5) AS spo2_percent, 3 AS file_id, i * 6 + slot + 2 AS line
FROM made_sessions, (VALUES (0, 0.0), (1, 0.6), (2, 1.0), (3, 0.8), (4, 0.5), (5, 0.2)) t(slot, rise);

INSERT INTO side_effects BY NAME
SELECT 'S' || lpad(i::VARCHAR, 9, '0') AS session_id, effect,
       CASE WHEN chance(i, effect || 'grade') < 0.6 THEN 'mild' WHEN chance(i, effect || 'grade') < 0.95 THEN 'moderate'
            ELSE 'severe' END AS severity,
       (5 + floor(chance(i, effect || 'onset') * 30))::SMALLINT AS onset_minute,
       (40 + floor(chance(i, effect || 'end') * 80))::SMALLINT AS resolved_minute,
       chance(i, effect || 'serious') < 0.001 AS serious_important_event,
       'none' AS action, 4 AS file_id, i * 30 + number AS line
FROM made_sessions, (VALUES
    (0, 'dissociation', 0.41), (1, 'sedation', 0.34), (2, 'dizziness', 0.20), (3, 'nausea', 0.14), (4, 'vomiting', 0.02),
    (5, 'anxiety', 0.03), (6, 'confusion', 0.02), (7, 'agitation', 0.01), (8, 'hallucination', 0.01), (9, 'headache', 0.05),
    (10, 'blurred_vision', 0.05), (11, 'raised_blood_pressure', 0.05), (12, 'urinary_symptoms', 0.003),
    (13, 'misuse_concern', 0.001), (14, 'vertigo', 0.08), (15, 'dysgeusia', 0.05), (16, 'hypoesthesia', 0.05),
    (17, 'lethargy', 0.03), (18, 'insomnia', 0.01), (19, 'tachycardia', 0.02), (20, 'hypertensive_crisis', 0.0005),
    (21, 'suicidal_ideation', 0.0005), (22, 'cold hands', 0.002), (23, 'yawning', 0.005)
) t(number, effect, share)
-- half of what happens belongs to the patient, half to the session
WHERE 0.5 * chance(patient, effect) + 0.5 * chance(i, effect)
      < CASE WHEN share < 0.5 THEN sqrt(share / 2) ELSE 1 - sqrt((1 - share) / 2) END;

INSERT INTO scores
SELECT 'P' || lpad(patient::VARCHAR, 8, '0'), NULL, date_trunc('day', started_at), false, NULL, 'phq9', 'total',
       least(greatest(round(20 - n + 4 * bell(i, 'score')), 0), 27), '2 weeks', 5, i + 2
FROM made_sessions WHERE chance(i, 'scored') < 0.8;

-- Thoughts of death or self-harm: one answer in six is above 0, more in the same patients and early in treatment.
INSERT INTO scores
SELECT 'P' || lpad(patient::VARCHAR, 8, '0'), NULL, date_trunc('day', started_at), false, NULL, 'phq9', '9',
       CASE WHEN 0.5 * chance(patient, 'thoughts') + 0.5 * chance(i, 'thoughts') < 0.65 + 0.01 * n THEN 0
            ELSE 1 + floor(chance(i, 'how often') * 3) END, '2 weeks', 5, $sessions + i + 2
FROM made_sessions WHERE chance(i, 'scored') < 0.8;

INSERT INTO medications BY NAME
SELECT 'P' || lpad(patient::VARCHAR, 8, '0') AS patient_id, medication, class, (2015 + n)::VARCHAR AS started_on,
       6 AS file_id, patient * 4 + n + 2 AS line
FROM (SELECT DISTINCT patient FROM made_sessions),
     (VALUES (0, 'sertraline', 'antidepressant'), (1, 'lamotrigine', 'other'), (2, 'lithium', 'other'),
             (3, 'lorazepam', 'benzodiazepine')) t(n, medication, class)
WHERE chance(patient, medication) < 0.5;

INSERT INTO conditions BY NAME
SELECT 'P' || lpad(patient::VARCHAR, 8, '0') AS patient_id, condition, (2010 + n)::VARCHAR AS noted_on,
       7 AS file_id, patient * 3 + n + 2 AS line
FROM (SELECT DISTINCT patient FROM made_sessions),
     (VALUES (0, 'hypertension'), (1, 'cystitis'), (2, 'substance_use')) t(n, condition)
WHERE chance(patient, condition) < 0.3;

INSERT INTO imports (import_id, imported_at, made_up, settings) VALUES (1, now()::TIMESTAMP, true, '{}');
INSERT INTO import_files
SELECT file_id, 1, file, NULL, table_name, 0, 0, 0, 0
FROM (VALUES (1, 'patients.csv', 'patients'), (2, 'sessions.csv', 'sessions'), (3, 'vitals.csv', 'vitals'),
             (4, 'side_effects.csv', 'side_effects'), (5, 'scores.csv', 'scores'), (6, 'medications.csv', 'medications'),
             (7, 'conditions.csv', 'conditions')) t(file_id, file, table_name);
DROP TABLE made_sessions;
