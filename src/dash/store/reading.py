"""Reading a session database through a sealed connection, and noticing when a new one was swapped in."""

import os
import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dash.errors import DatabaseMissingError, DatabaseOutdatedError, DatabaseUnreadableError
from dash.store.derive import recipe
from dash.store.trouble import from_outside

MEMORY_LIMIT = "400MB"

# Nothing may be written, loaded, fetched or changed through this connection, whatever SQL it is given.
_SEALS = (
    "SET python_enable_replacements = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    # No spilling: patients' data must not land in a temporary folder.
    "SET temp_directory = ''",
    f"SET memory_limit = '{MEMORY_LIMIT}'",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)
_REIMPORT = "Move the file away (keep it), then import the records again with `ketamine-dash import FOLDER`."
# Their messages speak of SQL, not of records: the only ones that may be chained to what the user sees.
_ABOUT_SQL = (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException)


class Stamp(NamedTuple):
    """What tells one state of a database file from another."""

    inode: int
    mtime_ns: int
    size: int


def stamp_of(path: Path) -> Stamp:
    """Return the stamp of a file.

    Raises:
        DatabaseMissingError: There is no file.
        DatabaseUnreadableError: It is a folder.
    """
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise DatabaseMissingError(
            f"There is no session database at {path}.", fix="Run `ketamine-dash import FOLDER`."
        ) from None
    refuse_folder(path)
    return Stamp(status.st_ino, status.st_mtime_ns, status.st_size)


def refuse_folder(path: Path) -> None:
    """Stop where a folder was named as the session database.

    Raises:
        DatabaseUnreadableError: It is one.
    """
    if path.is_dir():
        raise DatabaseUnreadableError(
            f"{path} is a folder, not a session database.",
            fix=f"Name a file, such as {path / 'sessions.duckdb'}.",
        )


class Database:
    """A session database opened for reading only. Safe to use from several threads.

    The connection is closed with the last reference to this object, so a query under way on an old state of the
    file ends undisturbed after a new one was swapped in.

    Attributes:
        path: The file.
        stamp: Its state when it was opened.
    """

    def __init__(self, path: Path, *, any_version: bool = False) -> None:
        """Open the file sealed; use ``open_database``."""
        self.path = path
        self.stamp = stamp_of(path)
        self._connection = duckdb.connect(":memory:", config={"threads": os.cpu_count() or 1})
        try:
            self._attach()
            for seal in _SEALS:
                self._connection.execute(seal).fetchall()
            self.derived_with: Mapping[str, Any] = self._one("FROM derive_settings")
            if not any_version and self.derived_with.get("recipe") != recipe():
                raise DatabaseOutdatedError(
                    f"The session database at {path} was made by another version.",
                    fix="Open the dashboard or run `ketamine-dash import` once: its facts are then derived anew.",
                )
            self.summary: Mapping[str, Any] = {} if any_version else self._one("FROM database_summary")
        except duckdb.Error as error:
            self._connection.close()
            raise _unreadable(error) from (error if isinstance(error, _ABOUT_SQL) else None)
        except BaseException:
            self._connection.close()
            raise

    def _attach(self) -> None:
        self._connection.execute(f"ATTACH {_quoted(self.path)} AS records (READ_ONLY)").fetchall()

    def _one(self, sql: str) -> Mapping[str, Any]:
        cursor = self._run(sql, {})
        names = [column[0] for column in cursor.description or ()]
        (row,) = cursor.fetchall()
        return dict(zip(names, row, strict=True))

    def _run(self, sql: str, parameters: Mapping[str, object]) -> duckdb.DuckDBPyConnection:
        # A cursor does not inherit the default database.
        cursor = self._connection.cursor()
        cursor.execute("USE records").fetchall()
        cursor.execute(sql, dict(parameters))
        return cursor

    def frame(self, sql: str, parameters: Mapping[str, object]) -> pd.DataFrame:
        """Answer a query with a frame.

        Whole numbers are int64, Int64 where one is missing; other numbers float64; text ``str``; days and times
        datetime64[us].

        Args:
            sql: One statement; ``$name`` stands for a parameter.
            parameters: Value by name, exactly those the statement names.

        Raises:
            DatabaseUnreadableError: The file is damaged, of another version, or needs more than the memory limit.
        """
        try:
            columns: dict[str, Any] = self._run(sql, parameters).fetchnumpy()
            return _frame(columns)
        except duckdb.Error as error:
            raise _unreadable(error) from (error if isinstance(error, _ABOUT_SQL) else None)

    def arrays(self, sql: str, parameters: Mapping[str, object]) -> dict[str, NDArray[Any]]:
        """Answer a query with one array per column, for numbers without gaps. Raises as ``frame`` does."""
        try:
            found: dict[str, Any] = self._run(sql, parameters).fetchnumpy()
            return found
        except duckdb.Error as error:
            raise _unreadable(error) from (error if isinstance(error, _ABOUT_SQL) else None)

    def rows(self, sql: str, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """Answer a query with plain Python rows. Raises as ``frame`` does."""
        try:
            return self._run(sql, parameters).fetchall()
        except duckdb.Error as error:
            raise _unreadable(error) from (error if isinstance(error, _ABOUT_SQL) else None)

    @cached_property
    def made_up_only(self) -> bool:
        """Whether every import was of made-up data; not where there was none."""
        ((found,),) = self.rows("SELECT coalesce(bool_and(made_up), false) FROM imports", {})
        return bool(found)

    @cached_property
    def sites(self) -> Sequence[str | None]:
        """Site ids by their code; code 0 (None) is "not recorded"."""
        return [site for (site,) in self.rows("SELECT site_id FROM site_codes ORDER BY code", {})]

    @cached_property
    def clinicians(self) -> Sequence[str | None]:
        """Clinician ids by their code; code 0 (None) is "not recorded"."""
        return [name for (name,) in self.rows("SELECT clinician_id FROM clinician_codes ORDER BY code", {})]

    @cached_property
    def effects(self) -> Mapping[int, str]:
        """Effects by their code, those outside the vocabulary as they were written."""
        return dict(self.rows("SELECT code, effect FROM effect_codes ORDER BY code", {}))

    @cached_property
    def files(self) -> Mapping[int, str]:
        """Names of the files that records came from, by file_id."""
        return dict(self.rows("SELECT file_id, file FROM import_files", {}))

    def close(self) -> None:
        """Close the connection now; queries under way fail."""
        self._connection.close()


def open_database(path: Path, *, any_version: bool = False) -> Database:
    """Open a session database sealed: read-only, no access to anything else, configuration locked.

    Args:
        path: The file.
        any_version: Open it also where another version derived its facts; for reading the canonical tables.

    Raises:
        DatabaseMissingError: There is no file.
        DatabaseOutdatedError: Another version derived its facts.
        DatabaseUnreadableError: It is no session database, or damaged.
    """
    while True:
        database = Database(path, any_version=any_version)
        # A file swapped in between looking and opening would carry the old stamp.
        if database.stamp == stamp_of(path):
            return database
        database.close()


_open: dict[Path, Database] = {}
_opening = threading.Lock()


def current(path: Path) -> Database:
    """Return the open database at a path in its present state; a swapped-in file is opened on the next call.

    Raises:
        DatabaseMissingError: There is no file.
        DatabaseUnreadableError: It is no session database, or damaged.
    """
    path = path.absolute()
    with _opening:
        found = _open.get(path)
        if found is None or found.stamp != stamp_of(path):
            # Callers still at work on the old state hold it open; it closes with the last of them.
            _open[path] = found = open_database(path)
        return found


_made_up: dict[Path, tuple[Stamp, bool]] = {}


def current_made_up_only(path: Path) -> bool:
    """Tell whether the database at a path, of whatever version, holds made-up data only in its present state.

    Raises:
        DatabaseMissingError: There is no file.
        DatabaseUnreadableError: It is no session database, or damaged.
    """
    path = path.absolute()
    stamp = stamp_of(path)
    known = _made_up.get(path)
    if known is None or known[0] != stamp:
        opened = open_database(path, any_version=True)
        _made_up[path] = known = (opened.stamp, opened.made_up_only)
        opened.close()
    return known[1]


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _unreadable(error: duckdb.Error) -> DatabaseUnreadableError:
    if isinstance(error, duckdb.OutOfMemoryException):
        return DatabaseUnreadableError(
            f"The answer needs more than {MEMORY_LIMIT} of memory.",
            fix="Choose a shorter period or fewer routes.",
        )
    if outside := from_outside(error):
        return DatabaseUnreadableError(f"The session database cannot be read: {outside[0]}.", fix=outside[1])
    # The text of the error may quote a value of a record: only its kind is told.
    return DatabaseUnreadableError(
        f"The session database cannot be read ({type(error).__name__}): it is damaged, "
        "or was made by another version.",
        fix=_REIMPORT,
    )


def _frame(columns: Mapping[str, NDArray[Any]]) -> pd.DataFrame:
    """Give every kind of value one type: narrow integers overflow in arithmetic.

    Half the time of DuckDB's own conversion for a wide answer of few rows.
    """
    return pd.DataFrame({name: _column(values) for name, values in columns.items()}, copy=False)


def _column(values: NDArray[Any]) -> Any:
    mask = None
    if isinstance(values, np.ma.MaskedArray):
        mask, values = np.ma.getmaskarray(values), np.asarray(values.data)
    kind = values.dtype.kind
    if kind in "iu":
        whole = values.astype(np.int64)
        return whole if mask is None else pd.arrays.IntegerArray(whole, mask)
    if kind == "b":
        return values if mask is None else pd.arrays.BooleanArray(values, mask)
    if kind == "f":
        # Single precision holds seven digits: 0.3 must not become 0.30000001192.
        wide = values.astype(np.float64).round(4) if values.itemsize < 8 else values
        return wide if mask is None else np.where(mask, np.nan, wide)
    if kind == "M":
        return values if mask is None else np.where(mask, np.array("NaT", dtype=values.dtype), values)
    words: list[str | None] = values.tolist() if mask is None else np.ma.array(values, mask=mask).tolist()
    return pd.array(words, dtype="str")
