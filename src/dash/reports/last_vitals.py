"""Lowest oxygen saturation, range of the pulse and lowest pressure of one session: facts without a threshold."""

from math import isnan
from typing import NamedTuple

import pandas as pd

from dash.wording import signed

_COLUMNS = ["minute", "systolic", "diastolic", "heart_rate_bpm", "spo2_percent"]


class Lowest(NamedTuple):
    """A lowest value with its minute from dose; None where its reading has no minute."""

    value: float
    minute: int | None
    beside: float | None = None


class Vitals(NamedTuple):
    """What was measured in one session, before and after the dose; None where nothing was.

    Attributes:
        spo2: Lowest oxygen saturation, percent; of equal ones the first.
        pulse: Lowest and highest heart rate, beats a minute.
        pressure: Lowest systolic pressure, mmHg, with the diastolic of that reading beside it.
    """

    spo2: Lowest | None = None
    pulse: tuple[int, int] | None = None
    pressure: Lowest | None = None


def last_vitals(readings: pd.DataFrame, given: pd.DataFrame) -> Vitals:
    """Return the vitals of the last session.

    Args:
        readings: Rows of ``patient_readings``.
        given: Rows of ``patient_sessions`` in order of time, cancelled ones left out.
    """
    if not len(given):
        return Vitals()
    own = readings.loc[readings["session_key"] == given["session_key"].iloc[-1], _COLUMNS]
    rows = [
        tuple(None if _missing(cell) else float(cell) for cell in row) for row in own.itertuples(index=False)
    ]
    pulses = [row[3] for row in rows if row[3] is not None]
    return Vitals(
        spo2=_lowest([(row[4], row[0], None) for row in rows]),
        pulse=(round(min(pulses)), round(max(pulses))) if pulses else None,
        pressure=_lowest([(row[1], row[0], row[2]) for row in rows]),
    )


def _lowest(rows: list[tuple[float | None, float | None, float | None]]) -> Lowest | None:
    """Return the lowest first value with the minute and the value beside it; of equal ones the first by minute."""
    known = [
        (value, minute is None, minute or 0.0, minute, beside)
        for value, minute, beside in rows
        if value is not None
    ]
    if not known:
        return None
    value, _, _, minute, beside = min(known, key=lambda row: row[:3])
    return Lowest(value, None if minute is None else round(minute), beside)


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and isnan(value))


def vitals_words(found: Vitals) -> list[str]:
    """Say each in few words; what was not measured is said too.

    Such as "SpO2 lowest 82 % at 35 min", "pulse 41 to 118", "lowest pressure 84/46 at 35 min".
    """
    said = ["SpO2 not recorded"]
    if found.spo2 is not None:
        said = [f"SpO2 lowest {_plain(found.spo2.value)} %{_at(found.spo2)}"]
    if found.pulse is None:
        said.append("pulse not recorded")
    else:
        low, high = found.pulse
        said.append(f"pulse {low}/min" if low == high else f"pulse {low} to {high}/min")
    if found.pressure is not None:
        beside = "–" if found.pressure.beside is None else f"{found.pressure.beside:.0f}"
        said.append(f"lowest pressure {found.pressure.value:.0f}/{beside}{_at(found.pressure)}")
    return said


def _at(found: Lowest) -> str:
    return " (no minute)" if found.minute is None else f" at {signed(found.minute, 'd')} min"


def _plain(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
