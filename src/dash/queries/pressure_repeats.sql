-- Question: how often do readings repeat the one before, and sets of readings those of another session, by site and clinician?
-- Grain:    one row per site and clinician.
-- Params:   those of the selection; $least (readings of a set).
-- Units:    codes; pairs of neighbouring readings, of them identical ones; sessions, of them those with a copied set.
SELECT site, clinician, sum(readings - 1)::BIGINT AS pairs, sum(identical)::BIGINT AS identical, count(*) AS sessions,
       count(*) FILTER (WHERE readings >= $least AND alike > 1) AS copied
FROM (
/*sets*/ true
)
GROUP BY site, clinician
