"""The session rail: one mark a session on the time axis, shape by route, size by dose, a tick where the plan changed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from datetime import time as time_of_day
from itertools import pairwise

from dash.charts.template import LIGHT, route_key, route_mark
from dash.reports.brief.axes import TimeScale
from dash.reports.brief.drawing import INK, MUTED, PAPER, SMALL, Drawing, text_mm
from dash.reports.brief.wording import drug, number
from dash.rulebook.record import PatientRecord, Session
from dash.vocabulary import ROUTES
from dash.wording import count

LEGEND_MM = 3.1
_LEFT = 7.0
_AFTER = timedelta(minutes=30)
_SMALLEST, _LARGEST, _UNKNOWN = 1.2, 2.6, 1.7


def draw_rail(drawing: Drawing, record: PatientRecord, time: TimeScale, y: float, width: float) -> None:
    """Draw the sessions given, and below the time axis what the shapes mean."""
    given = record.given
    if not given:
        drawing.words("no session recorded", _LEFT + 1, y, SMALL, colour=MUTED)
        return
    crowded = len(given) > 50
    for place, session in enumerate(given):
        x = time(drawn_at(session, record))
        mark = route_mark(session.route, LIGHT)
        size = _size(session, given) * (0.65 if crowded else 1)
        known = session.dose_mg is not None
        line = 0.15 if crowded else 0.25
        drawing.mark(
            mark.symbol,
            x,
            y,
            size,
            mark.colour if known else PAPER,
            mark.colour if not known else PAPER,
            line,
        )
        if place and _plan(given[place - 1], crowded) != _plan(session, crowded):
            drawing.line([(x, y + 1.5), (x, y + 2.2)], 0.3, INK)
    _legend(drawing, _groups(given), width)


def drawn_at(session: Session, record: PatientRecord) -> datetime:
    """Return where a session stands: without a clock time at noon, or after the answers of its day that have one."""
    if session.has_clock:
        return session.started_at
    noon = datetime.combine(session.day, time_of_day(12))
    asked = [
        one.measured_at for one in record.scores if one.has_time and one.measured_at.date() == session.day
    ]
    return min(
        max([noon, *(at + _AFTER for at in asked)]), datetime.combine(session.day, time_of_day(23, 59))
    )


def _plan(session: Session, crowded: bool = False) -> tuple[object, ...]:
    """Return what makes a plan; where marks are crowded a changed dose has no room for a tick."""
    return session.route, session.drug, session.drug_as_written, None if crowded else session.dose_mg


def _size(session: Session, given: Sequence[Session]) -> float:
    """Return the size of a mark: mg/kg of body weight within its route and drug, else mg; one size where unknown."""
    alike = [one for one in given if (one.route, one.drug) == (session.route, session.drug)]
    by_weight = any(one.mg_per_kg is not None for one in alike)
    amounts = [one.mg_per_kg if by_weight else one.dose_mg for one in alike]
    own = session.mg_per_kg if by_weight else session.dose_mg
    most = max((amount for amount in amounts if amount is not None), default=0.0)
    if own is None or most <= 0:
        return _UNKNOWN
    share = min(max((own / most - 0.4) / 0.6, 0.0), 1.0)
    return _SMALLEST + (_LARGEST - _SMALLEST) * share


def _groups(given: Sequence[Session]) -> list[tuple[str, str]]:
    """Return (route, words) for each route and drug, in the order first given."""
    alike: dict[tuple[str, str], list[Session]] = {}
    for session in given:
        name = drug(session.drug, session.drug_as_written).lower()
        alike.setdefault((route_key(session.route), name), []).append(session)
    return [
        (route, f"{ROUTES[route].short} {name} {_doses(sessions)} ({len(sessions)})")
        for (route, name), sessions in alike.items()
    ]


def _doses(sessions: Sequence[Session]) -> str:
    known = sorted({round(session.dose_mg, 1) for session in sessions if session.dose_mg is not None})
    if not known:
        return "dose not recorded"
    if len(known) <= 2:
        return ", ".join(number(dose, 1) for dose in known) + " mg"
    return f"{number(known[0], 1)}–{number(known[-1], 1)} mg"


def _rows(groups: Sequence[tuple[str, str]], width: float) -> list[list[tuple[float, str, str]]]:
    """Place the legend's entries on rows: x of each, route, words."""
    rows: list[list[tuple[float, str, str]]] = [[]]
    x = 0.0
    for route, text in groups:
        wide = text_mm(text, SMALL) + 6
        if rows[-1] and x + wide > width:
            rows.append([])
            x = 0.0
        rows[-1].append((x, route, text))
        x += wide
    return rows


def legend_rows(record: PatientRecord, width: float) -> int:
    """Return how many rows the legend of the routes needs; at most three."""
    return min(3, len(_rows(_groups(record.given), width))) if record.given else 0


def _legend(drawing: Drawing, groups: Sequence[tuple[str, str]], width: float) -> None:
    rows = _rows(groups, width)[:3]
    for i, row in enumerate(rows):
        y = drawing.height - LEGEND_MM * (len(rows) - i) + LEGEND_MM / 2 + 0.3
        for x, route, text in row:
            mark = route_mark(route, LIGHT)
            drawing.mark(mark.symbol, x + 1.2, y, 1.9, mark.colour)
            drawing.words(text, x + 2.8, y, SMALL)


def rail_words(record: PatientRecord) -> str:
    """Return the sessions in a sentence."""
    if not record.given:
        return "No session is recorded."
    changes = sum(_plan(one) != _plan(two) for one, two in pairwise(record.given))
    parts = "; ".join(text for _, text in _groups(record.given))
    clockless = sum(not session.has_clock for session in record.given)
    said = (
        f" {count(clockless, 'session')} without a clock time, drawn at noon of the day." if clockless else ""
    )
    return (
        f"{count(len(record.given), 'session')}: {parts}.{said} Route, drug or dose changed {changes} times."
    )
