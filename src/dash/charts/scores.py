"""The scores of one instrument, made ready to draw: totals in time order and where their line breaks."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dash.charts.dates import Moments, day
from dash.charts.parts import Floats, many, moments, number, numbers, texts, truths
from dash.charts.template import clean
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
        baseline: The last one before the first session, NaN where there is none; without any session the last one.
    """

    at: Moments
    value: Floats
    breaks: tuple[bool, ...]
    unasked: tuple[int, ...]
    remarks: tuple[str, ...]
    baseline: float = float("nan")


def instrument_of_key(key: str) -> Instrument:
    """Return the vocabulary's instrument, or a bare one with the key as its name."""
    return INSTRUMENTS.get(key) or Instrument(key, clean(key, 24) or "Scale")


def read_totals(
    chosen: pd.DataFrame, sessions: Moments, longest_days: float, near_days: float, given: pd.DataFrame
) -> Totals:
    """Return the totals among the scores of one instrument.

    ``sessions`` are the days of the sessions given, ``given`` those sessions as rows of ``patient_sessions``.

    The line breaks where two scores are more than ``longest_days`` apart, and where a session in between has
    no score within ``near_days``.
    """
    at, value, remarks = _rows(chosen, "total")
    day = np.floor_divide(at.astype("int64"), _DAY_S)
    held = np.sort(np.floor_divide(sessions.astype("int64"), _DAY_S))
    breaks, unasked = [], []
    for one, two, apart in zip(day, day[1:], np.diff(at.astype("int64")) / _DAY_S, strict=False):
        inside = held[np.searchsorted(held, one, "right") : np.searchsorted(held, two, "left")]
        alone = int(((inside - one > near_days) & (two - inside > near_days)).sum())
        breaks.append(alone > 0 or bool(apart > longest_days))
        unasked.append(alone)
    before = value[_before(chosen, at, given)]
    baseline = float(before[-1]) if before.size else float("nan")
    return Totals(at, value, tuple(breaks), tuple(unasked), remarks, baseline)


def _before(chosen: pd.DataFrame, at: Moments, given: pd.DataFrame) -> NDArray[np.bool_]:
    """Return for each total whether it was asked before the first session.

    One of that session's day was, unless both clock times say otherwise.
    """
    days = moments(given, "started_on")
    if not len(given) or np.isnat(days).all():
        return np.ones(len(at), dtype=bool)
    first = int(np.nanargmin(np.where(np.isnat(days), np.nan, days.astype("int64").astype(np.float64))))
    day = days[first].astype("datetime64[D]")
    on = at.astype("datetime64[D]")
    begun = moments(given, "started_at")[first]
    if np.isnat(begun) or truths(given, "has_clock")[first] is not True:
        return np.asarray(on <= day)
    timed = {
        moment
        for moment, has in zip(
            moments(chosen, "measured_at").tolist(), truths(chosen, "measured_has_time"), strict=True
        )
        if has is True
    }
    later = np.array([moment in timed for moment in at.tolist()], dtype=bool) & (at > begun)
    return np.asarray((on < day) | ((on == day) & ~later))


def _rows(chosen: pd.DataFrame, item: str) -> tuple[Moments, Floats, tuple[str, ...]]:
    value, at = numbers(chosen, "value"), moments(chosen, "measured_at")
    wanted = np.array([str(text) == item for text in texts(chosen, "item")], dtype=bool)
    keep = wanted & ~np.isnan(value) & ~np.isnat(at)
    order = np.argsort(at[keep], kind="stable")
    remarks = map(_remark, truths(chosen, "computed"), value, numbers(chosen, "item_sum"))
    said = np.array(list(remarks), dtype=object)[keep][order]
    return at[keep][order], value[keep][order], tuple(said.tolist())


def _remark(computed: bool | None, value: float, item_sum: float) -> str:
    if computed:
        return "computed from its items"
    return "" if np.isnan(item_sum) or item_sum == value else f"its items add up to {number(item_sum)}"


def goals(known: Instrument, baseline: float) -> list[tuple[float, str]]:
    """Return the levels of response and remission with their names; without a baseline (NaN) there is no response."""
    found = []
    if known.response_fall is not None and baseline > 0:
        level = baseline * (1 - known.response_fall)
        found.append((level, f"response ≤ {level:g}"))
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
        for level, name in goals(known, totals.baseline):
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
