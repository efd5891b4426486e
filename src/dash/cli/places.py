"""Where an import goes: made-up data and the records of a clinic never share a database."""

from pathlib import Path

from dash.errors import DashboardError
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
