"""The rulebook in force: the product's rules and plans, with what the clinic set instead."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from dash.rulebook.clinic import Screen, overridden, read_clinic
from dash.rulebook.plans import DosePlan, IntervalPlan
from dash.rulebook.rules import Rule, build

VARIABLE = "KETAMINE_DASH_CLINIC"
NAME = "clinic.toml"
# The session database's own variable and place: the clinic's file lies beside it (dash.store.location).
_DATABASE_VARIABLE = "KETAMINE_DASH_DATABASE"
_DATABASE_FOLDER = Path("data")


@dataclass(frozen=True)
class Rulebook:
    """All rules in force.

    Attributes:
        rules: By id, in the order of ``rules.toml``; switched-off ones included.
        intervals, doses: What is planned.
        screen: How the clinic's screens behave.
        clinic: The clinic's file, None where there is none.
        version: Fingerprint of everything above: the same version gives the same findings.
    """

    rules: Mapping[str, Rule]
    intervals: tuple[IntervalPlan, ...]
    doses: tuple[DosePlan, ...]
    clinic: Path | None
    version: str
    screen: Screen


_beside: list[Path] = []


def lies_beside(database: Path) -> None:
    """Say, once for this process, beside which session database the clinic's file lies."""
    _beside[:] = [database]


def clinic_path(database: Path | None = None) -> Path:
    """Return where the clinic's file is, whether or not there is one.

    Args:
        database: The session database beside which it lies; without it, the one ``lies_beside`` was told, else the one
            that the environment names, else ``data/``. The variable ``KETAMINE_DASH_CLINIC`` wins over all of them.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).expanduser()
    place = database or (_beside[0] if _beside else None)
    if place is not None:
        return place.parent / NAME
    beside = os.environ.get(_DATABASE_VARIABLE)
    return (Path(beside).expanduser().parent if beside else _DATABASE_FOLDER) / NAME


def rulebook(clinic: Path | None = None) -> Rulebook:
    """Return the rulebook in force; a changed file is read again.

    Args:
        clinic: The clinic's file, otherwise as ``clinic_path`` says.

    Raises:
        DashboardError: The clinic's file cannot be used, or was named and is not there.
    """
    path = clinic_path() if clinic is None else clinic
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        if os.environ.get(VARIABLE) or path.name != NAME:
            # Named by somebody: its absence is a mistake, not "no clinic's file".
            return _of_clinic(path, None)
        return product()
    return _of_clinic(path, (status.st_ino, status.st_mtime_ns, status.st_size))


def load(clinic: Path | None = None) -> Mapping[str, Rule]:
    """Return every rule in force by id. Raises as ``rulebook`` does."""
    return rulebook(clinic).rules


def version(clinic: Path | None = None) -> str:
    """Return the fingerprint of the rulebook in force: the same one gives the same findings. Raises as ``rulebook`` does."""
    return rulebook(clinic).version


def screen(clinic: Path | None = None) -> Screen:
    """Return how the clinic's screens behave. Raises as ``rulebook`` does."""
    return rulebook(clinic).screen


@cache
def product() -> Rulebook:
    """Return the product's own rulebook, as if there were no clinic's file."""
    text = files("dash.rulebook").joinpath("rules.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)
    return Rulebook(
        rules=build(rows["rule"]),
        intervals=tuple(IntervalPlan(**row) for row in rows["interval"]),
        doses=tuple(dose_of(row) for row in rows["dose"]),
        clinic=None,
        version=_fingerprint(text),
        screen=Screen(),
    )


def dose_of(row: Mapping[str, Any]) -> DosePlan:
    """Return a dose plan from its table; of listed doses the range is their smallest and largest."""
    doses = tuple(float(dose) for dose in row.get("doses", ()))
    limits = {"lowest": min(doses), "highest": max(doses)} if doses else {}
    return DosePlan(**{**row, **limits, "doses": doses})


@lru_cache(maxsize=8)
def _of_clinic(path: Path, _state: tuple[int, int, int] | None) -> Rulebook:
    ours = product()
    clinic = read_clinic(path, ours.rules)
    return Rulebook(
        rules=overridden(ours.rules, clinic.rules),
        intervals=(*clinic.intervals, *ours.intervals),
        doses=(*clinic.doses, *ours.doses),
        clinic=path,
        version=_fingerprint(ours.version + clinic.text),
        screen=clinic.screen,
    )


def _fingerprint(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:8]
