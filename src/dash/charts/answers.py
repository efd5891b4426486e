"""Answers about suicidal thoughts, read for drawing: item 9 and its like, and the level of C-SSRS ideation."""

from collections.abc import Set
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dash.charts.dates import Moments, day
from dash.charts.parts import Floats, many, moments, number, numbers, texts
from dash.vocabulary import INSTRUMENTS

Identity = tuple[str, str, str, float]
"""One answer: instrument, item, time as ISO 8601 text, points."""
CSSRS = "cssrs_ideation"


@dataclass(frozen=True)
class Answers:
    """The answers of one instrument, in time order.

    Attributes:
        name: Such as "PHQ-9 item 9".
        short: The name where there is little room.
        at: Times.
        value: Points.
        positive: Whether an answer reached its level.
        open: Whether it is positive and not acknowledged.
        pressing: Whether it is open and a rule fires on it.
        asked: Whether the instrument was asked at all, with or without this answer.
    """

    name: str
    short: str
    at: Moments
    value: Floats
    positive: np.ndarray
    open: np.ndarray
    pressing: np.ndarray
    asked: bool

    @property
    def words(self) -> str:
        """The answers in sentences, for the alternative text."""
        if not self.value.size:
            return f"{self.name}: {'asked, but no answer recorded' if self.asked else 'not asked'}."
        found = f"{int(self.positive.sum())} positive, {int(self.open.sum())} of them not acknowledged"
        if self.open.sum() > self.pressing.sum():
            found += f", a rule fires on {int(self.pressing.sum())}"
        last = f"last answer {number(self.value[-1])} on {day(self.at[-1])}"
        return f"{self.name}: {many(len(self.value), 'answer')}, {found if self.positive.any() else 'none positive'}; {last}."


def read_answers(
    scores: pd.DataFrame,
    levels: dict[str, float],
    acknowledged: Set[Identity],
    pressing: Set[Identity] | None = None,
) -> list[Answers]:
    """Return one row of answers per instrument of ``levels`` (points from which an answer is positive).

    ``pressing`` are the answers a rule fires on; where they are not given, every open one is taken to press.
    """
    known = _alike(acknowledged)
    loud = None if pressing is None else _alike(pressing)
    instruments = np.array(texts(scores, "instrument"), dtype=object)
    items = np.array([str(text) for text in texts(scores, "item")], dtype=object)
    value, at = numbers(scores, "value"), moments(scores, "measured_at")
    exact = pd.to_datetime(scores["measured_at"], errors="coerce").tolist() if "measured_at" in scores else []
    moment = moments(scores, "moment")
    order = np.where(np.isnat(moment), at, moment)
    found = []
    for key, level in levels.items():
        instrument = INSTRUMENTS[key]
        item = instrument.suicidality_item or "total"
        rows = np.flatnonzero((instruments == key) & (items == item) & ~np.isnan(value) & ~np.isnat(at))
        rows = rows[np.argsort(order[rows], kind="stable")]
        positive = value[rows] >= level
        names = [(key, item, _iso(exact[row]), float(value[row])) for row in rows]
        is_open = positive & ~np.array([name in known for name in names], dtype=bool)
        presses = is_open & np.array([loud is None or name in loud for name in names], dtype=bool)
        long = f"{instrument.label} item {item}" if instrument.suicidality_item else instrument.label
        asked = bool((instruments == key).any())
        found.append(
            Answers(long, _short(key, item), at[rows], value[rows], positive, is_open, presses, asked)
        )
    return found


def _alike(answers: Set[Identity]) -> frozenset[Identity]:
    return frozenset((name, item, _iso(when), float(value)) for name, item, when, value in answers)


def _iso(when: object) -> str:
    """Return a time as ISO 8601 text of one form, whatever form it came in."""
    return str(pd.Timestamp(str(when)).isoformat())


def _short(key: str, item: str) -> str:
    return {"phq9": f"item {item}", CSSRS: "C-SSRS"}.get(key, f"{INSTRUMENTS[key].label} {item}")
