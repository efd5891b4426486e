"""Whether the facts per session were derived with the settings now in force."""

from dash.errors import DatabaseOutdatedError
from dash.rulebook import Settings
from dash.store.reading import Database


def derived_as_set(database: Database, settings: Settings) -> bool:
    """Tell whether tolerance and 40-minute window, which are applied at import, are still those in force."""
    used = database.derived_with
    return (used["recovery_tolerance_mmhg"], used["window_40_min"]) == (
        settings.recovery_tolerance_mmhg,
        settings.window_40_min,
    )


def require_derived_as_set(database: Database, settings: Settings) -> None:
    """Stop where they are not.

    Raises:
        DatabaseOutdatedError: The clinic changed one of the two since the last import.
    """
    if not derived_as_set(database, settings):
        raise DatabaseOutdatedError(
            f"The facts in {database.path} were derived with another tolerance or 40-minute window than the clinic's.",
            fix="Open the dashboard or import records once: the facts are then derived anew from your records.",
        )
