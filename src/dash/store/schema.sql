-- Canonical tables: what the clinic's records say, one accepted record per row, with file and line.
-- Times are clinic-local wall-clock; *_offset_minutes holds the offset from UTC where the source gave one,
-- *_has_time is false where the source gave a date only. Partial dates stay text (2013, 2013-07, 2013-07-09).

CREATE TABLE patients (
    patient_id VARCHAR NOT NULL,
    birth_year SMALLINT,
    sex VARCHAR,
    weight_kg FLOAT,
    indication VARCHAR,
    failed_antidepressants SMALLINT,
    sbp_goal_high SMALLINT,
    dbp_goal_high SMALLINT,
    file_id INTEGER NOT NULL,
    line BIGINT NOT NULL
);

CREATE TABLE sessions (
    session_id VARCHAR NOT NULL,
    patient_id VARCHAR NOT NULL,
    started_at TIMESTAMP NOT NULL,
    started_has_time BOOLEAN NOT NULL,
    started_offset_minutes SMALLINT,
    drug VARCHAR NOT NULL,
    drug_as_written VARCHAR,
    route VARCHAR NOT NULL,
    route_as_written VARCHAR,
    dose_mg FLOAT,
    weight_kg FLOAT,
    infusion_minutes FLOAT,
    ended_at TIMESTAMP,
    ended_has_time BOOLEAN,
    ended_offset_minutes SMALLINT,
    ready_at TIMESTAMP,
    ready_has_time BOOLEAN,
    ready_offset_minutes SMALLINT,
    phase VARCHAR,
    site_id VARCHAR,
    clinician_id VARCHAR,
    lot_number VARCHAR,
    status VARCHAR,
    elicitation VARCHAR,
    note VARCHAR,
    file_id INTEGER NOT NULL,
    line BIGINT NOT NULL
);

CREATE TABLE vitals (
    session_id VARCHAR,
    patient_id VARCHAR,
    "minute" SMALLINT,
    measured_at TIMESTAMP,
    measured_has_time BOOLEAN,
    measured_offset_minutes SMALLINT,
    time_point VARCHAR,
    position VARCHAR,
    systolic_mmhg SMALLINT,
    diastolic_mmhg SMALLINT,
    heart_rate_bpm SMALLINT,
    spo2_percent FLOAT,
    file_id INTEGER NOT NULL,
    line BIGINT NOT NULL
);

CREATE TABLE scores (
    patient_id VARCHAR NOT NULL,
    session_id VARCHAR,
    measured_at TIMESTAMP NOT NULL,
    measured_has_time BOOLEAN NOT NULL,
    measured_offset_minutes SMALLINT,
    instrument VARCHAR NOT NULL,
    item VARCHAR NOT NULL,
    value DOUBLE NOT NULL,
    recall_window VARCHAR,
    file_id INTEGER NOT NULL,
    line BIGINT NOT NULL
);

CREATE TABLE side_effects (
    session_id VARCHAR,
    patient_id VARCHAR,
    effect VARCHAR NOT NULL,
    severity VARCHAR,
    onset_minute SMALLINT,
    resolved_minute SMALLINT,
    started_at VARCHAR,
    ended_at VARCHAR,
    serious_death BOOLEAN,
    serious_life_threatening BOOLEAN,
    serious_hospitalisation BOOLEAN,
    serious_disability BOOLEAN,
    serious_congenital_anomaly BOOLEAN,
    serious_important_event BOOLEAN,
    action VARCHAR,
    elicited VARCHAR,
    reported_as VARCHAR,
    file_id INTEGER NOT NULL,
    line BIGINT NOT NULL
);

CREATE TABLE medications (
    patient_id VARCHAR NOT NULL,
    medication VARCHAR NOT NULL,
    class VARCHAR,
    started_on VARCHAR,
    stopped_on VARCHAR,
    file_id INTEGER NOT NULL,
    line BIGINT NOT NULL
);

CREATE TABLE conditions (
    patient_id VARCHAR NOT NULL,
    condition VARCHAR NOT NULL,
    noted_on VARCHAR,
    note VARCHAR,
    file_id INTEGER NOT NULL,
    line BIGINT NOT NULL
);

CREATE TABLE appointments (
    patient_id VARCHAR NOT NULL,
    scheduled_at TIMESTAMP NOT NULL,
    scheduled_has_time BOOLEAN NOT NULL,
    scheduled_offset_minutes SMALLINT,
    drug VARCHAR,
    route VARCHAR,
    dose_mg FLOAT,
    site_id VARCHAR,
    clinician_id VARCHAR,
    file_id INTEGER NOT NULL,
    line BIGINT NOT NULL
);

-- Visits a source names (CDISC SV). Not part of the project's CSV format; kept so that no source row is lost.
CREATE TABLE visits (
    patient_id VARCHAR NOT NULL,
    visit VARCHAR,
    visit_number VARCHAR,
    started_on VARCHAR,
    ended_on VARCHAR,
    file_id INTEGER NOT NULL,
    line BIGINT NOT NULL
);

-- Bookkeeping: where every record came from, what was refused, what was replaced.

CREATE TABLE imports (
    import_id INTEGER NOT NULL,
    imported_at TIMESTAMP NOT NULL,
    made_up BOOLEAN NOT NULL,
    settings VARCHAR NOT NULL,
    -- the name of the source, which keeps its ids apart; empty where it has none
    source VARCHAR
);

CREATE TABLE import_files (
    file_id INTEGER NOT NULL,
    import_id INTEGER NOT NULL,
    file VARCHAR NOT NULL,
    sha256 VARCHAR,
    table_name VARCHAR,
    rows_read BIGINT NOT NULL,
    accepted BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    already_there BIGINT NOT NULL
);

-- Further source lines, of the same or another file, combined into the record at (file_id, line) of table_name.
CREATE TABLE joined_lines (
    table_name VARCHAR NOT NULL,
    file_id INTEGER NOT NULL,
    line BIGINT NOT NULL,
    also_file_id INTEGER NOT NULL,
    also_line BIGINT NOT NULL
);

CREATE TABLE refused_rows (
    import_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    line BIGINT,
    table_name VARCHAR,
    reason VARCHAR NOT NULL,
    message VARCHAR NOT NULL,
    raw VARCHAR NOT NULL,
    -- the record as canonical text (JSON), kept only where a later import may bring its missing parent
    record VARCHAR,
    -- the import that accepted the row after all, or brought it corrected
    taken_up_by INTEGER,
    -- the import that refused it for good where it had waited, and what stood here before: reason, message, record (JSON)
    refused_for_good_by INTEGER,
    waiting_as VARCHAR
);

-- Records that a later import replaced: same key, other content.
CREATE TABLE history (
    table_name VARCHAR NOT NULL,
    file_id INTEGER NOT NULL,
    line BIGINT NOT NULL,
    record VARCHAR NOT NULL,
    replaced_by INTEGER NOT NULL
);

-- Imports that were undone: that they were, and when. Their numbers and those of their files are never given again.
CREATE TABLE undone (
    import_id INTEGER NOT NULL,
    imported_at TIMESTAMP NOT NULL,
    made_up BOOLEAN NOT NULL,
    last_file_id INTEGER NOT NULL,
    files VARCHAR NOT NULL,
    rows_accepted BIGINT NOT NULL,
    undone_at TIMESTAMP NOT NULL
);
