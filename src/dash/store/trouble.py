"""What an error of the database engine is about: another program, the system, memory, or damage of the file.

The text of such an error may hold values of a row: it is looked at here and never passed on.
"""

import duckdb

from dash.errors import DashboardError, DatabaseUnreadableError

# What the engine passes on of the system's own words, and what to do; looked for in this order.
_OUTSIDE = (
    (
        ("set lock on file", "conflicting lock", "used by another process"),
        "another program has it open for writing",
        "Close that program, such as a database browser, and try again. Nothing is wrong with the file.",
    ),
    (
        ("permission denied", "access is denied", "operation not permitted"),
        "the system gives no right to it",
        "Check the access rights of the file and its folder, and try again. Nothing is wrong with the file.",
    ),
    (
        ("no space left", "disk full", "quota exceeded", "max_temp_directory_size", "not enough space"),
        "the disk is full",
        "Free some space on that disk and try again.",
    ),
    (("too many open files",), "too many files are open", "Close other programs and try again."),
)
_DAMAGE = (
    duckdb.IOException,
    duckdb.SerializationException,
    duckdb.InternalException,
    duckdb.FatalException,
    duckdb.InvalidInputException,
)


def from_outside(error: duckdb.Error) -> tuple[str, str] | None:
    """Return what is wrong and what to do where the file is not to blame, else None."""
    text = str(error).lower()
    return next((said[1:] for said in _OUTSIDE if any(sign in text for sign in said[0])), None)


def stopped(error: duckdb.Error, doing: str = "import") -> DashboardError:
    """Return what to say where an import, or another change, stopped inside the engine; nothing was changed by it."""
    if outside := from_outside(error):
        return DashboardError(f"The session database could not be changed: {outside[0]}.", fix=outside[1])
    if isinstance(error, duckdb.OutOfMemoryException):
        return DashboardError(
            "This computer has too little memory left for that.",
            fix="Nothing was changed. Close other programs, or give fewer files at once, and try again.",
        )
    kind = type(error).__name__
    if isinstance(error, _DAMAGE):
        return DatabaseUnreadableError(
            f"The session database could not be read to its end ({kind}): it is damaged.",
            fix="Nothing was changed. Keep the file, and put the last backup in its place; or import all records into a new one.",
        )
    return DashboardError(
        f"The {doing} stopped inside the database engine ({kind}).",
        fix="Nothing was changed. Run it again; if it stops again, report it.",
    )
