"""How long it holds: days until half of a patient's gain is lost, from scores between sessions."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from dash.queries.patient_records import patient_scores, patient_sessions
from dash.reports.like_patients import baseline_width
from dash.rulebook.words import count
from dash.stats.holding import SHORTEST_DAYS, Fit, fit_rate
from dash.store.reading import Database
from dash.vocabulary import INSTRUMENTS
from dash.vocabulary.outcomes import recall_days

COLUMNS = ["instrument", "days", "low", "high", "intervals", "pairs", "looking_back", "reason"]
LONGEST_DAYS = 365
"""An upper end beyond this is an open end."""


class Hold(NamedTuple):
    """What the scores say; a view on the records, never advice on when to treat.

    Attributes:
        days: Days in which half of the gain is lost; None where that cannot be said.
        low, high: 95 % interval, days. None is an open end: with ``low`` alone, half is lost in that many days at the
            earliest.
        intervals: Times between two sessions, or after the last one, with at least two scores and a gain to lose.
        pairs: Pairs of consecutive scores in them.
        looking_back: Scores between sessions left out since their recall window reaches back to before the session.
        reason: Why there is no ``days``, in words; else empty.
    """

    days: float | None = None
    low: float | None = None
    high: float | None = None
    intervals: int = 0
    pairs: int = 0
    looking_back: int = 0
    reason: str = ""


def how_long_it_holds(scores: pd.DataFrame, sessions: pd.DataFrame, instrument: str) -> Hold:
    """Estimate in how many days half of what a session gave is lost again.

    Args:
        scores: Rows of ``patient_scores``.
        sessions: Rows of ``patient_sessions``; cancelled ones are left out.
        instrument: Key of the vocabulary.
    """
    known, width = INSTRUMENTS.get(instrument), baseline_width(instrument)
    given = sessions[sessions["session_number"].notna()].sort_values("started_at", kind="stable")
    if known is None or width is None:
        return Hold(reason="The scale is not in the vocabulary.")
    if given.empty:
        return Hold(reason="No session recorded.")
    totals = scores[(scores["instrument"] == instrument) & (scores["item"] == "total")]
    placed = _placed(totals.sort_values("measured_at", kind="stable"), given, known.recall)
    if not known.higher_is_worse:
        placed["value"] = -placed["value"]
    base = placed.loc[placed["gap"] < 0, "value"].to_numpy(np.float64)
    between = placed[(placed["gap"] >= 0) & (placed["day"] > 0)]
    # Part of such an answer describes the days before the session: half-lives would come out two to three times too long.
    whole = between["day"] >= between["recall"]
    back = int((~whole).sum())
    between = between[whole]
    between = between[between.groupby("gap")["value"].transform("size") > 1]
    # After a session that shows no gain at its first score there is nothing to lose.
    level = base.mean() - width if base.size else -np.inf
    used = between[between.groupby("gap")["value"].transform("first") <= level]
    if used.empty:
        return Hold(looking_back=back, reason=_lacking(known.label, width, base.size, len(between), back))
    intervals, pairs = int(used["gap"].nunique()), len(used) - int(used["gap"].nunique())
    columns = (
        used["gap"].to_numpy(np.int64),
        *(used[name].to_numpy(np.float64) for name in ("day", "value")),
    )
    fit = fit_rate(base, *columns, minimum=known.minimum if known.higher_is_worse else -known.maximum)
    if fit is None:
        reason = f"Too few: {count(len(used), 'total')} in {count(intervals, 'time')} between sessions."
        return Hold(intervals=intervals, pairs=pairs, looking_back=back, reason=reason)
    return _said(fit, float(used["day"].max()))._replace(intervals=intervals, pairs=pairs, looking_back=back)


def _lacking(label: str, width: float, base: int, between: int, back: int) -> str:
    if not base:
        return f"No {label} total before the first session: the gain is not known."
    if not between:
        if back:
            return f"{count(back, f'{label} total')} between sessions look back to before the session; too few others."
        return f"Never two {label} totals between the same two sessions, or after the last one."
    return (
        f"No gain to lose: no first {label} total after a session was {width:.2g} points below the baseline."
    )


def patient_holding(database: Database, patient_key: int) -> pd.DataFrame:
    """Return one row per instrument with a total: its key, then the parts of ``Hold``."""
    scores, sessions = patient_scores(database, patient_key), patient_sessions(database, patient_key)
    recorded = set(scores.loc[scores["item"] == "total", "instrument"])
    rows = [(name, *how_long_it_holds(scores, sessions, name)) for name in INSTRUMENTS if name in recorded]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    whole = dict.fromkeys(("intervals", "pairs", "looking_back"), "int64")
    return frame.astype(whole | dict.fromkeys(("days", "low", "high"), "float64"))


def _placed(totals: pd.DataFrame, given: pd.DataFrame, recall: str) -> pd.DataFrame:
    """Return each total with the session before it (``gap``, -1 before the first), the days since, its recall in days.

    A total on the day of a session was asked before it, unless both clock times say otherwise; one written at the very
    minute of the first dose was asked before it.
    """
    days = given["started_at"].to_numpy("datetime64[D]")
    clocks = given["started_at"].to_numpy("datetime64[s]")
    clocked = given["has_clock"].to_numpy(bool)
    rows = []
    for measured, has_time, value, window in zip(
        totals["measured_at"].to_numpy("datetime64[s]"),
        *(totals[name].tolist() for name in ("measured_has_time", "value", "recall_window")),
        strict=True,
    ):
        on = measured.astype("datetime64[D]")
        later = clocked & (clocks < measured) if has_time else np.zeros(len(days), dtype=bool)
        gap = int(((days < on) | ((days == on) & later)).sum()) - 1
        since = int((on - days[gap]).astype(int)) if gap >= 0 else 0
        rows.append((gap, since, recall_days(window, recall), float(value)))
    kinds = {"gap": "int64", "day": "int64", "recall": "int64", "value": "float64"}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def _said(fit: Fit, longest: float) -> Hold:
    """Put rates of loss into days; a half-life longer than anybody looked is not claimed."""
    if fit.high <= 0:
        return Hold(reason="Scores went on improving between sessions: no loss to measure.")
    low = 1 / fit.high if np.isfinite(fit.high) else None
    high = 1 / fit.low if fit.low > 1 / LONGEST_DAYS else None
    if fit.rate <= 0 or 1 / fit.rate > longest:
        reason = f"Half of the gain was not lost within the {longest:.0f} days looked at."
        return Hold(low=low, reason=reason)
    if low is None and high is None:
        return Hold(reason="The scores vary too much to tell any loss.")
    if 1 / fit.rate <= SHORTEST_DAYS:
        return Hold(high=high, reason="The gain was lost sooner than daily scores can tell.")
    return Hold(1 / fit.rate, low, high)
