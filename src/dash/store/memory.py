"""How much memory building a database takes: a limit, beyond which it goes to the scratch folder beside the file.

The limit holds whatever the number of rows. A statement that cannot do with it, on whatever computer and records, is given as
much as the computer has: a change never stops for a limit of ours.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import duckdb

from dash.store.sql import run

LIMIT = "512MB"
"""What the engine holds at most, tables read and written, sorts and joins; Python and the rows just read come on top."""
MOST_THREADS = 4
"""Each thread holds parts of its own: with more of them the limit would be spent on those."""
Done = TypeVar("Done")


def bounds() -> dict[str, str | bool | int | float | list[str]]:
    """Return the engine's settings for building in a file that has a scratch folder."""
    return {"memory_limit": LIMIT, "threads": str(min(os.cpu_count() or 1, MOST_THREADS))}


def with_enough(connection: duckdb.DuckDBPyConnection, work: Callable[[], Done]) -> Done:
    """Do some work and return what it gives; where the limit is too little for it, once more without.

    Args:
        connection: To the database being built.
        work: Begins anew each time, in a transaction that it begins itself where it needs one.
    """
    try:
        return work()
    except duckdb.OutOfMemoryException:
        with suppress(duckdb.TransactionException):
            run(connection, "ROLLBACK")
        if not _unbounded(connection):
            raise
    return work()


def _unbounded(connection: duckdb.DuckDBPyConnection) -> bool:
    """Lift the limit and tell whether there was one."""
    ((before,),) = run(connection, "SELECT current_setting('memory_limit')")
    run(connection, "RESET memory_limit")
    return bool(run(connection, "SELECT current_setting('memory_limit') <> ?", [before])[0][0])
