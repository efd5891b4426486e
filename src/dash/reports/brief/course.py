"""The figure of the course: scores over severity bands, answers about suicidal thoughts, sessions, one time axis."""

from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import pairwise
from math import isnan

from dash.charts.template import LIGHT
from dash.reports.brief.answers import Answers, Identity, answers, answers_words, draw_answers
from dash.reports.brief.axes import Scale, TimeScale, spread
from dash.reports.brief.drawing import HAIR, INK, LARGE, MUTED, SMALL, Drawing, text_mm
from dash.reports.brief.figure import Figure
from dash.reports.brief.rail import LEGEND_MM, draw_rail, drawn_at, legend_rows, rail_words
from dash.reports.brief.scores import Totals, band, goals, instruments, totals
from dash.reports.brief.wording import number
from dash.rulebook.record import PatientRecord
from dash.wording import day_words

LEFT, RIGHT = 7.0, 20.0
_LANE, _RAIL, _AXIS = 4.4, 4.4, 4.0
_NO_SCORES = 12.0
_SHORTEST = timedelta(days=6)


def course(
    record: PatientRecord,
    acknowledged: Collection[Identity] | None,
    pressing: Collection[Identity],
    width: float,
    height: float,
    baseline_days: int = 180,
) -> Figure:
    """Draw the course of a patient.

    Args:
        record: What is known.
        acknowledged: Positive answers that somebody acknowledged; None where that is not known.
        pressing: Those of the others a rule fires on.
        width: mm.
        height: mm.
        baseline_days: A total so many days before the first session can be the baseline.
    """
    chosen = instruments(record)
    found = totals(record, chosen[0], baseline_days) if chosen else None
    asked = answers(record)
    lanes, rows = max(1, len(asked)), legend_rows(record, width)
    below = _LANE * lanes + _RAIL + _AXIS + LEGEND_MM * rows + 2.4
    height = height if found else min(height, below + _NO_SCORES)
    drawing = Drawing(width, height)
    time = _time(record, found, asked, width)
    rail_top = height - _AXIS - _RAIL - LEGEND_MM * rows
    lane_top = rail_top - _LANE * lanes - 0.8
    _scores(drawing, found, time, lane_top - 1.6)
    draw_answers(drawing, asked, acknowledged, pressing, time, (lane_top, _LANE), (LEFT, width - RIGHT))
    draw_rail(drawing, record, time, rail_top + _RAIL / 2, width)
    if record.given or found or asked:
        _time_axis(drawing, time, rail_top + _RAIL)
    title, note = "Symptom scores", "no total recorded"
    if found:
        worse = "higher" if found.instrument.higher_is_worse else "lower"
        title, note = found.instrument.label, f"{worse} is worse · line breaks where not asked"
    alt = " ".join([_words(found), answers_words(asked, acknowledged), rail_words(record)])
    return Figure(title, note, alt, drawing)


def others(record: PatientRecord) -> str:
    """Return the last totals of the other scales in words, empty where there are none."""
    last = [totals(record, key) for key in instruments(record)[1:]]
    return " · ".join(
        f"{one.instrument.label} {number(one.value[-1], 1)} ({day_words(one.at[-1].date())})" for one in last
    )


def _time(record: PatientRecord, found: Totals | None, asked: list[Answers], width: float) -> TimeScale:
    moments: list[datetime] = [drawn_at(session, record) for session in record.given]
    moments += found.at if found else ()
    moments += [at for lane in asked for at in lane.at]
    # Without anything recorded nothing is placed by time, and no axis is drawn.
    first, last = (min(moments), max(moments)) if moments else (datetime.min + _SHORTEST,) * 2
    if last - first < _SHORTEST:
        first, last = first - _SHORTEST / 2, last + _SHORTEST / 2
    return TimeScale(first, last, LEFT + 5.5, width - RIGHT - 5.5)


def _time_axis(drawing: Drawing, time: TimeScale, top: float) -> None:
    drawing.line([(LEFT, top), (drawing.width - RIGHT, top)], 0.12, MUTED)
    for x, word in time.ticks(6):
        drawing.line([(x, top), (x, top + 0.7)], 0.12, MUTED)
        drawing.words(word, x, top + 2.1, SMALL, anchor="center", colour=MUTED)


def _scores(drawing: Drawing, found: Totals | None, time: TimeScale, bottom: float) -> None:
    right = drawing.width - RIGHT
    if found is None:
        drawing.words("no score recorded", (LEFT + right) / 2, bottom / 2, 8, anchor="center", colour=MUTED)
        return
    known, value = found.instrument, found.value
    low = min([known.minimum, *value])
    high = max([known.maximum, *value, low + 1])
    level = Scale(low, high, bottom, 1.2)
    names = _bands(drawing, found, level, right)
    for place, name, dash in goals(known, found.response):
        drawing.line([(LEFT, level(place)), (right, level(place))], 0.25, INK, dash)
        names.append((level(place), name, INK))
    if isnan(found.baseline) and known.response_fall is not None:
        names.append((level(high), "no baseline", INK))
    places = spread([place for place, _, _ in names], 2.3, 1.2, bottom)
    for (_, name, colour), place in zip(names, places, strict=True):
        drawing.words(name, right + 0.8, place, SMALL, colour=colour)
    _line(drawing, found, time, level)
    _ends(drawing, found, time, level)
    _gaps(drawing, found, time, level, bottom)


def _bands(drawing: Drawing, found: Totals, level: Scale, right: float) -> list[tuple[float, str, str]]:
    known = found.instrument
    edges = [*(low for _, low, _ in known.bands), level.high]
    last = len(LIGHT.severity) - 1
    names = []
    for i, (name, low, _) in enumerate(known.bands):
        share = i / max(1, len(known.bands) - 1)
        shade = LIGHT.severity[round((share if known.higher_is_worse else 1 - share) * last)]
        top, foot = level(edges[i + 1]), level(low)
        drawing.box(LEFT, top, right - LEFT, foot - top, shade)
        drawing.line([(LEFT, foot), (right, foot)], 0.1, HAIR)
        names.append(((top + foot) / 2, name, MUTED))
        drawing.words(number(low), LEFT - 0.8, foot, SMALL, anchor="end", colour=MUTED)
    if not known.bands:
        for place in (level.low, level.high):
            drawing.words(number(place), LEFT - 0.8, level(place), SMALL, anchor="end", colour=MUTED)
    drawing.line([(LEFT, level(level.low)), (LEFT, level(level.high))], 0.12, MUTED)
    return names


def _line(drawing: Drawing, found: Totals, time: TimeScale, level: Scale) -> None:
    points = [(time(at), level(value)) for at, value in zip(found.at, found.value, strict=True)]
    crowded = len(points) > 60
    piece = points[:1]
    for broken, point in zip(found.breaks, points[1:], strict=True):
        if broken:
            drawing.line(piece, 0.25 if crowded else 0.5)
            piece = []
        piece.append(point)
    drawing.line(piece, 0.25 if crowded else 0.5)
    for x, y in points:
        drawing.mark("circle", x, y, 0.55 if crowded else 1.3, INK)


def _ends(drawing: Drawing, found: Totals, time: TimeScale, level: Scale) -> None:
    last = len(found.value) - 1
    ends = [(0, "end", -1.2), (last, "start", 1.2)] if last else [(0, "start", 1.2)]
    for place, anchor, shift in ends:
        value = found.value[place]
        y = min(max(level(value), 1.6), level(level.low) - 1.4)
        words = number(value, 1)
        drawing.words(words, time(found.at[place]) + shift, y, LARGE, anchor=anchor, bold=True)


def _gaps(drawing: Drawing, found: Totals, time: TimeScale, level: Scale, bottom: float) -> None:
    for i, (one, two) in enumerate(pairwise(found.at)):
        text = "not asked" if found.unasked[i] else "no score"
        room = time(two) - time(one)
        if not found.breaks[i] or room < text_mm(text, SMALL) * 0.6 + 2:
            continue
        middle = (time(one) + time(two)) / 2
        y = min(max(level((found.value[i] + found.value[i + 1]) / 2), 3), bottom - 3)
        first, second = text.split()
        drawing.words(first, middle, y - 1.1, SMALL, anchor="center", colour=MUTED)
        drawing.words(second, middle, y + 1.1, SMALL, anchor="center", colour=MUTED)


def _words(found: Totals | None) -> str:
    if found is None:
        return "No total of a symptom scale is recorded."
    known, value, at = found.instrument, found.value, found.at
    first = f"{number(value[0], 1)} ({band(known, value[0]) or 'no bands'})"
    lines = [
        f"{known.label}: {len(value)} from {day_words(at[0].date())} to {day_words(at[-1].date())}; first {first}, "
        f"last {number(value[-1], 1)}, lowest {number(min(value), 1)}, highest {number(max(value), 1)}."
    ]
    if any(found.breaks):
        lines.append(f"The line breaks {sum(found.breaks)} times.")
    return " ".join(lines)
