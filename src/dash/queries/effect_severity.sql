-- Question: how severe was one side effect in the sessions in which it was reported, and in how many patients?
-- Grain:    one row per route and group of patients (patient_key modulo 256).
-- Params:   those of the selection; $effect (code); $elicitation where one way of asking is chosen.
-- Units:    sessions_0 to _3: sessions by the highest severity reported in them, 0 not graded, 1 mild, 2 moderate, 3 severe;
--           patients_0 to _3: patients with such a session; patients: with the effect at all.
WITH one AS (
    SELECT route, patient_key,
           count(*) FILTER (WHERE severity = 0) AS s0, count(*) FILTER (WHERE severity = 1) AS s1,
           count(*) FILTER (WHERE severity = 2) AS s2, count(*) FILTER (WHERE severity = 3) AS s3
    FROM effect_facts
    WHERE effect = $effect AND /*elicitation*/ true AND /*selection*/ true
    GROUP BY route, patient_key
)
SELECT route, (patient_key % 256)::UTINYINT AS cluster,
       sum(s0)::BIGINT AS sessions_0, sum(s1)::BIGINT AS sessions_1, sum(s2)::BIGINT AS sessions_2,
       sum(s3)::BIGINT AS sessions_3,
       count(*) FILTER (WHERE s0 > 0) AS patients_0, count(*) FILTER (WHERE s1 > 0) AS patients_1,
       count(*) FILTER (WHERE s2 > 0) AS patients_2, count(*) FILTER (WHERE s3 > 0) AS patients_3, count(*) AS patients
FROM one
GROUP BY ALL
