"""The figure of side effects by session: lightness is severity, the number is minutes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import nan

from dash.charts.template import LIGHT
from dash.reports.brief.axes import empty
from dash.reports.brief.drawing import ALERT, INK, MUTED, NORMAL, PAPER, SMALL, Drawing
from dash.reports.brief.figure import Figure
from dash.reports.brief.slots import Slots
from dash.reports.brief.wording import effect
from dash.rulebook.record import PatientRecord, Session
from dash.stats.affected import affected
from dash.wording import count

LEFT, RIGHT = 24.0, 12.0
_AXIS = 5.5
_ROW = 6.0
_MOST = 9
_WORDS = ("not graded", "mild", "moderate", "severe")


@dataclass
class Row:
    """One effect: by session key, its worst severity, minutes where wholly known, whether serious."""

    name: str
    severity: dict[int, int] = field(default_factory=dict)
    minutes: dict[int, int] = field(default_factory=dict)
    serious: set[int] = field(default_factory=set)

    @property
    def total(self) -> int:
        """Minutes in the sessions in which they are known."""
        return sum(self.minutes.values())


def rows(record: PatientRecord) -> list[Row]:
    """Return the effects of the sessions given, most minutes first."""
    given = {session.key for session in record.given}
    found: dict[str, Row] = {}
    spans: dict[str, list[tuple[float, float, float]]] = {}
    for one in record.effects:
        key = one.session_key
        if key is None or key not in given:
            continue
        row = found.setdefault(one.effect, Row(effect(one.effect)))
        row.severity[key] = max(row.severity.get(key, 0), one.severity)
        if one.serious:
            row.serious.add(key)
        spans.setdefault(one.effect, []).append(
            (
                key,
                nan if one.onset_minute is None else one.onset_minute,
                nan if one.resolved_minute is None else one.resolved_minute,
            )
        )
    for name, row in found.items():
        lasted = affected(*zip(*spans[name], strict=True))
        row.minutes |= {int(key): round(own.known) for key, own in lasted.items() if not own.unknown}
    return sorted(
        found.values(), key=lambda row: (-bool(row.serious), -row.total, -len(row.severity), row.name)
    )


def effects(record: PatientRecord, width: float, height: float) -> Figure:
    """Draw effects by session; sessions in which none were asked for stay empty and say so.

    Args:
        record: What is known.
        width: mm.
        height: mm.
    """
    title = "Side effects by session"
    given = record.given
    found = rows(record)
    asked = {s.key for s in given if s.asked} | {key for row in found for key in row.severity}
    sentence = ""
    if not given:
        sentence = "No session recorded."
    elif not asked:
        sentence = f"Side effects not asked for in {count(len(given), 'session')}."
    elif not found:
        sentence = f"No side effect recorded in {count(len(asked), 'session')} asked of {len(given)}."
    if sentence:
        return Figure(title, "", sentence, empty(width, height, sentence))
    drawing = Drawing(width, height)
    slots = Slots(given, LEFT, width - RIGHT)
    shown = found[: _MOST if len(found) <= _MOST else _MOST - 1]
    step = min(_ROW, (height - _AXIS - (2.5 if len(found) > len(shown) else 0)) / len(shown))
    foot = step * len(shown)
    _columns(drawing, slots, asked, foot)
    for i, row in enumerate(shown):
        y = (i + 0.5) * step
        drawing.words(row.name, LEFT - 1, y, NORMAL, anchor="end")
        drawing.words(f"{len(row.severity)} of {len(asked)}", width - RIGHT + 0.8, y, SMALL, colour=MUTED)
        _cells(drawing, slots, row, asked, y, step)
    if slots.recent:
        x = slots.middle(len(slots.recent) - 1) - slots.step / 2
        drawing.box(x, 0, slots.step, foot, None, INK, 0.4)
    slots.draw_numbers(drawing, 0, foot)
    if len(found) > len(shown):
        rest = found[len(shown) :]
        words = f"and {len(rest)} more with fewer minutes: " + ", ".join(row.name for row in rest[:3])
        drawing.words(words, 0, foot + 6.6, SMALL, colour=MUTED)
    return Figure(
        title,
        "darker: more severe · number: minutes · right: sessions of asked",
        _words(found, asked),
        drawing,
    )


def _columns(drawing: Drawing, slots: Slots, asked: set[int], foot: float) -> None:
    for place, session in enumerate(slots.recent):
        x = slots.middle(place)
        if session.key not in asked:
            drawing.words("not asked", x, foot / 2, SMALL - 0.6, anchor="center", colour=MUTED, turned=True)


def _cells(drawing: Drawing, slots: Slots, row: Row, asked: set[int], y: float, step: float) -> None:
    wide, high = slots.step - 0.3, step - 0.4
    if slots.past:
        old = [session for session in slots.past if session.key in asked]
        had = sum(session.key in row.severity for session in old)
        drawing.box(slots.left, y - high / 2, slots.edge - slots.left - 0.9, high, LIGHT.cells[0])
        middle = (slots.left + slots.edge - 0.9) / 2
        drawing.words(f"{had} of {len(old)}", middle, y, SMALL - 0.2, anchor="center")
    for place, session in enumerate(slots.recent):
        if session.key not in asked:
            continue
        x = slots.middle(place)
        grade = row.severity.get(session.key)
        serious = session.key in row.serious
        fill = LIGHT.cells[grade or 0] if grade != 0 else PAPER
        edge = ALERT if serious else MUTED if grade == 0 else None
        drawing.box(x - wide / 2, y - high / 2, wide, high, fill, edge, 0.35 if serious else 0.15)
        if grade is not None:
            minutes = row.minutes.get(session.key)
            words = ("–" if minutes is None else str(minutes)) + ("!" if serious else "")
            colour = LIGHT.cell_texts[grade]
            size = SMALL if len(words) * 1.15 < wide else SMALL - 1
            drawing.words(words, x, y, size, anchor="center", colour=colour, bold=serious)


def _words(found: Sequence[Row], asked: set[int]) -> str:
    lines = [f"Asked for in {count(len(asked), 'session')}."]
    for row in found[:_MOST]:
        least = "at least " if len(row.minutes) < len(row.severity) else ""
        lasted = f", {least}{row.total} min in all" if row.minutes else ", minutes not recorded"
        serious = ", serious" if row.serious else ""
        worst = _WORDS[max(row.severity.values())]
        lines.append(f"{row.name}: {count(len(row.severity), 'session')}, worst {worst}{lasted}{serious}.")
    return " ".join(lines)


def last_words(record: PatientRecord, session: Session) -> str:
    """Return the side effects of one session in words."""
    named = [
        f"{row.name} {_WORDS[row.severity[session.key]]}"
        + (f" {row.minutes[session.key]} min" if session.key in row.minutes else "")
        for row in rows(record)
        if session.key in row.severity
    ]
    if named:
        return ", ".join(named)
    return "none reported" if session.asked else "not asked for"
