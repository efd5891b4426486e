"""Time until blood pressure is back near pre-dose: Kaplan-Meier curves by route, and who is in them."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dash.queries.pressure_way_back import Outcome, pressure_way_back
from dash.queries.selection import Selection
from dash.queries.words import ROUTE_KEYS, text
from dash.stats.counted_quantiles import counted_quantiles
from dash.stats.survival import Curve, at_times, kaplan_meier_counted
from dash.store.reading import Database

Counts = dict[str, NDArray[np.int64]]
OBSERVED_MIN = 120
_IN_CURVE = (Outcome.BACK, Outcome.NOT_BACK, Outcome.LAST_NEAR)
_COUNTED = (Outcome.BACK, Outcome.NOT_BACK, Outcome.LAST_NEAR, Outcome.NO_PRE_DOSE, Outcome.NOTHING_AFTER)
_COLUMNS = [
    "route",
    "sessions",
    "in_curve",
    "back",
    "not_back",
    "last_near",
    "no_pre_dose",
    "nothing_after",
    "median",
    "median_low",
    "median_high",
    "at_2h",
    "gap_median",
    "gap_p90",
]
_TYPES = dict.fromkeys(_COLUMNS[1:8], "int64") | dict.fromkeys(_COLUMNS[8:], "float64")


def pressure_recovery(database: Database, selection: Selection) -> pd.DataFrame:
    """Share of sessions not yet back near pre-dose, by route and minute from dose (Kaplan-Meier).

    Sessions with a pre-dose reading and one after it count up to the reading at which they were back, else up to their
    last one (censored). The first row of a route is minute 0 with all its sessions.

    Columns:
        route: Key of the vocabulary.
        minute: At which sessions were seen back or seen last.
        share, low, high: Percent not yet back just after, with the 95 % interval, sessions taken as independent.
        followed: Sessions not yet back and still measured, just before.
        back, left: Sessions seen back, and last readings without it, at that minute.
    """
    return pd.concat([_empty(), *(_steps(*one) for one in _by_route(database, selection))], ignore_index=True)


def pressure_recovery_counts(database: Database, selection: Selection) -> pd.DataFrame:
    """Say who is in the recovery curves and when half were back, by route, slowest first.

    Columns:
        route: Key of the vocabulary.
        sessions: In the selection.
        in_curve, back, not_back, last_near: Sessions in the curve, those seen back, and those not, the last reading away
            from or near pre-dose.
        no_pre_dose, nothing_after: Sessions that cannot be in it, for want of a reading before or after the dose.
        median, median_low, median_high: Minutes by which half were back; missing where the curve stays above one half.
        at_2h: Percent not yet back at 120 minutes; missing where none was followed so long.
        gap_median, gap_p90: Minutes between being seen back and the look before it: of half, and of nine in ten at most.
    """
    rows = [_row(*one) for one in _by_route(database, selection)]
    frame = pd.DataFrame(rows, columns=_COLUMNS).astype(_TYPES)
    # Where half were never back is slower than any median.
    order = np.argsort(-frame["median"].fillna(np.inf).to_numpy(), kind="stable")
    return frame.iloc[order].reset_index(drop=True).assign(route=lambda rows: text(rows["route"]))


def _row(route: str, counts: Counts, curve: Curve) -> list[object]:
    tally = {one: int(counts["sessions"][counts["outcome"] == one].sum()) for one in Outcome}
    gaps = counts["outcome"] == Outcome.LOOK_GAP
    at_2h = float(at_times(curve, [OBSERVED_MIN])[0]) * 100
    return [
        route,
        sum(tally.values()) - tally[Outcome.LOOK_GAP],
        curve.number,
        *(tally[one] for one in _COUNTED),
        curve.median,
        curve.median_low,
        curve.median_high,
        at_2h,
        *_percentiles(counts["minute"][gaps], counts["sessions"][gaps]),
    ]


def _percentiles(value: NDArray[np.int64], count: NDArray[np.int64]) -> list[float]:
    if not len(value):
        return [np.nan, np.nan]
    _, _, found = counted_quantiles(np.zeros_like(value), value.astype(np.float64), count, (50, 90))
    return [float(one) for one in found[0]]


def _by_route(database: Database, selection: Selection) -> Iterator[tuple[str, Counts, Curve]]:
    """Yield each route with sessions, its counts and its curve."""
    found = pressure_way_back(database, selection)
    for code in np.unique(found["route"]).tolist():
        counts = {name: column[found["route"] == code] for name, column in found.items()}
        inside, back = np.isin(counts["outcome"], _IN_CURVE), counts["outcome"] == Outcome.BACK
        sessions = counts["sessions"]
        curve = kaplan_meier_counted(
            counts["minute"][inside], np.where(back, sessions, 0)[inside], np.where(back, 0, sessions)[inside]
        )
        yield str(ROUTE_KEYS[code]), counts, curve


def _steps(route: str, counts: Counts, curve: Curve) -> pd.DataFrame:
    """Return one row per minute at which a session was seen back or seen last, and one for the start."""
    minute, sessions = counts["minute"], counts["sessions"]
    back = counts["outcome"] == Outcome.BACK
    left = np.isin(counts["outcome"], (Outcome.NOT_BACK, Outcome.LAST_NEAR))
    if not curve.number:
        return _empty()
    times = np.unique(minute[back | left])
    came, went = (
        np.bincount(np.searchsorted(times, minute[some]), sessions[some], len(times)).astype(np.int64)
        for some in (back, left)
    )
    followed = (came + went)[::-1].cumsum()[::-1]
    place = np.searchsorted(curve.time, times, side="right")
    share, low, high = (np.append(1.0, one)[place] * 100 for one in (curve.share, curve.low, curve.high))
    zero = np.array([0])
    columns = {
        "minute": np.append(zero, times),
        "share": np.append(100.0, share),
        "low": np.append(100.0, low),
        "high": np.append(100.0, high),
        "followed": np.append(curve.number, followed),
        "back": np.append(zero, came),
        "left": np.append(zero, went),
    }
    return pd.DataFrame({"route": text([route] * len(columns["minute"])), **columns})


def _empty() -> pd.DataFrame:
    whole, real = np.empty(0, dtype=np.int64), np.empty(0)
    return pd.DataFrame(
        {
            "route": text([]),
            "minute": whole,
            "share": real,
            "low": real,
            "high": real,
            "followed": whole,
            "back": whole,
            "left": whole,
        }
    )
