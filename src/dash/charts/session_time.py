"""When each session of a patient was, as exactly as its record says: where it stands on an axis of time."""

import numpy as np
import pandas as pd

from dash.charts.dates import Moments
from dash.charts.parts import moments, truths

_NOON = np.timedelta64(12 * 3600, "s")
_AFTER = np.timedelta64(30 * 60, "s")
_LAST = np.timedelta64(86399, "s")


def session_times(sessions: pd.DataFrame, scores: pd.DataFrame | None = None) -> Moments:
    """Return the start of each session; NaT without a date.

    Without a clock time the place within its day is nobody's knowledge: such a session stands at noon, or after the last
    answer of that day with a clock time, as an answer of the day counts as asked before it.

    Args:
        sessions: Rows of ``patient_sessions``. Without the column ``has_clock`` the day as it is.
        scores: Rows of ``patient_scores``; None where there is no score on the axis.
    """
    days, begun = moments(sessions, "started_on"), moments(sessions, "started_at")
    clocked = truths(sessions, "has_clock")
    answered = _last_answers(scores)
    found = days.copy()
    for row, clock in enumerate(clocked):
        if clock and not np.isnat(begun[row]):
            found[row] = begun[row]
        elif clock is False and not np.isnat(days[row]):
            asked = answered.get(str(days[row])[:10])
            after = days[row] + _NOON if asked is None else max(days[row] + _NOON, asked + _AFTER)
            found[row] = min(after, days[row] + _LAST)
    return found


def _last_answers(scores: pd.DataFrame | None) -> dict[str, np.datetime64]:
    """Return the last answer with a clock time of each day, by the day as ISO 8601."""
    if scores is None or "measured_has_time" not in scores.columns:
        return {}
    asked = moments(scores, "measured_at")
    timed = np.array([has is True for has in truths(scores, "measured_has_time")], dtype=bool)
    known = np.sort(asked[timed & ~np.isnat(asked)])
    return {str(moment)[:10]: moment for moment in known}
