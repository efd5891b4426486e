"""How long a gain holds between sessions: by the route of the session before, and by the days until the next one."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from dash.queries.outcomes import ints, outcome_answers, outcome_scale
from dash.queries.question import SCALE, Otherwise, Subject, question
from dash.queries.selection import Selection
from dash.queries.words import text
from dash.stats.rates import session_rates
from dash.stats.survival import kaplan_meier
from dash.store.reading import Database
from dash.vocabulary import ROUTES

INTERVALS = (
    ("up to 7 days", 0, 7),
    ("8 to 14 days", 8, 14),
    ("15 to 28 days", 15, 28),
    ("29 days or more", 29, 10**6),
)
"""Days until the next session, both ends included."""
NO_NEXT = "no next session"
LEAST_GAPS = 10
"""Fewer times between sessions say too little for a median."""
_WHOLE = ["patients", "gaps", "lost"]
_REAL = ["median", "median_low", "median_high", "share", "share_low", "share_high", "share_upper"]
_COLUMNS = ["by", "group", *_WHOLE, *_REAL, "reason", "method"]


@question(
    "Days until half of a gain is lost between sessions",
    Subject.TRAJECTORIES,
    method="outcomes-between-sessions",
    by=(SCALE,),
    obeys=Otherwise("rows by route and by other groups: those by route agree"),
)
def outcome_holding(database: Database, selection: Selection, instrument: str) -> pd.DataFrame:
    """In how many days half of a gain is lost, by route of the session before and by days until the next session.

    One time between sessions (or after the last one) counts where its first counting total is a ninth of the scale or more
    below the baseline, and another total follows before the next session. Totals whose answers look back to before the
    session do not count. Days run from that first total. Kaplan-Meier: a time that ends without the loss counts up to its last
    total. Errors are between patients.

    Columns:
        by: ``route`` (of the session before) or ``interval`` (days until the next session).
        group: Route, or words such as "8 to 14 days".
        patients, gaps: Patients, and their times between sessions.
        lost: Times in which half of the gain was lost at a total.
        median, median_low, median_high: Days until half is lost, 95 % interval; missing where it cannot be said.
        share, share_low, share_high: Percent of the times in which it was lost before the next session, as far as measured.
            The interval allows for several times of one patient and is missing where too few patients tell how they differ.
        share_upper: One-sided 95 % upper bound, percent, where none was lost or too few patients tell; else missing.
        reason: Why there is no median; else empty.
        method: How the interval of the share was found, or why there is none.
    """
    scale = outcome_scale(instrument)
    found = outcome_answers(database, selection, "outcome_gaps", scale)
    rows = [[by, group, *_row(found[which])] for by, group, which in _groups(found, scale.recall_days)]
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    kinds = dict.fromkeys(("by", "group", "reason", "method"), "str") | dict.fromkeys(_WHOLE, "int64")
    return frame.astype(kinds | dict.fromkeys(_REAL, "float64"))


def _groups(found: pd.DataFrame, recall: int) -> Iterator[tuple[str, str, np.ndarray]]:
    routes, following = found["route"].to_numpy(object), ints(found, "to_next")
    for route in ROUTES:
        if (routes == route).any():
            yield "route", route, routes == route
    for name, low, high in INTERVALS:
        # What looks back longer than that says nothing within it.
        if high > recall:
            yield "interval", name, (following >= low) & (following <= high)
    yield "interval", NO_NEXT, following < 0


def _row(rows: pd.DataFrame) -> list[object]:
    lost, patient = rows["lost"].to_numpy(bool), ints(rows, "patient_key")
    counts: list[object] = [len(np.unique(patient)), len(rows), int(lost.sum())]
    if not len(rows):
        return [
            *counts,
            *[np.nan] * 7,
            "no time between sessions with a gain and two totals that count",
            "nothing counted",
        ]
    names, events = np.unique(patient[lost], return_counts=True)
    everybody, sizes = np.unique(patient, return_counts=True)
    with_events = np.zeros(len(everybody))
    with_events[np.searchsorted(everybody, names)] = events
    share = session_rates(with_events, sizes, unit="time")
    percent = [float(value) * 100 for value in (share.rate, share.low, share.high, share.upper)]
    method = share.words.item()
    if len(rows) < LEAST_GAPS:
        return [*counts, *[np.nan] * 3, *percent, f"fewer than {LEAST_GAPS} times between sessions", method]
    curve = kaplan_meier(ints(rows, "days"), lost, patient)
    reason = (
        "" if np.isfinite(curve.median) else f"half was not lost within the {curve.last:.0f} days looked at"
    )
    return [*counts, curve.median, curve.median_low, curve.median_high, *percent, reason, method]


@question(
    "Share of gains not half lost, by day",
    Subject.TRAJECTORIES,
    method="outcomes-between-sessions",
    by=(SCALE,),
)
def outcome_holding_curve(database: Database, selection: Selection, instrument: str) -> pd.DataFrame:
    """Share of times between sessions in which half of the gain is not lost yet (Kaplan-Meier), by route of the session before.

    Columns:
        route: Key of the vocabulary.
        day: Since the first total that counts. The first row of a route is day 0.
        share, low, high: Percent not lost so far, 95 % interval with errors between patients.
        at_risk: Times followed without the loss, just before.
        events, left: Lost that day; last total that day without the loss.
    """
    found = outcome_answers(database, selection, "outcome_gaps", outcome_scale(instrument))
    routes = found["route"].to_numpy(object)
    parts = [_no_curve()]
    for route in ROUTES:
        own = found[routes == route]
        if len(own):
            parts.append(_steps(route, own))
    return pd.concat(parts, ignore_index=True)


def _steps(route: str, rows: pd.DataFrame) -> pd.DataFrame:
    days, lost = ints(rows, "days"), rows["lost"].to_numpy(bool)
    curve = kaplan_meier(days, lost, ints(rows, "patient_key"))
    times = np.unique(days)
    had, went = (
        np.array([np.sum(days[some] == at) for at in times], dtype=np.int64) for some in (lost, ~lost)
    )
    at_risk = (had + went)[::-1].cumsum()[::-1]
    place = np.searchsorted(curve.time, times, side="right")
    share, low, high = (np.append(1.0, one)[place] * 100 for one in (curve.share, curve.low, curve.high))
    zero, whole = np.array([0]), np.array([100.0])
    columns: dict[str, np.ndarray] = {
        "day": np.append(zero, times),
        "share": np.append(whole, share),
        "low": np.append(whole, low),
        "high": np.append(whole, high),
        "at_risk": np.append(len(rows), at_risk),
        "events": np.append(zero, had),
        "left": np.append(zero, went),
    }
    return pd.DataFrame({"route": text([route] * len(columns["day"])), **columns})


def _no_curve() -> pd.DataFrame:
    columns: dict[str, object] = {"route": text([]), "day": np.empty(0, dtype=np.int64)}
    columns |= {name: np.empty(0) for name in ("share", "low", "high")}
    return pd.DataFrame(
        columns | {name: np.empty(0, dtype=np.int64) for name in ("at_risk", "events", "left")}
    )
