"""The scores of one instrument, made ready to draw: totals in time order and where their line breaks."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import numpy as np
import pandas as pd

from dash.charts.dates import Moments, day
from dash.charts.parts import Floats, many, moments, number, numbers, texts, truths
from dash.charts.template import clean
from dash.stats.course import Asked, Dose, course
from dash.vocabulary import INSTRUMENTS, Instrument

_DAY_S = 86400


@dataclass(frozen=True)
class Totals:
    """Totals of one instrument in time order.

    Attributes:
        at: Times, to the second.
        value: Points.
        breaks: Whether the line breaks between score i and score i + 1.
        unasked: For each such interval, sessions in it without a score near them.
        remarks: What is to be said of each total beside its value: computed from its items, or not their sum; else "".
        baseline: As ``dash.stats.course`` has it, NaN where there is none; without any session the last total.
        response: The highest total that is a response, NaN where none can be: no baseline, or one already in remission.
    """

    at: Moments
    value: Floats
    breaks: tuple[bool, ...]
    unasked: tuple[int, ...]
    remarks: tuple[str, ...]
    baseline: float = float("nan")
    response: float = float("nan")


def instrument_of_key(key: str) -> Instrument:
    """Return the vocabulary's instrument, or a bare one with the key as its name."""
    return INSTRUMENTS.get(key) or Instrument(key, clean(key, 24) or "Scale")


def read_totals(
    chosen: pd.DataFrame,
    sessions: Moments,
    longest_days: float,
    near_days: float,
    given: pd.DataFrame,
    known: Instrument | None = None,
    baseline_days: int = 180,
) -> Totals:
    """Return the totals among the scores of one instrument.

    ``sessions`` are the days of the sessions given, ``given`` those sessions as rows of ``patient_sessions``; ``baseline_days``
    before the first of them is the window of the baseline.

    The line breaks where two scores are more than ``longest_days`` apart, and where a session in between has
    no score within ``near_days``.
    """
    rows = _rows(chosen, "total")
    day = np.floor_divide(rows.at.astype("int64"), _DAY_S)
    held = np.sort(np.floor_divide(sessions.astype("int64"), _DAY_S))
    breaks, unasked = [], []
    for one, two, apart in zip(day, day[1:], np.diff(rows.at.astype("int64")) / _DAY_S, strict=False):
        inside = held[np.searchsorted(held, one, "right") : np.searchsorted(held, two, "left")]
        alone = int(((inside - one > near_days) & (two - inside > near_days)).sum())
        breaks.append(alone > 0 or bool(apart > longest_days))
        unasked.append(alone)
    known = known or instrument_of_key("phq9")
    found = course(known, map(Asked, *rows.asked), _doses(given), baseline_days)
    return Totals(
        rows.at,
        rows.value,
        tuple(breaks),
        tuple(unasked),
        rows.remarks,
        float("nan") if found.baseline is None else found.baseline.value,
        float("nan") if found.response_level is None else found.response_level,
    )


class _Rows(NamedTuple):
    at: Moments
    moment: Moments
    value: Floats
    remarks: tuple[str, ...]

    @property
    def asked(self) -> tuple[list[datetime], list[date], list[float]]:
        """Moments, days and values."""
        days = self.at.astype("datetime64[D]").tolist()
        return self.moment.tolist(), days, self.value.tolist()


def _moments(rows: pd.DataFrame, written: str, timed: str) -> Moments:
    """Return the moments of rows; the clock on the wall where they have none, the begin of the day without a clock time."""
    at = moments(rows, written)
    clock = np.array([has is True for has in truths(rows, timed)], dtype=bool)
    wall = np.where(clock, at, at.astype("datetime64[D]").astype("datetime64[s]"))
    exact = moments(rows, "moment")
    return np.where(np.isnat(exact), wall, exact)


def _doses(given: pd.DataFrame) -> list[Dose]:
    day, begun = moments(given, "started_on"), moments(given, "started_at")
    timed = np.array([has is True for has in truths(given, "has_clock")], dtype=bool) & ~np.isnat(begun)
    moment = _moments(given, "started_at", "has_clock")
    moment = np.where(np.isnat(moment), day, moment)
    known = ~np.isnat(day)
    days = day[known].astype("datetime64[D]").tolist()
    return list(map(Dose, moment[known].tolist(), days, timed[known].tolist()))


def _rows(chosen: pd.DataFrame, item: str) -> _Rows:
    value, at = numbers(chosen, "value"), moments(chosen, "measured_at")
    wanted = np.array([str(text) == item for text in texts(chosen, "item")], dtype=bool)
    keep = wanted & ~np.isnan(value) & ~np.isnat(at)
    moment = _moments(chosen, "measured_at", "measured_has_time")[keep]
    order = np.argsort(moment, kind="stable")
    remarks = map(_remark, truths(chosen, "computed"), value, numbers(chosen, "item_sum"))
    said = np.array(list(remarks), dtype=object)[keep][order]
    return _Rows(at[keep][order], moment[order], value[keep][order], tuple(said.tolist()))


def _remark(computed: bool | None, value: float, item_sum: float) -> str:
    if computed:
        return "computed from its items"
    return "" if np.isnan(item_sum) or item_sum == value else f"its items add up to {number(item_sum)}"


def goals(known: Instrument, response: float) -> list[tuple[float, str]]:
    """Return the levels of response and remission with their names; NaN: there can be no response."""
    found = []
    if not np.isnan(response):
        found.append((response, f"response ≤ {response:g}"))
    if known.remission_below is not None:
        found.append((known.remission_below - 0.5, f"remission < {known.remission_below:g}"))
    return found


def totals_words(totals: Totals, known: Instrument) -> str:
    """Return the scores in sentences, for the alternative text."""
    value, at, n = totals.value, totals.at, len(totals.value)
    better = "lower" if known.higher_is_worse else "higher"
    scale = f", {number(known.minimum)} to {number(known.maximum)} points, {better} is better"
    when = f"from {day(at[0])} to {day(at[-1])}" if n > 1 else f"on {day(at[0])}"
    lines = [
        f"{known.label} over time{scale if known.key in INSTRUMENTS else ''}: {many(n, 'score')} {when}."
    ]
    if n == 1:
        lines.append(f"The only score is {number(value[0])}{_band(known, value[0])}.")
    else:
        best = int(np.argmin(value) if known.higher_is_worse else np.argmax(value))
        lines.append(
            f"First {number(value[0])}{_band(known, value[0])}, "
            f"last {number(value[-1])}{_band(known, value[-1])}, "
            f"{'lowest' if known.higher_is_worse else 'highest'} {number(value[best])} on {day(at[best])}."
        )
        if np.isnan(totals.baseline) and known.response_fall is not None:
            lines.append("No score before the first session: no line of response.")
        for level, name in goals(known, totals.response):
            lines.append(f"The last score is {'within' if value[-1] <= level else 'above'} {name}.")
    computed = sum(remark.startswith("computed") for remark in totals.remarks)
    if computed:
        lines.append(f"{many(computed, 'total')} computed from the items.")
    other = sum(bool(remark) for remark in totals.remarks) - computed
    if other:
        lines.append(f"{many(other, 'recorded total')} not the sum of the items.")
    if any(totals.breaks):
        alone = sum(totals.unasked)
        why = f"{many(alone, 'session')} without a score near" if alone else "long intervals without a score"
        lines.append(f"The line breaks in {many(sum(totals.breaks), 'place')}: {why}.")
    return " ".join(lines)


def _band(known: Instrument, value: float) -> str:
    name = next((name for name, low, _ in reversed(known.bands) if value >= low), "")
    return f" ({name})" if name else ""
