"""The time axis of a patient's history: true to time, a long past compressed so that recent sessions stay readable."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dash.charts.dates import Moments, day, month, ticks
from dash.charts.parts import NARROW_PX, Floats, Sheet, Spec, moments, numbers, texts
from dash.charts.session_time import session_times
from dash.charts.slots import FULL, RECENT
from dash.charts.template import TINY_PX

LEFT_PX, RIGHT_PX = 58, 96
"""Side margins of every figure on this axis, so that they stand exactly under one another."""
PLOT_PX = NARROW_PX - LEFT_PX - RIGHT_PX
PAD = 0.065
"""Share of the span left free at either end, for the first and last value beside their marks."""
UNIT_PX = PLOT_PX / (1 + 2 * PAD)
"""Width from the first to the last day at the narrowest width, px."""
_PAST = 0.28
"""Share of the width a compressed past gets."""
_SHORTEST = np.timedelta64(6 * 86400, "s")
_BEFORE = np.timedelta64(42 * 86400, "s")
_SQUEEZED = 1 / 3


@dataclass(frozen=True)
class TimeAxis:
    """Where a moment stands: 0 is the first day, 1 the last.

    Attributes:
        start, end: First and last moment.
        split: Before it time is compressed; None where all time has one scale.
    """

    start: np.datetime64
    end: np.datetime64
    split: np.datetime64 | None = None

    def place(self, when: Moments) -> Floats:
        """Return the places of moments; outside the axis they are below 0 or above 1."""
        known, shares = [self.start, self.end], [0.0, 1.0]
        if self.split is not None:
            known.insert(1, self.split)
            shares.insert(1, _PAST)
        seconds = [float(moment.astype("datetime64[s]").astype("int64")) for moment in known]
        asked = when.astype("datetime64[s]").astype("int64").astype(np.float64)
        inside = np.interp(asked, seconds, shares)
        length = max(seconds[-1] - seconds[0], 1.0)
        beyond = np.maximum(asked - seconds[-1], 0) + np.minimum(asked - seconds[0], 0)
        return np.where(np.isnat(when), np.nan, inside + beyond / length)

    def holds(self, when: Moments) -> bool:
        """Return whether all moments stand on the axis."""
        return bool(((when >= self.start) & (when <= self.end)).all())

    def past(self, when: Moments) -> np.ndarray:
        """Return for each moment whether it stands in the compressed past."""
        return when < self.split if self.split is not None else np.zeros(len(when), dtype=bool)

    def range_only(self, sheet: Sheet, axis: str) -> None:
        """Give an axis this span, without ticks."""
        sheet.axis(axis, range=[-PAD, 1 + PAD], showline=False, showticklabels=False)

    def rule(self, sheet: Sheet) -> None:
        """Rule off a compressed past over the whole height."""
        if self.split is not None:
            sheet.rule(sheet.tone.faint, 1, xref="x", x0=_PAST, x1=_PAST, yref="paper", y0=0, y1=1)

    def draw(self, sheet: Sheet, axes: tuple[str, ...]) -> None:
        """Give the axes this span, dates under the last of them, and rule off a compressed past."""
        for axis in axes:
            self.range_only(sheet, axis)
        recent_px = UNIT_PX * (1 if self.split is None else 1 - _PAST)
        places, words = ticks(self.split or self.start, self.end, int(recent_px // 52))
        at = self.place(np.array(places, dtype="datetime64[s]")).tolist() if places else []
        if self.split is not None:
            kept = [i for i, place in enumerate(at) if place > _PAST + 0.06]
            if kept and (year := places[kept[0]][:4]) not in words[kept[0]]:
                words[kept[0]] += f" {year}"
            names = [words[i] for i in kept]
            at, words = [_PAST / 2, *(at[i] for i in kept)], [f"from {month(self.start)}", *names]
            self.rule(sheet)
            place: Spec = {"xref": "x", "yref": "paper", "xanchor": "right", "yanchor": "top", "xshift": -3}
            sheet.note("compressed", sheet.tone.muted, x=_PAST, y=1, size=TINY_PX, **place)
        sheet.axis(axes[-1], showticklabels=True, tickvals=at, ticktext=words)

    @property
    def words(self) -> str:
        """Say that the past is compressed, for the alternative text; empty where it is not."""
        if self.split is None:
            return ""
        return (
            f" Time before {day(self.split)} is compressed: crowded scores as their median with lowest and highest, "
            "crowded sessions as one mark."
        )


def history(scores: pd.DataFrame, sessions: pd.DataFrame) -> TimeAxis | None:
    """Return the axis of everything recorded, None where nothing has a date.

    Args:
        scores: Rows of ``patient_scores``, every instrument.
        sessions: Rows of ``patient_sessions``; cancelled ones do not count.

    From 25 session days (or, without sessions, days with a score) on, what lies before the last 20 is
    compressed if they would else get less than their share of the width. With fewer, an answer long before the first
    session is compressed that would leave all sessions less than a third of the width.
    """
    asked = moments(scores, "measured_at")[~np.isnan(numbers(scores, "value"))]
    given = session_times(sessions, scores)
    if "status" in sessions.columns:
        given = given[np.array([status != "cancelled" for status in texts(sessions, "status")], dtype=bool)]
    every = np.concatenate([asked, given])
    every = every[~np.isnat(every)]
    if not every.size:
        return None
    start, end = every.min(), every.max()
    if end - start < _SHORTEST:
        return TimeAxis(start - _SHORTEST / 2, end + _SHORTEST / 2)
    held = given[~np.isnat(given)]
    days = np.unique((held if held.size else every).astype("datetime64[D]"))
    if len(days) > FULL:
        first = days[-RECENT].astype("datetime64[s]")
    elif held.size:
        # What was asked in the weeks before the first session belongs to the sessions.
        first = every[every >= held.min() - _BEFORE].min()
        if (end - first) > (end - start) * _SQUEEZED:
            return TimeAxis(start, end)
    else:
        return TimeAxis(start, end)
    split = first - max((end - first) / 40, np.timedelta64(86400, "s"))
    if split <= start or (end - split) >= (end - start) * (1 - _PAST):
        return TimeAxis(start, end)
    return TimeAxis(start, end, split)
