"""Building a new state of the session database aside and swapping it in whole.

The database file is never written in place: an import that is killed leaves it as it was, and readers see either the
old state or the new one.
"""

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from dash.errors import DatabaseBusyError

WAIT_SECONDS = 5.0
_A_DAY = 86_400.0
_OWNER_ONLY = 0o600


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Let one import at a time work on a database, across processes. A killed one leaves no lock behind.

    Raises:
        DatabaseBusyError: Another import still works on it after the wait.
    """
    lock = FileLock(_beside(database, ".lock"), timeout=WAIT_SECONDS)
    try:
        lock.acquire()
    except Timeout:
        raise DatabaseBusyError(
            f"Another import is writing to {database}.",
            fix="Wait until it is done, then run this again.",
        ) from None
    try:
        yield
    finally:
        lock.release()


def start(database: Path, *, anew: bool = False) -> Path:
    """Return a file beside the database that holds a copy of it, or nothing yet where there is none or for ``anew``.

    Clears away what killed imports and checks left. Call it under the lock: then no other import uses such files.
    """
    for leftover in database.parent.glob(f"{database.name}.building-*"):
        _remove(leftover)
    for leftover in database.parent.glob(f"{database.name}.checking-*"):
        # Checks take no lock: one that is under way is younger than this.
        if leftover.stat().st_mtime < time.time() - _A_DAY:
            _remove(leftover)
    building = _beside(database, f".building-{os.getpid()}-{secrets.token_hex(4)}")
    if not anew:
        _copy(database, building)
    return building


def start_check(database: Path, *, anew: bool = False) -> Path | None:
    """Return a file as ``start`` does for a check, which needs no lock; None where nothing can be written there."""
    checking = _beside(database, f".checking-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        checking.touch(_OWNER_ONLY)
        checking.unlink()
        if not anew:
            _copy(database, checking)
    except OSError:
        return None
    return checking


def _copy(database: Path, building: Path) -> None:
    if not database.exists():
        return
    try:
        building.touch(_OWNER_ONLY)
        shutil.copyfile(database, building)
        log = _log_of(database)
        if log.exists():
            # Another program wrote to the database and did not finish: what it committed belongs to the copy.
            shutil.copyfile(log, _log_of(building))
    except BaseException:
        discard(building)
        raise


def publish(building: Path, database: Path) -> None:
    """Put the built file in the database's place, in one step that survives a loss of power.

    The connection to it must be closed. A write-ahead log beside either file would not fit the new state.
    """
    _log_of(building).unlink(missing_ok=True)
    building.chmod(database.stat().st_mode & 0o777 if database.exists() else _OWNER_ONLY)
    _sync(building)
    _log_of(database).unlink(missing_ok=True)
    try:
        building.replace(database)
    except PermissionError:
        raise DatabaseBusyError(
            f"{database} is in use and cannot be replaced.",
            fix="Close the programs that have it open, then run this again.",
        ) from None
    if os.name == "posix":
        _sync(database.parent)


def discard(building: Path) -> None:
    """Remove a built file and what belongs to it."""
    for path in (building, _log_of(building), scratch(building)):
        _remove(path)


def scratch(building: Path) -> Path:
    """Return the folder for what does not fit into memory while building."""
    return _beside(building, ".tmp")


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _log_of(path: Path) -> Path:
    return _beside(path, ".wal")


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY if path.is_dir() or os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
