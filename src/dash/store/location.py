"""Where the session database is, and who said so."""

import os
from pathlib import Path

from dash.errors import DashboardError, DatabaseMissingError

VARIABLE = "KETAMINE_DASH_DATABASE"
DEFAULT = Path("data") / "sessions.duckdb"
OPTION = "--database"


def database_path(argument: Path | None = None) -> Path:
    """Return the session database to use; of a symbolic link, the file it leads to.

    Args:
        argument: What the user named; it wins over the environment variable ``KETAMINE_DASH_DATABASE``,
            which wins over ``data/sessions.duckdb`` below the current folder.

    Raises:
        DashboardError: Its path holds bytes that are no UTF-8: the database engine cannot open it.
    """
    named = argument if argument is not None else Path(os.environ.get(VARIABLE) or DEFAULT)
    return _sayable(resolved(named.expanduser()))


def _sayable(path: Path) -> Path:
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        raise DashboardError(
            f"The session database cannot be at {str(path)!a}: a name in this path is not written in UTF-8.",
            fix="Rename that folder or file, or name another place.",
        ) from None
    return path


def resolved(path: Path) -> Path:
    """Return the file that a symbolic link leads to, whether or not it is there; any other path as it is.

    The file a link leads to is what is locked, replaced and has its journal beside it, under whatever name it was reached.
    """
    return path.resolve() if path.is_symlink() else path


def named_by(argument: Path | None = None) -> str | None:
    """Return what names the session database, in the user's words; None where nobody did.

    Args:
        argument: As for ``database_path``.
    """
    if argument is not None:
        return OPTION
    if os.environ.get(VARIABLE):
        return VARIABLE
    return f"the link {DEFAULT}" if DEFAULT.is_symlink() else None


def refuse_made_up_records_at(path: Path, named: str | None) -> None:
    """Stop where a missing database is one that is away, not one that never was: nothing made up may take its place.

    Args:
        path: Where the database was expected and is not.
        named: What names it, as ``named_by`` says.

    Raises:
        DatabaseMissingError: Somebody named it, or a journal of decisions lies beside it.
    """
    # The journal needs this module.
    from dash.store.journal.location import journal_files

    again = f'import the records again: ketamine-dash import FOLDER {OPTION} "{path}"'
    if any(file.exists() for file in journal_files(path)):
        raise DatabaseMissingError(
            f"The session database is not there: {path} is gone, but the journal of what was decided about its records "
            "lies beside it.",
            fix=f"See that its drive is connected, or put the file back from the last backup, or {again}. The journal stays "
            "as it is.",
        )
    if named is not None:
        raise DatabaseMissingError(
            f"The session database is not there: {named} names {path}.",
            fix=f"See that its drive is connected and the path is right, then load this page again. Where there is none yet, "
            f'{again}. For a made-up clinic in that place: ketamine-dash demo {OPTION} "{path}"',
        )
