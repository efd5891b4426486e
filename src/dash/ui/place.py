"""Which session database this server shows. Light to load: the server asks before anything else is there."""

import sys
from pathlib import Path

from dash.store.location import database_path


def path() -> Path:
    """Return the session database this server shows.

    ``streamlit run app.py -- --database FILE`` names it, else the environment, else the data folder.
    """
    words = sys.argv[1:]
    if "--database" in words[:-1]:
        return database_path(Path(words[words.index("--database") + 1]))
    return database_path(None)
