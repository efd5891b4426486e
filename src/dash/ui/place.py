"""Which session database this server shows. Light to load: the server asks before anything else is there."""

import sys
from pathlib import Path

from dash.errors import DatabaseMissingError
from dash.store.location import OPTION, database_path


def argument() -> Path | None:
    """Return what ``streamlit run app.py -- --database FILE`` names, None without that option.

    Raises:
        DatabaseMissingError: The option stands there without a file: another database than the one meant is no answer.
    """
    words = sys.argv[1:]
    for at, word in enumerate(words):
        value = word.removeprefix(f"{OPTION}=") if word.startswith(f"{OPTION}=") else None
        if word == OPTION:
            value = "".join(words[at + 1 : at + 2])
        if value is not None:
            if not value:
                raise DatabaseMissingError(
                    f"{OPTION} names no file.", fix=f"Start with: streamlit run app.py -- {OPTION} FILE"
                )
            return Path(value)
    return None


def path() -> Path:
    """Return the session database this server shows: as named at the start, else by the environment, else the data folder."""
    return database_path(argument())
