"""Readings as they were written down, for questions about how they were written down."""

from collections.abc import Sequence

import pandas as pd

from dash.queries.selection import Selection
from dash.queries.statement import statement
from dash.queries.words import session_list
from dash.store.reading import Database


def pressure_readings(database: Database, selection: Selection) -> pd.DataFrame:
    """List timed readings with both pressures in order.

    Columns:
        session, minute, systolic, diastolic: Key of the session, minutes from dose, mmHg.
        site, clinician: As recorded; missing where they are not.
        started_on: Day of the session.
    """
    where = selection.where(database, "v")
    frame = database.frame(statement("pressure_readings", selection=where), selection.params(database))
    codes = database.rows("SELECT clinician_id FROM clinician_codes ORDER BY code", {})
    clinicians = pd.Series([name for (name,) in codes], dtype="str")
    sites = pd.Series(list(database.sites), dtype="str")
    return frame.assign(
        site=sites.take(frame["site"].to_numpy()).array,
        clinician=clinicians.take(frame["clinician"].to_numpy()).array,
    )


def pressure_sessions(database: Database, keys: Sequence[int]) -> pd.DataFrame:
    """List the sessions of these keys, newest first. Columns: those of every list of sessions."""
    return session_list(database, database.frame(statement("pressure_sessions"), {"keys": list(keys)}))
