"""What a session database holds: records of a clinic, made-up ones, or nothing. The two kinds never share one."""

from dataclasses import dataclass
from pathlib import Path

from duckdb import DuckDBPyConnection

from dash.errors import JournalError, MadeUpRefusedError
from dash.store.journal import journal_beside
from dash.store.reading import open_database
from dash.store.sql import run

_ELSEWHERE = "Give the demo a file of its own: ketamine-dash demo --database demo.duckdb"

# An import without files only derived facts anew.
_HELD = """
SELECT coalesce(bool_or(made_up), false), coalesce(bool_or(NOT made_up), false)
FROM imports SEMI JOIN import_files USING (import_id)
"""


@dataclass(frozen=True)
class Holding:
    """Whether a database holds anything made up, and anything that is not; neither where nothing was imported."""

    made_up: bool = False
    real: bool = False

    @property
    def made_up_only(self) -> bool:
        """Tell whether it holds something and all of it is made up."""
        return self.made_up and not self.real


def holding(connection: DuckDBPyConnection) -> Holding:
    """Return what a database with the canonical tables holds."""
    ((made_up, real),) = run(connection, _HELD)
    return Holding(made_up, real)


def holds_made_up_only(database: Path) -> bool:
    """Tell whether a database holds something and all of it is made up.

    Raises:
        DatabaseMissingError: There is no database.
        DatabaseUnreadableError: It cannot be read.
    """
    ((made_up, real),) = open_database(database, any_version=True).rows(_HELD, {})
    return Holding(made_up, real).made_up_only


def refuse_made_up_over_real(held: Holding) -> None:
    """Stop before made-up records go where records of a clinic are.

    Raises:
        MadeUpRefusedError: The database holds anything that is not made up.
    """
    if held.real:
        raise MadeUpRefusedError(
            "The session database holds records that are not made up: nothing was changed.",
            fix=_ELSEWHERE,
        )


def refuse_made_up_beside_decisions(database: Path) -> None:
    """Stop before made-up records go where a journal tells of real ones, whether or not their database is there.

    Raises:
        MadeUpRefusedError: The journal beside holds a decision about records that are not made up, or cannot be read.
    """
    try:
        real = bool(journal_beside(database).entries(made_up=False))
    except JournalError:
        real = True
    if real:
        raise MadeUpRefusedError(
            f"Beside {database} lies a journal of decisions about records that are not made up: nothing was changed.",
            fix=_ELSEWHERE,
        )
