"""How long it holds: days until half of a patient's gain is lost, from scores between sessions."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from dash.queries.patient_records import patient_scores, patient_sessions
from dash.queries.question import Subject, question
from dash.stats.course import Course
from dash.stats.course_frames import frame_course
from dash.stats.holding import SHORTEST_DAYS, Fit, fit_rate
from dash.store.reading import Database
from dash.vocabulary import INSTRUMENTS
from dash.wording import count

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


def how_long_it_holds(
    scores: pd.DataFrame, sessions: pd.DataFrame, instrument: str, baseline_days: int
) -> Hold:
    """Estimate in how many days half of what a session gave is lost again.

    Args:
        scores: Rows of ``patient_scores``.
        sessions: Rows of ``patient_sessions``; cancelled ones are left out.
        instrument: Key of the vocabulary.
        baseline_days: Days before the first session in which a total can be a baseline.
    """
    known = INSTRUMENTS.get(instrument)
    if known is None or known.maximum <= known.minimum:
        return Hold(reason="The scale is not in the vocabulary.")
    if not known.higher_is_worse:
        return Hold(reason="The scale follows no symptoms.")
    course = frame_course(scores, sessions, instrument, baseline_days)
    if not course.doses:
        return Hold(reason="No session recorded.")
    back = sum(0 < total.since < total.asked.recall for total in course.after)
    if not course.gains:
        return Hold(looking_back=back, reason=_lacking(course, back))
    used = [
        (gap, float(total.since), total.value) for gap, one in enumerate(course.gains) for total in one.totals
    ]
    intervals, pairs = len(course.gains), len(used) - len(course.gains)
    gap, day, value = (np.array(column) for column in zip(*used, strict=True))
    base = np.array([total.value for total in course.level])
    fit = fit_rate(base, gap, day, value, minimum=known.minimum)
    if fit is None:
        reason = f"Too few: {count(len(used), 'total')} in {count(intervals, 'time')} between sessions."
        return Hold(intervals=intervals, pairs=pairs, looking_back=back, reason=reason)
    return _said(fit, float(day.max()))._replace(intervals=intervals, pairs=pairs, looking_back=back)


def _lacking(course: Course, back: int) -> str:
    """Say why there is no time in which a gain could be lost."""
    label = course.scale.label
    if course.baseline is None:
        return f"No {label} total in the {count(course.window, 'day')} before the first session: the gain is not known."
    if all(len(totals) < 2 for totals in course.between):
        if back:
            return f"{count(back, f'{label} total')} between sessions look back to before the session; too few others."
        return f"Never two {label} totals between the same two sessions, or after the last one."
    return f"No gain to lose: no first {label} total after a session was {course.least_gain:.2g} points below the baseline."


@question(
    "Days until half of one patient's gain is lost",
    Subject.PATIENT,
    name="how_long_it_holds",
    measured="never",
)
def patient_holding(database: Database, patient_key: int) -> pd.DataFrame:
    """Return one row per instrument with a total: its key, then the parts of ``Hold``."""
    scores, sessions = patient_scores(database, patient_key), patient_sessions(database, patient_key)
    recorded = set(scores.loc[scores["item"] == "total", "instrument"])
    window = int(database.derived_with["baseline_days"])
    rows = [
        (name, *how_long_it_holds(scores, sessions, name, window)) for name in INSTRUMENTS if name in recorded
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    whole = dict.fromkeys(("intervals", "pairs", "looking_back"), "int64")
    return frame.astype(whole | dict.fromkeys(("days", "low", "high"), "float64"))


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
