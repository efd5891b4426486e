"""The symptom course of patients who began alike: same route of the first session, similar baseline."""

from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from dash.queries.like_patients import like_start, weekly_scores
from dash.queries.question import Subject, question
from dash.stats.counted_quantiles import counted_quantiles
from dash.store.reading import Database
from dash.vocabulary import INSTRUMENTS

PERCENTS = (10, 25, 50, 75, 90)
COLUMNS = ["day", "n", *(f"p{percent}" for percent in PERCENTS)]
LEAST = 10
"""A week with fewer like patients is absent."""
BASELINE_SHARE = 1 / 9
"""Baselines this share of the instrument's range apart are similar: 3 of the 27 points of PHQ-9."""


class Like(NamedTuple):
    """A patient's like patients.

    Attributes:
        frame: As ``like_patients`` gives it.
        route: Of the patient's first session; empty where unknown.
        baseline, width: The patient's baseline, and how far another's may be from it; points, None where unknown.
        first_on: Day of the first session: day 0 of the frame.
        reason: Why the frame is empty, in words; else empty.
    """

    frame: pd.DataFrame
    route: str = ""
    baseline: float | None = None
    width: float | None = None
    first_on: date | None = None
    reason: str = ""


def like_patients(
    database: Database,
    route: str,
    instrument: str,
    baseline: float,
    *,
    leave_out: int | None = None,
    least: int = LEAST,
) -> pd.DataFrame:
    """Quantiles of the scores of patients who began alike, by week after the first session.

    Alike is: first session by the same route, and a baseline (the last total before the first session, as in
    ``dash.stats.course``) within a ninth of the instrument's range. Of several scores in a week the patient's last one counts.

    Args:
        database: Where to ask.
        route: Route of the first session.
        instrument: Key of the vocabulary.
        baseline: Points.
        leave_out: Key of the patient the course is set beside, who must not be compared with himself: with him, the
            10 to 90 % band would hold 88 instead of 82 of 100 such patients.
        least: Patients needed in a week.

    Columns:
        day: Days since the first session, middle of the week (4 stands for days 1 to 7).
        n: Patients with a score in that week. Weeks with fewer than ``least`` are absent.
        p10, p25, p50, p75, p90: Points; each is a score that occurs.
    """
    width = baseline_width(instrument)
    if width is None:
        return _none()
    found = weekly_scores(database, route, instrument, baseline - width, baseline + width, leave_out)
    weeks, n, values = counted_quantiles(*found, PERCENTS)
    kept = n >= least
    return _frame(7 * weeks[kept] - 3, n[kept], values[kept])


def baseline_width(instrument: str) -> float | None:
    """Return how far apart similar baselines may be, points; None for a scale outside the vocabulary."""
    known = INSTRUMENTS.get(instrument)
    if known is None or known.maximum <= known.minimum:
        return None
    return (known.maximum - known.minimum) * BASELINE_SHARE


def patient_like(database: Database, patient_key: int, instrument: str) -> Like:
    """Return the like patients of one patient, the patient left out."""
    starts = like_start(database, patient_key)
    own = starts[starts["instrument"] == instrument]
    label = INSTRUMENTS[instrument].label if instrument in INSTRUMENTS else "score of this scale"
    if own.empty:
        days = database.derived_with["baseline_days"]
        reason = f"No {label} total in the {days} days before a first session."
        return Like(_none(), reason=reason)
    route, baseline = str(own["route"].iloc[0]), float(own["baseline"].iloc[0])
    frame = like_patients(database, route, instrument, baseline, leave_out=patient_key)
    reason = "" if len(frame) else f"Fewer than {LEAST} like patients in every week."
    first_on = own["first_on"].iloc[0].date()
    return Like(frame, route, baseline, baseline_width(instrument), first_on, reason)


@question(
    "Scores of patients who began like one patient, by week",
    Subject.PATIENT,
    name="like_patients",
    measured="never",
)
def all_like_patients(database: Database, patient_key: int) -> pd.DataFrame:
    """Return the like patients of one patient for every instrument with a baseline.

    Columns:
        instrument, route, baseline: How the patient began; then those of ``like_patients``.
    """
    starts = like_start(database, patient_key)
    columns = (starts[name].tolist() for name in ("instrument", "route", "baseline"))
    parts = [_none().assign(instrument="", route="", baseline=0.0)]
    for instrument, route, baseline in zip(*columns, strict=True):
        frame = like_patients(database, route, instrument, baseline, leave_out=patient_key)
        parts.append(frame.assign(instrument=instrument, route=route, baseline=baseline))
    return pd.concat(parts, ignore_index=True)[["instrument", "route", "baseline", *COLUMNS]]


def _none() -> pd.DataFrame:
    return _frame(np.empty(0), np.empty(0), np.empty((0, len(PERCENTS))))


def _frame(day: np.ndarray, n: np.ndarray, values: np.ndarray) -> pd.DataFrame:
    columns: dict[str, np.ndarray] = {"day": day.astype(np.int64), "n": n.astype(np.int64)}
    columns |= {f"p{percent}": values[:, at].astype(np.float64) for at, percent in enumerate(PERCENTS)}
    return pd.DataFrame(columns)
