"""From a record back to the line of the file it came from."""

from collections.abc import Mapping

import pandas as pd

from dash.errors import QuestionError
from dash.queries.statement import statement
from dash.store.reading import Database

# Table and column names cannot be bound: they come from here, never from the caller.
_KEYS: Mapping[str, str] = {
    "patients": "patient_id = $id",
    "sessions": "session_id = $id",
    "vitals": "session_id = $id",
    "side_effects": "session_id = $id",
    "scores": "patient_id = $id",
    "medications": "patient_id = $id",
    "conditions": "patient_id = $id",
    "appointments": "patient_id = $id",
    "visits": "patient_id = $id",
}


def trace(database: Database, table: str, identifier: str) -> pd.DataFrame:
    """Name the source lines of a session's or patient's records in one table.

    Args:
        database: Where to ask.
        table: Canonical table.
        identifier: The session's id for sessions, vitals and side_effects, else the patient's.

    Columns:
        file, line: Where the record stands.
        main: False for further lines that were combined in the record.
        import_id, imported_at: Which import brought it, and when.
        sha256: Digest of the file.

    Raises:
        QuestionError: There is no such table.
    """
    if table not in _KEYS:
        raise QuestionError("There is no such table.", fix=f"Use one of: {', '.join(_KEYS)}.")
    return database.frame(
        statement("trace", table=table, key=_KEYS[table]), {"table_name": table, "id": identifier}
    )
