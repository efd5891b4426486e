"""Time until blood pressure is back near pre-dose: Kaplan-Meier curves by route, and who is in them."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dash.queries.pressure_way_back import Outcome, pressure_way_back, pressure_way_back_groups
from dash.queries.question import Subject, question
from dash.queries.selection import Selection
from dash.queries.words import ROUTE_KEYS, text
from dash.stats.counted_quantiles import counted_quantiles
from dash.stats.survival import Curve, at_times
from dash.stats.survival_groups import kaplan_meier_between
from dash.store.reading import Database

Counts = dict[str, NDArray[np.int64]]
Curves = dict[int, tuple[Counts, Curve]]
OBSERVED_MIN = 120
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


@question(
    "Sessions not yet back near pre-dose by minute",
    Subject.BLOOD_PRESSURE,
    method="time-back-near-pre-dose",
    measured="never",
)
def pressure_recovery(database: Database, selection: Selection) -> pd.DataFrame:
    """Share of sessions not yet back near pre-dose, by route and minute from dose (Kaplan-Meier).

    Sessions with a pre-dose reading and one after it count up to the reading at which they were back, else up to their
    last one (censored). The first row of a route is minute 0 with all its sessions.

    Columns:
        route: Key of the vocabulary.
        minute: At which sessions were seen back or seen last.
        share, low, high: Percent not yet back just after, with the 95 % interval, which allows for sessions of one patient
            resembling each other; missing with fewer than ten patients, before the first was back, and once all were.
        followed: Sessions not yet back and still measured, just before.
        back, left: Sessions seen back, and last readings without it, at that minute.
    """
    return _all_steps(_curves(pressure_way_back_groups(database, selection)))


@question(
    "Who is in the recovery curves, and when half were back",
    Subject.BLOOD_PRESSURE,
    method="time-back-near-pre-dose",
    measured="never",
)
def pressure_recovery_counts(database: Database, selection: Selection) -> pd.DataFrame:
    """Say who is in the recovery curves and when half were back, by route, slowest first.

    Columns:
        route: Key of the vocabulary.
        sessions: In the selection.
        in_curve, back, not_back, last_near: Sessions in the curve, those seen back, and those not, the last reading away
            from or near pre-dose.
        no_pre_dose, nothing_after: Sessions that cannot be in it, for want of a reading before or after the dose.
        median, median_low, median_high: Minutes by which half were back, with the 95 % interval of ``pressure_recovery``;
            missing where the curve, or its limit, stays above one half.
        at_2h: Percent not yet back at 120 minutes; missing where none was followed so long.
        gap_median, gap_p90: Minutes between being seen back and the look before it: of half, and of nine in ten at most.
    """
    curves = _curves(pressure_way_back_groups(database, selection))
    return _counts(pressure_way_back(database, selection), curves)


@question(
    "The recovery curves and who is in them",
    Subject.BLOOD_PRESSURE,
    method="time-back-near-pre-dose",
    table=False,
)
def pressure_recovery_pair(database: Database, selection: Selection) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return ``pressure_recovery`` and ``pressure_recovery_counts``, every session being read once."""
    curves = _curves(pressure_way_back_groups(database, selection))
    return _all_steps(curves), _counts(pressure_way_back(database, selection), curves)


def _counts(ended: Counts, curves: Curves) -> pd.DataFrame:
    none = _curve({name: np.empty(0, dtype=np.int64) for name in ("back", "sessions", "minute", "cluster")})
    rows = [
        _row(route, _of_route(ended, route), curves[route][1] if route in curves else none)
        for route in np.unique(ended["route"]).tolist()
    ]
    frame = pd.DataFrame(rows, columns=_COLUMNS).astype(_TYPES)
    # Where half were never back is slower than any median.
    order = np.argsort(-frame["median"].fillna(np.inf).to_numpy(), kind="stable")
    return frame.iloc[order].reset_index(drop=True).assign(route=lambda rows: text(rows["route"]))


def _row(route: int, counts: Counts, curve: Curve) -> list[object]:
    tally = {one: int(counts["sessions"][counts["outcome"] == one].sum()) for one in Outcome}
    gaps = counts["outcome"] == Outcome.LOOK_GAP
    at_2h = float(at_times(curve, [OBSERVED_MIN])[0]) * 100
    return [
        str(ROUTE_KEYS[route]),
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


def _of_route(found: Counts, route: int) -> Counts:
    own = found["route"] == route
    return {name: column[own] for name, column in found.items()}


def _curves(found: Counts) -> Curves:
    """Return rows of ``pressure_way_back_groups`` and their curve, by route."""
    own = {route: _of_route(found, route) for route in np.unique(found["route"]).tolist()}
    return {route: (rows, _curve(rows)) for route, rows in own.items()}


def _curve(rows: Counts) -> Curve:
    back, sessions = rows["back"] == 1, rows["sessions"]
    return kaplan_meier_between(
        rows["minute"], np.where(back, sessions, 0), np.where(back, 0, sessions), rows["cluster"]
    )


def _all_steps(curves: Curves) -> pd.DataFrame:
    parts = [_steps(route, rows, curve) for route, (rows, curve) in curves.items()]
    return pd.concat([_empty(), *parts], ignore_index=True)


def _steps(route: int, rows: Counts, curve: Curve) -> pd.DataFrame:
    """Return one row per minute at which a session was seen back or seen last, and one for the start."""
    minute, sessions, back = rows["minute"], rows["sessions"], rows["back"] == 1
    times = np.unique(minute)
    came, went = (
        np.bincount(np.searchsorted(times, minute[some]), sessions[some], len(times)).astype(np.int64)
        for some in (back, ~back)
    )
    followed = (came + went)[::-1].cumsum()[::-1]
    place = np.searchsorted(curve.time, times, side="right")
    share, low, high = (
        np.append(first, one)[place] * 100
        for first, one in ((1.0, curve.share), (np.nan, curve.low), (np.nan, curve.high))
    )
    zero = np.array([0])
    columns = {
        "minute": np.append(zero, times),
        "share": np.append(100.0, share),
        "low": np.append(np.nan, low),
        "high": np.append(np.nan, high),
        "followed": np.append(curve.number, followed),
        "back": np.append(zero, came),
        "left": np.append(zero, went),
    }
    return pd.DataFrame({"route": text([str(ROUTE_KEYS[route])] * len(columns["minute"])), **columns})


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
