"""Layouts as files: readable, without a patient's value, so that clinics can share them.

What a person said of single patients or of sheets, whose names may be patients', stands in a file of its own beside it.
"""

import os
import re
import tomllib
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import tomli_w

from dash.errors import UnreadableSourceError
from dash.readers.layouts.layout import ROLES, ColumnPlan, Layout, TablePlan
from dash.readers.layouts.meaning import Meaning

PRIVATE = ("same-patient", "sheet")
"""Questions whose answers name patients or sheets."""
_NOT_KEPT = {"sure", "why"}
_DEFAULTS = {field.name: field.default for field in fields(Meaning)}


def name_for(file: str) -> str:
    """Return the name of a layout for a file: ``Infusion log.xlsx`` gives ``infusion-log``."""
    return re.sub(r"[^a-z0-9]+", "-", Path(file).stem.casefold()).strip("-") or "layout"


def save(layout: Layout, folder: Path) -> Path:
    """Write a layout into a folder and return its file; what was there under its name is replaced whole.

    Raises:
        OSError: It cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shared = {key: value for key, value in layout.settings.items() if not _is_private(key)}
    private = {key: value for key, value in layout.settings.items() if _is_private(key)}
    path = folder / f"{layout.name}.toml"
    content: dict[str, Any] = {
        "name": layout.name,
        "settings": shared,
        "codes": dict(layout.codes),
        "ticks": {"yes": list(layout.yes), "no": list(layout.no)},
        "table": [_table(table) for table in layout.tables],
    }
    _write(path, tomli_w.dumps(content))
    beside = folder / f"{layout.name}.private.toml"
    if private:
        _write(beside, tomli_w.dumps({"settings": private}))
    else:
        beside.unlink(missing_ok=True)
    return path


def _is_private(key: str) -> bool:
    return key.partition(": ")[0] in PRIVATE


def _write(path: Path, text: str) -> None:
    building = path.with_name(f".{path.name}.building")
    building.unlink(missing_ok=True)
    handle = os.open(building, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    building.replace(path)


def _table(table: TablePlan) -> dict[str, Any]:
    return {
        "role": table.role,
        "column": [_column(column) for column in table.columns],
        "block": [_column(column) for column in table.block],
    }


def _column(column: ColumnPlan) -> dict[str, Any]:
    said = asdict(column.meaning)
    kept = {key: value for key, value in said.items() if key not in _NOT_KEPT and value != _DEFAULTS[key]}
    return {"name": column.name, "means": kept.pop("kind"), **kept}


def load_all(folder: Path | None) -> list[Layout]:
    """Return the layouts of a folder by name; none where it is not there.

    Raises:
        UnreadableSourceError: A file in it is no layout.
    """
    if folder is None or not folder.is_dir():
        return []
    paths = sorted(path for path in folder.glob("*.toml") if not path.name.startswith("."))
    return [_load(path) for path in paths if not path.name.endswith(".private.toml")]


def _load(path: Path) -> Layout:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        beside = path.with_name(f"{path.stem}.private.toml")
        private = tomllib.loads(beside.read_text(encoding="utf-8")) if beside.is_file() else {}
        tables = tuple(_table_of(table) for table in content["table"])
        settings = {**content.get("settings", {}), **private.get("settings", {})}
        ticks = content.get("ticks", {})
        return Layout(
            path.stem,
            tables,
            {str(key): str(value) for key, value in settings.items()},
            {str(key): str(value) for key, value in content.get("codes", {}).items()},
            tuple(map(str, ticks.get("yes", ()))),
            tuple(map(str, ticks.get("no", ()))),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnreadableSourceError(
            f"The layout {path.name} cannot be used ({type(error).__name__}).",
            "Correct it or move it away, then run ketamine-dash layout FILE to make it anew.",
        ) from error


def _table_of(content: dict[str, Any]) -> TablePlan:
    if content["role"] not in ROLES:
        raise ValueError(content["role"])
    return TablePlan(
        content["role"],
        tuple(_column_of(column) for column in content["column"]),
        tuple(_column_of(column) for column in content.get("block", ())),
    )


def _column_of(content: dict[str, Any]) -> ColumnPlan:
    known = {key: value for key, value in content.items() if key in _DEFAULTS and key not in _NOT_KEPT}
    return ColumnPlan(content["name"], replace(Meaning(content["means"], why="the layout says so"), **known))
