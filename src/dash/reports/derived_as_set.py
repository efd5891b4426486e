"""Whether the facts per session were derived with the settings now in force."""

from dataclasses import fields

from dash.errors import DatabaseOutdatedError
from dash.rulebook import Settings
from dash.store.reading import Database
from dash.store.staging import DeriveSettings


def derived_as_set(database: Database, settings: Settings) -> bool:
    """Tell whether the settings that are applied at import are still those in force."""
    return all(
        database.derived_with.get(field.name) == getattr(settings, field.name)
        for field in fields(DeriveSettings)
    )


def require_derived_as_set(database: Database, settings: Settings) -> None:
    """Stop where they are not.

    Raises:
        DatabaseOutdatedError: The clinic changed one of them since the last import.
    """
    if not derived_as_set(database, settings):
        raise DatabaseOutdatedError(
            f"The facts in {database.path} were derived with another tolerance, 40-minute window or window "
            "of the baseline than the clinic's.",
            fix="Open the dashboard or import records once: the facts are then derived anew from your records.",
        )
