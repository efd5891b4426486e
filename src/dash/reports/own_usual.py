"""What is usual for a patient: the earlier sessions by the route and drug of the last one, and what they say of a number."""

from collections.abc import Iterable
from math import inf, isinf, isnan
from typing import NamedTuple

import pandas as pd

from dash.reports.alike import kinds, of_kind
from dash.rulebook import settings
from dash.stats.envelope import LEAST, WRITTEN_TO, own_range, usual

_FLAT = "no reading more than {:g} mmHg above pre-dose"
"""Said where there was nothing to come back from."""


class OwnUsual(NamedTuple):
    """One number in the earlier sessions that count.

    Attributes:
        middle: Median as a value that occurs, the lower of two in the middle; None without any value.
        n: Values it is of.
        range: Where the next value is expected (80 %); None with too few values.
    """

    middle: float | None
    n: int
    range: tuple[float, float] | None

    def side(self, value: float) -> str | None:
        """Return "above", "within" or "below": where a value lies against the own range; None without a range."""
        if self.range is None:
            return None
        return "above" if value > self.range[1] else "below" if value < self.range[0] else "within"


def earlier_alike(given: pd.DataFrame) -> pd.DataFrame:
    """Return the sessions before the last one by its route and drug.

    Args:
        given: Rows of ``patient_sessions`` in order of time, cancelled ones left out.
    """
    return of_kind(given.iloc[:-1], kinds(given.tail(1))[0]) if len(given) else given


def own_usual(earlier: Iterable[object], least: int = LEAST, written_to: float = WRITTEN_TO) -> OwnUsual:
    """Return what is usual from earlier values; missing ones are left out.

    Args:
        earlier: Numbers, None or NaN where missing.
        least: Values that a range needs.
        written_to: Step to which values are written, in their unit.
    """
    known = [float(value) for value in earlier if not _missing(value)]  # type: ignore[arg-type]
    if not known:
        return OwnUsual(None, 0, None)
    return OwnUsual(usual(known), len(known), own_range(known, least, written_to))


def way_back(sessions: pd.DataFrame) -> list[float | None]:
    """Return at which minute each session's pressure was back near pre-dose, infinite where the last reading was above that.

    One that was near and rose again is not back. None where it cannot be said: no full reading before the dose or none
    after it, or none that was ever far from pre-dose before the last.
    """
    return [None if isinstance(at, str) else at for at in _ways(sessions)]


def _ways(sessions: pd.DataFrame) -> list[float | str | None]:
    """Return what ``way_back`` does, and ``_FLAT`` where no reading rose further than the tolerance."""
    tolerance = settings().recovery_tolerance_mmhg
    pairs = [f"{kind}_{part}" for kind in ("pre", "peak", "last") for part in ("systolic", "diastolic")]
    found: list[float | str | None] = []
    # Column by column: rows of a wide frame, one by one, would take a page milliseconds.
    columns = (sessions[name].tolist() for name in (*pairs, "recovery_minute"))
    for before, before_low, peak, peak_low, last, last_low, back in zip(*columns, strict=True):
        if any(map(_missing, (before, before_low, last, last_low))):
            found.append(None)
        elif max(last - before, last_low - before_low) > tolerance:
            found.append(inf)
        elif max(peak - before, peak_low - before_low) <= tolerance:
            found.append(_FLAT)
        else:
            found.append(None if _missing(back) else float(back))
    return found


def way_back_words(given: pd.DataFrame, earlier: pd.DataFrame) -> str:
    """Say when the last session's pressure was back near pre-dose, and when it usually is.

    Such as "back at 90 min (usual 88, n = 5)", "back at 91 min, above again at 118 min" or "not back by 122 min (usually not
    back, n = 3)". Not back counts as later than any minute. Empty where it cannot be said.

    Args:
        given: Rows of ``patient_sessions``, the last one is spoken of.
        earlier: Those of ``earlier_alike``.
    """
    now = _ways(given.tail(1))[0] if len(given) else None
    if now is None:
        return ""
    if isinstance(now, str):
        return now.format(settings().recovery_tolerance_mmhg)
    said = f"back at {now:.0f} min"
    if isinf(now):
        last, near = (given[name].iloc[-1] for name in ("last_minute", "recovery_minute"))
        said = f"not back by {last:.0f} min"
        if not _missing(near):
            said = f"back at {near:.0f} min, above again at {last:.0f} min"
    before = [at for at in way_back(earlier) if at is not None]
    if not before:
        return said
    middle = usual(before)
    return f"{said} ({'usually not back' if isinf(middle) else f'usual {middle:.0f}'}, n = {len(before)})"


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and isnan(value))
