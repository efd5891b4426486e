"""Refused rows that were mended: the corrected row takes the place of the refused one.

A refused row is mended by a later import in two ways: a row with its key is in the record by then, or its line of the same
file was read again with at most one cell changed. One that was read again and is refused again is listed as it is now.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
from duckdb import DuckDBPyConnection

from dash.store.rule import SUPERSEDED
from dash.store.sql import fill, run
from dash.store.staged import Staged
from dash.store.staging import RESERVED

# Columns of the data format that tell rows of a table apart, as a file writes them.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "patients": ("patient_id",),
    "sessions": ("session_id",),
    "vitals": ("session_id", "patient_id", "minute", "measured_at", "time_point", "position"),
    "scores": ("patient_id", "instrument", "item", "measured_at"),
    "side_effects": ("session_id", "patient_id", "effect", "onset_minute", "started_at"),
    "medications": ("patient_id", "medication", "started_on"),
    "conditions": ("patient_id", "condition", "noted_on", "note"),
    "appointments": ("patient_id", "scheduled_at"),
}
_OWNERS = ("session_id", "patient_id")
MOST_CHANGED = 1
"""Cells of a line that may differ for it to be the same row, corrected."""

_BY_KEY = """
INSERT INTO mended
SELECT DISTINCT r.rowid
FROM refused_rows AS r JOIN staged_<table> AS s ON <same_key>
WHERE r.table_name = '<table>' AND r.taken_up_by IS NULL AND r.import_id < $import_id AND r.raw[1] = '{'
  AND s._waiting IS NULL AND (<owned>)
  AND s._row NOT IN (SELECT _row FROM aside_<table> WHERE fate = 1)
"""
_CANDIDATES = """
SELECT r.rowid, f.file, r.line, r.raw
FROM refused_rows AS r JOIN import_files AS f USING (file_id)
WHERE r.taken_up_by IS NULL AND r.import_id < $import_id AND r.line IS NOT NULL
  AND f.file IN (SELECT unnest($files))
"""
_SETTLE = """
UPDATE refused_rows SET taken_up_by = $import_id
WHERE taken_up_by IS NULL AND rowid IN (SELECT row_id FROM mended) AND reason <> $superseded
"""


def begin(connection: DuckDBPyConnection, staged: Staged, import_id: int) -> None:
    """Note refused rows of earlier imports whose line was read again with at most one cell changed."""
    run(connection, "CREATE OR REPLACE TEMP TABLE mended (row_id BIGINT)")
    _note_by_line(connection, staged, import_id)


def note_by_key(connection: DuckDBPyConnection, name: str, import_id: int) -> None:
    """Note refused rows of earlier imports whose key a row of this one has that is in the record now."""
    key = _KEYS.get(name)
    ((waiting,),) = run(
        connection,
        "SELECT count(*) FROM refused_rows WHERE table_name = ? AND taken_up_by IS NULL AND import_id < ?",
        [name, import_id],
    )
    if key is None or not waiting:
        return
    present = {row[0] for row in run(connection, fill("DESCRIBE staged_<table>", table=name))}
    there = [column for column in key if column in present]
    owners = [column for column in _OWNERS if column in there]
    if not owners:
        return
    written = "nullif(trim(r.raw ->> '$.\"{0}\"'), '')"
    same = [f"{written.format(one)} IS NOT DISTINCT FROM nullif(trim(s.\"{one}\"), '')" for one in there]
    same += [f"{written.format(one)} IS NULL" for one in key if one not in there]
    run(
        connection,
        fill(
            _BY_KEY,
            table=name,
            same_key=" AND ".join(same),
            owned=" OR ".join(f"{written.format(one)} IS NOT NULL" for one in owners),
        ),
        {"import_id": import_id},
    )


def _note_by_line(connection: DuckDBPyConnection, staged: Staged, import_id: int) -> None:
    files = sorted({tally.file for tally in staged.tallies.values()})
    found = run(connection, _CANDIDATES, {"import_id": import_id, "files": files})
    if not found:
        return
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for _, file, line, _ in found:
        wanted[file].add(line)
    now = dict(_lines_read(staged, wanted))
    mended = [
        row_id
        for row_id, file, line, raw in found
        if (cells := now.get((file, line))) is not None and _is_corrected(raw, cells)
    ]
    if mended:
        run(connection, "INSERT INTO mended SELECT unnest(?)", [mended])


def settle(connection: DuckDBPyConnection, import_id: int) -> int:
    """Mark what was noted, so that those rows are no longer listed as refused, and return how many they are.

    A row that waited and found another in its place stays listed: both may be meant.
    """
    ((marked,),) = run(connection, _SETTLE, {"import_id": import_id, "superseded": SUPERSEDED.reason})
    return int(marked)


_Cells = Mapping[str, str | None]


def _lines_read(staged: Staged, wanted: Mapping[str, set[int]]) -> Iterator[tuple[tuple[str, int], _Cells]]:
    names = {tally.file_id: tally.file for tally in staged.tallies.values()}
    for pieces in staged.pieces.values():
        for piece in pieces:
            file = names[piece.file_id]
            if file in wanted:
                for line, cells in _cells_of(piece.rows, wanted[file]):
                    yield (file, line), cells
    for one in staged.attached:
        if one.file in wanted and one.line in wanted[one.file]:
            yield (one.file, one.line), _as_cells(one.raw)


def _cells_of(rows: pa.Table, lines: set[int]) -> Iterator[tuple[int, _Cells]]:
    if "_lines" in rows.column_names:
        for numbers, raws in zip(rows["_lines"].to_pylist(), rows["_raw"].to_pylist(), strict=True):
            for line, raw in zip(numbers or (), raws or (), strict=True):
                if line in lines:
                    yield line, _as_cells(raw)
        return
    chosen = np.flatnonzero(np.isin(rows["_line"].to_numpy(), list(lines)))
    columns = [column for column in rows.column_names if column not in RESERVED]
    places: list[int] = rows["_line"].to_numpy()[chosen].tolist()
    for line, cells in zip(places, rows.select(columns).take(chosen).to_pylist(), strict=True):
        yield line, cells


def _as_cells(raw: str) -> _Cells:
    found = json.loads(raw)
    return found if isinstance(found, dict) else {}


def _is_corrected(raw: str, cells: _Cells) -> bool:
    """Tell whether a line as it was refused, and as it reads now, are one row with a cell corrected.

    The same line unchanged is no correction: it is refused again, or what it waited for has come.
    """
    now = {name: value.strip() for name, value in cells.items() if value and value.strip()}
    if raw.startswith("{"):
        before = {name: str(value).strip() for name, value in _as_cells(raw).items() if value}
        before = {name: value for name, value in before.items() if value}
        changed = sum(before.get(name) != now.get(name) for name in before.keys() | now.keys())
        kept = len(before.keys() & now.keys()) - sum(
            before[name] != now[name] for name in before.keys() & now.keys()
        )
        return 0 < changed <= MOST_CHANGED and kept > 0
    # A line that could not be taken apart: its cells are sought in it.
    text = raw.replace('""', '"')
    astray = sum(value not in text for value in now.values())
    return astray <= MOST_CHANGED and len(now) > astray
