"""Answers about suicidal thoughts: a lane for each scale, whole history, no answer hidden by another."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from dash.reports.brief.axes import TimeScale
from dash.reports.brief.drawing import ALERT, INK, MUTED, PAPER, SMALL, Drawing
from dash.reports.brief.wording import number
from dash.rulebook.positives import positives
from dash.rulebook.record import PatientRecord, Score
from dash.vocabulary import INSTRUMENTS
from dash.wording import day_words

Identity = tuple[str, str, str, float]
"""Instrument, item, time as ISO text and points: how the journal names an answer."""

_SLOT = 2.7
"""Nearer answers, mm, are drawn as one, the highest of them."""


class Answers(NamedTuple):
    """The answers of one scale in order of time.

    Attributes:
        name: Such as "PHQ-9 item 9".
        at: Times. value: Points.
        positive: Whether each calls for a look.
        identity: How the journal names each.
    """

    name: str
    at: tuple[datetime, ...]
    value: tuple[float, ...]
    positive: tuple[bool, ...]
    identity: tuple[Identity, ...]


def answers(record: PatientRecord) -> list[Answers]:
    """Return the lanes that have an answer."""
    asked = [(key, known.suicidality_item) for key, known in INSTRUMENTS.items() if known.suicidality_item]
    asked.append(("cssrs_ideation", "total"))
    called = set(positives(record.scores))
    lanes = []
    for key, item in asked:
        own = [score for score in record.scores if (score.instrument, score.item) == (key, item)]
        if own:
            label = INSTRUMENTS[key].label
            name = label if item == "total" else f"{label} item {item}"
            positive = tuple((s.instrument, s.item, s.measured_at, s.value) in called for s in own)
            at, value = tuple(s.measured_at for s in own), tuple(s.value for s in own)
            lanes.append(Answers(name, at, value, positive, tuple(_identity(s) for s in own)))
    return lanes


def _identity(score: Score) -> Identity:
    return score.instrument, score.item, score.measured_at.isoformat(), float(score.value)


def draw_answers(
    drawing: Drawing,
    lanes: Sequence[Answers],
    acknowledged: Collection[Identity] | None,
    pressing: Collection[Identity],
    time: TimeScale,
    rows: tuple[float, float],
    sides: tuple[float, float],
) -> None:
    """Write the answers; a positive one stands in a square, an open one where it was acknowledged.

    In the alert colour it is only while a rule fires on it, otherwise grey.

    Args:
        drawing: Where to draw.
        lanes: The answers.
        acknowledged: Positive answers that somebody acknowledged, None where that is not known.
        pressing: Those of the others a rule fires on.
        time: Where a time stands.
        rows: Top of the first lane and height of each, mm.
        sides: Left and right end of the lanes, mm.
    """
    top, height = rows
    if not lanes:
        drawing.line([(sides[0], top), (sides[1], top)], 0.1, MUTED)
        drawing.words(
            "Suicidal thoughts: no answer recorded", sides[0] + 1, top + height / 2, SMALL + 0.4, bold=True
        )
        return
    for i, lane in enumerate(lanes):
        y = top + (i + 0.5) * height
        drawing.line([(sides[0], y - height / 2), (sides[1], y - height / 2)], 0.1, MUTED)
        drawing.words(lane.name, sides[1] + 0.8, y, SMALL + 0.2, bold=True)
        for place in _groups(lane, acknowledged, pressing, time):
            x, value = time(lane.at[place]), number(lane.value[place], 1)
            if not lane.positive[place]:
                drawing.words(value, x, y, SMALL + 0.4, anchor="center", colour=MUTED)
                continue
            done = acknowledged is not None and lane.identity[place] in acknowledged
            line = ALERT if lane.identity[place] in pressing else MUTED
            drawing.box(x - 1.4, y - 1.5, 2.8, 3.0, PAPER if done else line, line, 0.3)
            drawing.words(value, x, y, SMALL + 1.2, anchor="center", bold=True, colour=INK if done else PAPER)


def _groups(
    lane: Answers,
    acknowledged: Collection[Identity] | None,
    pressing: Collection[Identity],
    time: TimeScale,
) -> list[int]:
    """Return one answer for each group of near ones.

    One a rule fires on before others, not acknowledged before acknowledged, then the highest.
    """

    def weight(place: int) -> tuple[bool, bool, bool, float, int]:
        open_ = lane.positive[place] and (acknowledged is None or lane.identity[place] not in acknowledged)
        return (
            open_ and lane.identity[place] in pressing,
            open_,
            lane.positive[place],
            lane.value[place],
            place,
        )

    shown: list[int] = []
    # From the end: the last answer always stands at its own place.
    edge: float | None = None
    group: list[int] = []
    for place in reversed(range(len(lane.at))):
        x = time(lane.at[place])
        if edge is None or edge - x >= _SLOT:
            if group:
                shown.append(max(group, key=weight))
            group, edge = [], x
        group.append(place)
    return [*shown, max(group, key=weight)][::-1]


def answers_words(lanes: Sequence[Answers], acknowledged: Collection[Identity] | None) -> str:
    """Return the answers in sentences."""
    if not lanes:
        return "No answer about suicidal thoughts is recorded."
    lines = []
    for lane in lanes:
        raised = sum(lane.positive)
        text = (
            f"{lane.name}: last {number(lane.value[-1], 1)} on {day_words(lane.at[-1].date())}, "
            f"{raised} of {len(lane.at)} answers positive"
        )
        if raised and acknowledged is not None:
            open_ = sum(
                positive and identity not in acknowledged
                for positive, identity in zip(lane.positive, lane.identity, strict=True)
            )
            text += f", {open_} not acknowledged"
        lines.append(text + ".")
    return " ".join(lines)
