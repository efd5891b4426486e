-- From the text of a cell to a value. NULL means: not given, or not understood (the rules tell which).
-- Nothing is guessed: a cell that could mean two things is not understood.

-- The cell without blanks around it; an empty one is missing. A text that begins with a blank, or is empty, sorts before '!'.
CREATE OR REPLACE TEMP MACRO cell(written) AS
    CASE WHEN written < '!' OR written[-1] <= ' '
         THEN nullif(trim(written, chr(32) || chr(9) || chr(10) || chr(13)), '') ELSE written END;

-- Numbers ---------------------------------------------------------------------------------------------------------------

-- A whole number as most are written needs no pattern: it reads the same when written back.
CREATE OR REPLACE TEMP MACRO plain_number(written) AS
    CASE WHEN TRY_CAST(written AS INTEGER)::VARCHAR = written THEN TRY_CAST(written AS INTEGER)::DOUBLE
         WHEN regexp_full_match(written, '[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?')
         THEN TRY_CAST(written AS DOUBLE) END;

-- The number before a unit; unit is a pattern, in any case. No part of it may stand twice: the engine would work that part
-- out beforehand, for every row.
CREATE OR REPLACE TEMP MACRO number_with(written, unit) AS
    TRY_CAST(regexp_extract(written, '^([-+]?(?:\d+\.?\d*|\.\d+))\s*(?:' || unit || ')$', 1, 'i') AS DOUBLE);

CREATE OR REPLACE TEMP MACRO has_decimal_comma(written) AS
    regexp_matches(written, '^[-+]?\d+,\d+');

-- 132/84: systolic and diastolic in one cell.
CREATE OR REPLACE TEMP MACRO part_of_pair(written, part) AS
    nullif(regexp_extract(written, '^(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)(?:\s*mm\s?hg)?$', part, 'i'), '');
CREATE OR REPLACE TEMP MACRO first_of_pair(written) AS
    CASE WHEN contains(written, '/') THEN coalesce(part_of_pair(written, 1), written) ELSE written END;
CREATE OR REPLACE TEMP MACRO second_of_pair(written) AS
    CASE WHEN contains(written, '/') THEN part_of_pair(written, 2) END;

-- Times -----------------------------------------------------------------------------------------------------------------

-- 2026-03-09 or 2026-03-09T14:30, with or without seconds and an offset from UTC.
CREATE OR REPLACE TEMP MACRO is_time(written) AS regexp_full_match(written,
    '\d{4}-\d\d-\d\d(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?(?:Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?)?');

CREATE OR REPLACE TEMP MACRO offset_part(written) AS
    CASE WHEN length(written) > 16 AND NOT (length(written) = 19 AND written[17] = ':')
         THEN regexp_extract(written, '(?:Z|[+-]\d\d(?::?\d\d)?)$') ELSE '' END;

-- The clock on the wall: the time as written, whatever its offset.
CREATE OR REPLACE TEMP MACRO wall_time(written) AS
    CASE WHEN is_time(written)
         THEN TRY_CAST(left(written, length(written) - length(offset_part(written))) AS TIMESTAMP) END;

-- Minutes east of UTC; NULL where the time has no offset.
CREATE OR REPLACE TEMP MACRO minutes_east(part) AS
    CASE WHEN part = '' THEN NULL WHEN part = 'Z' THEN 0
         ELSE (CASE WHEN part[1] = '-' THEN -1 ELSE 1 END)
              * (part[2:3]::SMALLINT * 60 + coalesce(nullif(replace(part[4:], ':', ''), '')::SMALLINT, 0)) END;

-- Whether a moment lies in the future; a date alone does so from tomorrow on.
CREATE OR REPLACE TEMP MACRO is_future(wall, minutes) AS
    CASE WHEN minutes IS NULL THEN wall > getvariable('now_wall')
         ELSE wall - to_minutes(minutes) > getvariable('now_utc') END;

-- Whether moment a lies before moment b, as far as both are known: by date where one has no clock time.
CREATE OR REPLACE TEMP MACRO is_before(a, a_clock, a_minutes, b, b_clock, b_minutes) AS
    CASE WHEN NOT (a_clock AND b_clock) THEN a::DATE < b::DATE
         WHEN a_minutes IS NULL OR b_minutes IS NULL THEN a < b
         ELSE a - to_minutes(a_minutes) < b - to_minutes(b_minutes) END;

-- Partial dates stay text: 2013, 2013-07, 2013-07-09, or a full time.
CREATE OR REPLACE TEMP MACRO partial_date(written) AS
    CASE WHEN regexp_full_match(written, '\d{4}(?:-\d\d)?') AND TRY_CAST(left(written || '-01-01', 10) AS DATE) IS NOT NULL
           OR wall_time(written) IS NOT NULL
         THEN replace(written, ' ', 'T') END;

-- The earliest moment of a partial date lies in the future.
CREATE OR REPLACE TEMP MACRO is_future_partial(partial) AS
    CASE WHEN length(partial) > 16 AND offset_part(partial) <> ''
         THEN is_future(wall_time(partial), minutes_east(offset_part(partial)))
         ELSE left(partial, 19) > left(strftime(getvariable('now_wall')::TIMESTAMP, '%Y-%m-%dT%H:%M:%S'),
                                       least(length(partial), 19)) END;

-- Compared as far as both are written; times with offsets by their date.
CREATE OR REPLACE TEMP MACRO is_before_partial(a, b) AS
    CASE WHEN offset_part(a) <> '' OR offset_part(b) <> '' THEN left(a, least(length(b), 10)) < left(b, least(length(a), 10))
         ELSE left(a, length(b)) < left(b, length(a)) END;

-- The minute after the first dose at which a clock stood, rounded: both with an offset from UTC, or both without.
CREATE OR REPLACE TEMP MACRO minute_at(wall, clock, minutes, dosed, dosed_clock, dosed_minutes) AS
    CASE WHEN clock AND dosed_clock AND (minutes IS NULL) = (dosed_minutes IS NULL)
         THEN round((epoch(wall) - epoch(dosed)) / 60 - coalesce(minutes - dosed_minutes, 0)) END;
CREATE OR REPLACE TEMP MACRO minute_at_partial(partial, dosed, dosed_clock, dosed_minutes) AS
    minute_at(wall_time(partial), length(partial) > 10, minutes_east(offset_part(partial)), dosed, dosed_clock, dosed_minutes);

-- Whether a written minute and a written time cannot both be meant: more than an hour apart (forms have a nominal minute beside
-- the clock), or where the clocks cannot be compared, more than a day.
CREATE OR REPLACE TEMP MACRO disagree(written, wall, clock, minutes, dosed, dosed_clock, dosed_minutes) AS
    coalesce(abs(minute_at(wall, clock, minutes, dosed, dosed_clock, dosed_minutes) - written) > 60,
             abs(date_diff('day', (dosed + to_minutes(TRY_CAST(written AS INTEGER)))::DATE, wall::DATE)) > 1);
CREATE OR REPLACE TEMP MACRO disagree_partial(written, partial, dosed, dosed_clock, dosed_minutes) AS
    disagree(written, wall_time(partial), length(partial) > 10, minutes_east(offset_part(partial)),
             dosed, dosed_clock, dosed_minutes);

-- Yes and no --------------------------------------------------------------------------------------------------------------

CREATE OR REPLACE TEMP MACRO yes_or_no(written) AS
    CASE WHEN lower(written) IN ('true', 'yes', 'y', '1') THEN true
         WHEN lower(written) IN ('false', 'no', 'n', '0') THEN false END;
