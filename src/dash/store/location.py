"""Where the session database is."""

import os
from pathlib import Path

VARIABLE = "KETAMINE_DASH_DATABASE"
DEFAULT = Path("data") / "sessions.duckdb"


def database_path(argument: Path | None = None) -> Path:
    """Return the session database to use.

    Args:
        argument: What the user named; it wins over the environment variable ``KETAMINE_DASH_DATABASE``,
            which wins over ``data/sessions.duckdb`` below the current folder.
    """
    if argument is not None:
        return argument.expanduser()
    named = os.environ.get(VARIABLE)
    return Path(named).expanduser() if named else DEFAULT
