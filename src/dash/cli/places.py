"""Where an import goes: made-up data and the records of a clinic never share a database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dash.errors import DashboardError
from dash.store.building import locked, publish
from dash.store.refused import import_history


def holds_made_up_only(database: Path) -> bool:
    """Tell whether a database exists and holds nothing but made-up data."""
    if not database.exists():
        return False
    history = import_history(database)
    return not history.empty and bool(history["made_up"].all())


def refuse_records_of_a_clinic(database: Path) -> None:
    """Stop before made-up data go where records of a clinic are.

    Raises:
        DashboardError: The database holds anything that is not made up.
    """
    if database.exists() and not holds_made_up_only(database):
        raise DashboardError(
            f"{database} holds records that are not made up.",
            fix="Give the demo a file of its own: ketamine-dash demo --database demo.duckdb",
        )


@contextmanager
def new_state(database: Path, *, write: bool = True) -> Iterator[Path]:
    """Yield a place for a database made from nothing; afterwards it replaces the one that is there.

    As with every import, whatever stops it, the database stays as it was. With ``write`` false nothing is replaced.
    """
    place = database.with_name(f"{database.name}.new-{os.getpid()}")
    with locked(database):
        try:
            yield place
            if write:
                publish(place, database)
        finally:
            for left_over in database.parent.glob(f"{place.name}*"):
                left_over.unlink(missing_ok=True)
