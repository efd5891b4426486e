"""Building a new state of the session database aside and swapping it in whole.

The database file is never written in place: an import that is killed leaves it as it was, and readers see either the
old state or the new one.
"""

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from dash.errors import DashboardError, DatabaseBusyError, os_reason, os_remedy
from dash.store.private import OWNER_ONLY

WAIT_SECONDS = 5.0
_A_DAY = 86_400.0


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


@contextmanager
def writable() -> Iterator[None]:
    """Say in words what stops the database from being written.

    Raises:
        DashboardError: The disk is full, or the folder may not be written to.
    """
    try:
        yield
    except OSError as error:
        raise DashboardError(
            f"The session database could not be written: {os_reason(error)}.",
            fix=f"Nothing was changed. {os_remedy(error)}",
        ) from error


@contextmanager
def aside(database: Path) -> Iterator[Path]:
    """Yield a file beside the database that holds a copy of it, or nothing yet where there is none; gone at the end.

    Clears away what killed imports and checks left. Use it under the lock: then no other import uses such files.
    """
    for leftover in _leftovers(database):
        _remove(leftover)
    building = _beside(database, f".building-{os.getpid()}-{secrets.token_hex(4)}")
    _copy(database, building)
    try:
        yield building
    finally:
        discard(building)


def clear_leftovers(database: Path) -> None:
    """Clear away what killed imports and checks left, unless an import is under way or nothing can be written there."""
    with suppress(OSError, Timeout):
        if _leftovers(database):
            with FileLock(_beside(database, ".lock"), timeout=0):
                for leftover in _leftovers(database):
                    _remove(leftover)


def _leftovers(database: Path) -> list[Path]:
    """Return what imports left, under the lock those of killed ones, and what checks left that run no more."""
    found = list(database.parent.glob(f"{database.name}.building-*"))
    for leftover in database.parent.glob(f"{database.name}.checking-*"):
        # Checks take no lock. One that is under way is younger than this, and its process is there.
        of_checks = leftover.name.removeprefix(f"{database.name}.checking-").split("-")[0]
        if not _runs(of_checks) or leftover.stat().st_mtime < time.time() - _A_DAY:
            found.append(leftover)
    return found


def _runs(process: str) -> bool:
    """Tell whether a process of this number may be running."""
    if os.name != "posix" or not process.isdigit():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def start_check(database: Path) -> Path | None:
    """Return a file as ``aside`` does for a check, which needs no lock; None where nothing can be written there."""
    checking = _beside(database, f".checking-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        checking.touch(OWNER_ONLY)
        checking.unlink()
        _copy(database, checking)
    except OSError:
        return None
    return checking


def _copy(database: Path, building: Path) -> None:
    if not database.exists():
        return
    try:
        building.touch(OWNER_ONLY)
        shutil.copyfile(database, building)
        log = _log_of(database)
        if log.exists():
            # Another program wrote to the database and did not finish: what it committed belongs to the copy.
            _log_of(building).touch(OWNER_ONLY)
            shutil.copyfile(log, _log_of(building))
    except BaseException:
        discard(building)
        raise


def publish(building: Path, database: Path) -> None:
    """Put the built file in the database's place, in one step that survives a loss of power.

    The connection to it must be closed. A write-ahead log beside either file would not fit the new state.
    """
    _log_of(building).unlink(missing_ok=True)
    building.chmod(database.stat().st_mode & 0o777 if database.exists() else OWNER_ONLY)
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
