-- One row per decision of a user. hash is the SHA-256 of the row's other columns, previous the hash of the row before:
-- see entry.py. Triggers keep mistakes and casual editing away; the chain finds what gets past them.

CREATE TABLE identity (journal_id TEXT NOT NULL) STRICT;

CREATE TABLE entries (
    sequence INTEGER PRIMARY KEY,
    previous TEXT NOT NULL,
    at TEXT NOT NULL,
    user TEXT NOT NULL,
    kind TEXT NOT NULL,
    patient_id TEXT,
    subject TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_up INTEGER NOT NULL CHECK (made_up IN (0, 1)),
    hash TEXT NOT NULL
) STRICT;

CREATE INDEX entries_by_patient ON entries (patient_id, kind, made_up);

CREATE TRIGGER entries_stay_as_they_are BEFORE UPDATE ON entries
BEGIN SELECT raise(ABORT, 'entries of the journal are never changed'); END;

CREATE TRIGGER entries_stay BEFORE DELETE ON entries
BEGIN SELECT raise(ABORT, 'entries of the journal are never removed'); END;

-- Also keeps INSERT OR REPLACE away, which removes without firing the trigger above.
CREATE TRIGGER entries_follow_one_another BEFORE INSERT ON entries
WHEN new.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM entries)
BEGIN SELECT raise(ABORT, 'entries of the journal follow one another'); END;
