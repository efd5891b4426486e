"""Time to response, and from response to relapse: Kaplan-Meier curves by route, log-rank between them."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from dash.queries.outcomes import in_order, outcome_arrays, outcome_scale
from dash.queries.question import SCALE, Otherwise, Subject, question
from dash.queries.selection import Selection
from dash.queries.words import ROUTE_KEYS, text
from dash.rulebook import clinic_path, load
from dash.stats.log_rank import log_rank
from dash.stats.long_work import Progress, Stop, Watch
from dash.stats.survival import Curve, kaplan_meier_counted, seen_late
from dash.store.reading import Database
from dash.vocabulary.outcomes import OutcomeScale

Rows = dict[str, np.ndarray]
EVENTS = ("response", "relapse")
LEAST_PATIENTS = 10
"""A curve of fewer patients would say more than they can; they are counted, not drawn."""
_CURVE = ["event", "route", "day", "share", "low", "high", "at_risk", "events", "left"]
_COUNTS = [
    "event", "route", "patients", "events", "median", "median_low", "median_high", "seen_late",
]  # fmt: skip


def relapse_threshold(instrument: str, clinic: Path | None = None) -> float | None:
    """Return the points at or above which two totals in a row after a response are a relapse; None without a rule."""
    rule = load(clinic).get(f"relapse_{instrument}")
    return rule.threshold if rule is not None and rule.on else None


@question(
    "Time to response and to relapse: curves",
    Subject.TRAJECTORIES,
    method="outcomes-time-to-response-and-relapse",
    by=(SCALE,),
    table=False,
)
def outcome_times(database: Database, selection: Selection, instrument: str) -> pd.DataFrame:
    """Share of patients without response so far, and of responders without relapse so far (Kaplan-Meier).

    Time to response: from the day of the first session to the first total that is a response, of eligible patients;
    patients without it count up to their last total. Time to relapse: from that total to the second of the first two
    totals in a row at or above the threshold of the rulebook.

    Columns:
        event: ``response`` or ``relapse``; no rows of an event that the scale has no rule for.
        route: Of the first session.
        day: Since the first session, since the response. The first row of a route is day 0.
        share, low, high: Percent without the event so far, with the 95 % interval.
        at_risk: Patients followed without it, just before.
        events, left: Patients who had it that day, and whose totals end that day without it.
    """
    parts, names = [_no_curve()], [("", "", 0)]
    for event, rows in _followed(database, selection, instrument).items():
        for route in in_order(rows["route"]):
            parts.append(_steps(_of_route(rows, route)))
            names.append((event, str(ROUTE_KEYS[route]), len(parts[-1]["day"])))
    sizes = [size for _, _, size in names]
    columns: dict[str, object] = {
        word: text(np.repeat(np.array([name[place] for name in names], dtype=object), sizes))
        for place, word in enumerate(("event", "route"))
    }
    columns |= {name: np.concatenate([part[name] for part in parts]) for name in _CURVE[2:]}
    return pd.DataFrame(columns)


@question(
    "Time to response: curves",
    Subject.TRAJECTORIES,
    method="outcomes-time-to-response-and-relapse",
    by=(SCALE,),
    measured="never",
)
def outcome_response_times(database: Database, selection: Selection, instrument: str) -> pd.DataFrame:
    """Return the rows of ``outcome_times`` until the response."""
    return _until("response", outcome_times(database, selection, instrument))


@question(
    "Time from response to relapse: curves",
    Subject.TRAJECTORIES,
    method="outcomes-time-to-response-and-relapse",
    by=(SCALE,),
    measured="never",
)
def outcome_relapse_times(database: Database, selection: Selection, instrument: str) -> pd.DataFrame:
    """Return the rows of ``outcome_times`` until the relapse."""
    return _until("relapse", outcome_times(database, selection, instrument))


def _until(event: str, curves: pd.DataFrame) -> pd.DataFrame:
    return curves[curves["event"] == event].reset_index(drop=True)


@question(
    "Time to response and to relapse: medians",
    Subject.TRAJECTORIES,
    method="outcomes-time-to-response-and-relapse",
    by=(SCALE,),
)
def outcome_time_counts(database: Database, selection: Selection, instrument: str) -> pd.DataFrame:
    """Say who is in the curves and when half had the event, by route.

    Columns:
        event, route: As in ``outcome_times``.
        patients, events: In the curve, and with the event.
        median, median_low, median_high: Days by which half had it, with the 95 % interval; missing where the curve, or its
            limit, stays above one half.
        seen_late: How long before it was seen it can have happened, in words; of all routes together.
    """
    rows: list[list[object]] = []
    for event, found in _followed(database, selection, instrument).items():
        late = _seen_late(found)
        for route in in_order(found["route"]):
            curve = _curve(_of_route(found, route))
            medians = (curve.median, curve.median_low, curve.median_high)
            rows.append([event, ROUTE_KEYS[route], curve.number, curve.reached, *medians, late])
    kinds = dict.fromkeys(("event", "route", "seen_late"), "str")
    kinds |= dict.fromkeys(("patients", "events"), "int64")
    kinds |= dict.fromkeys(("median", "median_low", "median_high"), "float64")
    return pd.DataFrame(rows, columns=_COUNTS).astype(kinds)


@question(
    "Time to response and to relapse: log-rank test",
    Subject.TRAJECTORIES,
    method="outcomes-time-to-response-and-relapse",
    by=(SCALE,),
    obeys=Otherwise("compares routes: one alone has no test"),
)
def outcome_log_rank(
    database: Database,
    selection: Selection,
    instrument: str,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> pd.DataFrame:
    """Test whether the curves of the routes differ (log-rank), of routes with at least ten patients together.

    A second for 100,000 patients at most; ``progress`` and ``stop`` are asked between the events.

    Columns:
        event: ``response`` or ``relapse``.
        routes: How many are compared.
        chi_square, p: Of the test, missing where it cannot be made. Routes were not randomised.
        why: Why there is none; else empty.

    Raises:
        Stopped: ``stop`` returned True.
    """
    watch = Watch(progress, stop)
    rows: list[list[object]] = []
    for event, found in _followed(database, selection, instrument).items():
        watch.at(len(rows) / len(EVENTS))
        counts = np.bincount(found["route"], found["patients"])
        enough = {name: column[counts[found["route"]] >= LEAST_PATIENTS] for name, column in found.items()}
        routes = len(in_order(enough["route"]))
        if routes < 2:
            rows.append([event, routes, np.nan, np.nan, f"needs two routes with {LEAST_PATIENTS} patients"])
            continue
        days, reached, n = _arrays(enough)
        group = np.repeat(enough["route"], n)
        test = log_rank(np.repeat(days, n), np.repeat(reached, n), group)
        rows.append([event, routes, test.chi_square, test.p, test.why])
    watch.at(1)
    kinds = {"event": "str", "routes": "int64", "chi_square": "float64", "p": "float64", "why": "str"}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def _followed(database: Database, selection: Selection, instrument: str) -> Mapping[str, Rows]:
    """Return route, days, reached, looked and patients, by event."""
    scale: OutcomeScale = outcome_scale(instrument)
    if scale.response_fall is None:
        return {}
    found = {"response": outcome_arrays(database, selection, "outcome_time_to_response", scale)}
    threshold = relapse_threshold(instrument, clinic_path(database.path))
    if threshold is not None:
        found["relapse"] = outcome_arrays(
            database, selection, "outcome_time_to_relapse", scale, threshold=threshold
        )
    return found


def _of_route(rows: Rows, route: int) -> Rows:
    own = rows["route"] == route
    return {name: column[own] for name, column in rows.items()}


def _arrays(rows: Rows) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return rows["days"], rows["reached"].astype(bool), rows["patients"]


def _curve(rows: Rows) -> Curve:
    days, reached, n = _arrays(rows)
    return kaplan_meier_counted(days, np.where(reached, n, 0), np.where(reached, 0, n))


def _steps(rows: Rows) -> Rows:
    days, reached, n = _arrays(rows)
    curve = _curve(rows)
    times = np.unique(days)
    had, went = (
        np.bincount(np.searchsorted(times, days[some]), n[some], len(times)).astype(np.int64)
        for some in (reached, ~reached)
    )
    at_risk = (had + went)[::-1].cumsum()[::-1]
    place = np.searchsorted(curve.time, times, side="right")
    share, low, high = (np.append(1.0, one)[place] * 100 for one in (curve.share, curve.low, curve.high))
    zero, whole = np.array([0]), np.array([100.0])
    return {
        "day": np.append(zero, times),
        "share": np.append(whole, share),
        "low": np.append(whole, low),
        "high": np.append(whole, high),
        "at_risk": np.append(curve.number, at_risk),
        "events": np.append(zero, had),
        "left": np.append(zero, went),
    }


def _seen_late(rows: Rows) -> str:
    days, reached, n = _arrays(rows)
    looked = rows["looked"]
    return seen_late(np.repeat(looked[reached], n[reached]), np.repeat(days[reached], n[reached]))


def _no_curve() -> Rows:
    columns: Rows = {name: np.empty(0, dtype=np.int64) for name in ("day", "at_risk", "events", "left")}
    return columns | {name: np.empty(0) for name in ("share", "low", "high")}
