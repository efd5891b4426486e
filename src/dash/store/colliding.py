"""Two people, or two sessions, under one id: they are never mixed, and nothing that belongs to the one goes to the other."""

from collections.abc import Iterable

from duckdb import DuckDBPyConnection

from dash.store.rule import IN_DOUBT, ORPHAN_REASONS, OTHER_PATIENT, OTHER_PERSON, Rule
from dash.store.sql import fill, number, run
from dash.store.tables import PATIENTS, SCORES, SESSIONS, SIDE_EFFECTS, VITALS, Table

# When n and o, of one key, are not one and the same. What is missing or unknown contradicts nothing.
_DIFFER = {
    "patients": "n.birth_year <> o.birth_year OR (n.sex <> o.sex AND 'unknown' NOT IN (n.sex, o.sex))",
    "sessions": "n.patient_id <> o.patient_id",
}
_RULES: dict[str, Rule] = {"patients": OTHER_PERSON, "sessions": OTHER_PATIENT}
_BEGIN = """
CREATE OR REPLACE TEMP TABLE confirmed AS SELECT unnest($ids::VARCHAR[]) AS id;
"""
_DOUBTED = "CREATE OR REPLACE TEMP TABLE doubted (kind VARCHAR, id VARCHAR)"
# Against the database, and against rows above in the same import.
_COLLIDE = """
UPDATE checked_<table> SET _rule = <number> WHERE _row IN (
    SELECT n._row FROM checked_<table> AS n JOIN <table> AS o ON n.<id> = o.<id> AND (<differ>)
    WHERE n._rule = 0 AND n._waiting IS NULL AND n.<id> NOT IN (FROM confirmed)
    UNION ALL
    SELECT n._row FROM checked_<table> AS n JOIN checked_<table> AS o ON n.<id> = o.<id> AND o._row < n._row AND (<differ>)
    WHERE n._rule = 0 AND o._rule = 0 AND n._waiting IS NULL AND o._waiting IS NULL
)
"""
# Those too that would wait for their parent: one of the same id that comes later is not theirs.
_OF_DOUBTED = """
UPDATE checked_<table> SET _rule = <number> WHERE _rule IN (<taken>) AND _waiting IS NULL AND (<condition>)
"""
_DOUBTS = "<id> IN (SELECT id FROM doubted WHERE kind = '<id>')"
_PARENTS_OF: dict[str, tuple[str, ...]] = {"patients": (), "sessions": ("patient_id",)}
_NOTE = "INSERT INTO doubted SELECT DISTINCT '<id>', <id> FROM checked_<table> WHERE _rule IN (<numbers>)"
_MOVED = """
CREATE OR REPLACE TEMP TABLE moved AS
SELECT n.session_id, o.patient_id AS before, n.patient_id AS after
FROM checked_sessions AS n JOIN sessions AS o USING (session_id)
WHERE n._rule = 0 AND n._waiting IS NULL AND n.patient_id <> o.patient_id
"""
_WITH_SESSION = "o.session_id = m.session_id AND o.patient_id = m.before"
_KEEP_MOVED = """
INSERT INTO history SELECT '<table>', o.file_id, o.line, to_json({<record>}), $import_id
FROM <table> AS o JOIN moved AS m ON <with_session>
"""
_DROP_TWINS = """
DELETE FROM scores WHERE rowid IN (
    SELECT o.rowid FROM scores AS o JOIN moved AS m ON <with_session> JOIN scores AS n ON n.patient_id = m.after AND <same>
)
"""
_MOVE = "UPDATE <table> AS o SET patient_id = m.after FROM moved AS m WHERE <with_session>"


def begin(connection: DuckDBPyConnection, confirmed: Iterable[str]) -> None:
    """Make what this needs: ids that somebody confirmed, and none in doubt."""
    run(connection, _BEGIN, {"ids": sorted(confirmed)})
    run(connection, _DOUBTED)


def refuse_collisions(connection: DuckDBPyConnection, table: Table, numbers: dict[str, int]) -> None:
    """Refuse, among the checked rows of a table, patients and sessions that are others of the same id, and all that is theirs.

    A patient is another person where sex or birth year contradict each other, a session another one where its patient does.
    Rows of the same import that name one refused are refused too: they would go to the one that is there.

    Args:
        connection: With ``checked_<table>``; tables come in the order of ``TABLES``.
        table: The canonical table; its rows in the database are those before this import.
        numbers: Number of each reason to refuse a row.
    """
    name = table.name
    if number(connection, "SELECT count(*) FROM doubted"):
        columns = _PARENTS_OF.get(name, ("patient_id", "session_id"))
        condition = " OR ".join(fill(_DOUBTS, id=column) for column in columns if column in table.sources)
        if condition:
            taken = ", ".join(str(numbers[reason]) for reason in sorted(ORPHAN_REASONS & set(numbers)))
            pieces = {"table": name, "number": str(numbers[IN_DOUBT.reason]), "taken": f"0, {taken}"}
            run(connection, fill(_OF_DOUBTED, condition=condition, **pieces))
    if table in (PATIENTS, SESSIONS):
        reason = _RULES[name].reason
        (key,) = (part.removeprefix("{t}.") for part in table.key)
        run(connection, fill(_COLLIDE, table=name, number=str(numbers[reason]), id=key, differ=_DIFFER[name]))
        refused = f"{numbers[reason]}, {numbers[IN_DOUBT.reason]}"
        run(connection, fill(_NOTE, table=name, id=key, numbers=refused))


def note_moved(connection: DuckDBPyConnection) -> None:
    """Keep which sessions change their patient, as somebody confirmed, before they are written."""
    run(connection, _MOVED)


def move_along(connection: DuckDBPyConnection, import_id: int) -> None:
    """Give what was recorded in sessions that changed their patient to that patient; the earlier rows go to the history."""
    if not number(connection, "SELECT count(*) FROM moved"):
        return
    for table in (VITALS, SCORES, SIDE_EFFECTS):
        columns = tuple(table.stored)
        record = ", ".join(f"'{column}': o.\"{column}\"" for column in columns)
        pieces = {"table": table.name, "record": record, "with_session": _WITH_SESSION}
        run(connection, fill(_KEEP_MOVED, **pieces), {"import_id": import_id})
        if table is SCORES:
            parts = [(part.replace("{t}", "n"), part.replace("{t}", "o")) for part in table.key[1:]]
            same = " AND ".join(f"{new} IS NOT DISTINCT FROM {old}" for new, old in parts)
            run(connection, fill(_DROP_TWINS, with_session=_WITH_SESSION, same=same))
        run(connection, fill(_MOVE, **pieces))
