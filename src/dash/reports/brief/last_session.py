"""The figure of blood pressure in the last session, over where the patient's own earlier sessions expect it."""

from collections import defaultdict

from dash.reports.brief.axes import Scale, empty, spread
from dash.reports.brief.drawing import ALERT, INK, LARGE, MUTED, SMALL, Drawing
from dash.reports.brief.figure import Figure
from dash.reports.brief.frames import Frames
from dash.reports.brief.panels import LEFT, PARTS, RIGHT, Panels, Part, colour
from dash.reports.envelope import PRE_DOSE_MINUTE, Envelope, own_envelope
from dash.rulebook import Settings
from dash.rulebook.record import PatientRecord, Reading, Session
from dash.wording import count, day_words, pair

_AXIS = 5.5
_MOST_EARLIER = 12
_FIRST_MINUTE, _LAST_MINUTE, _LONGEST = -20, 136, 300
_CHECK_MINUTE = 40
_BAND = "#D9DEE5"


def last_session(
    record: PatientRecord, rows: Frames, settings: Settings, width: float, height: float
) -> Figure:
    """Draw the last session given; a session without minutes is told in words.

    Args:
        record: What is known.
        rows: The same as rows of the questions.
        settings: Limits in force.
        width: mm.
        height: mm.
    """
    title = "Blood pressure in the last session"
    if not record.given:
        return Figure(title, "", "No session.", empty(width, height, "No session recorded."))
    last = record.given[-1]
    by_session = _readings(record)
    timed = [reading for reading in by_session[last.key] if reading.minute is not None]
    if not timed:
        sentence = _without_minutes(by_session[last.key])
        return Figure(title, f"mmHg · {_which(last)}", sentence, empty(width, height, sentence))
    own = own_envelope(
        rows.readings, rows.sessions, session_number=last.number, least=settings.earlier_sessions_for_band
    )
    drawing = Drawing(width, height)
    earlier = [s for s in record.given[:-1] if (s.route, s.drug) == (last.route, last.drug)][-_MOST_EARLIER:]
    lines = [by_session[session.key] for session in earlier]
    values = {part: _levels(part, [timed, *lines]) for part in PARTS}
    panels = Panels(drawing, values, settings, height - _AXIS)
    end = min(max([_LAST_MINUTE, *(r.minute + 8 for r in timed if r.minute is not None)]), _LONGEST)
    time = Scale(_FIRST_MINUTE, end, LEFT, width - RIGHT)
    for part in PARTS:
        _band(drawing, own, part, panels, time)
        for readings in lines:
            drawing.line(_points(readings, part, panels, time), 0.1, "#A9B3BC")
    _hairlines(drawing, panels, time, settings)
    for part in PARTS:
        _course(drawing, timed, part, panels, time, last)
    _minutes(drawing, time, height - _AXIS)
    note = f"mmHg · {_which(last)} · grey: 80 % range from {count(own.sessions, 'earlier session')}"
    if own.reason:
        note = f"mmHg · {_which(last)} · no own range: {own.short}"
    return Figure(title, note, _words(last, own), drawing)


def _which(session: Session) -> str:
    return f"session {session.number}, {day_words(session.day)}"


def _readings(record: PatientRecord) -> dict[int, list[Reading]]:
    found: dict[int, list[Reading]] = defaultdict(list)
    for reading in record.readings:
        if reading.systolic is not None or reading.diastolic is not None:
            found[reading.session_key].append(reading)
    for readings in found.values():
        readings.sort(key=lambda reading: (reading.minute is None, reading.minute or 0))
    return found


def _level(reading: Reading, part: Part) -> int | None:
    return reading.systolic if part == "systolic" else reading.diastolic


def _levels(part: Part, groups: list[list[Reading]]) -> list[float]:
    levels = [_level(r, part) for readings in groups for r in readings if r.minute is not None]
    return [float(level) for level in levels if level is not None]


def _without_minutes(readings: list[Reading]) -> str:
    if not readings:
        return "No blood pressure recorded in the last session."
    highest = [
        max((x for r in readings if (x := _level(r, part)) is not None), default=None) for part in PARTS
    ]
    return f"No minutes recorded. Highest of {count(len(readings), 'reading')}: {pair(*highest)} mmHg."


def _points(readings: list[Reading], part: Part, panels: Panels, time: Scale) -> list[tuple[float, float]]:
    points = []
    for reading in readings:
        level = _level(reading, part)
        if reading.minute is not None and level is not None:
            minute = min(max(reading.minute, time.low + 2), time.high)
            points.append((time(minute), panels.y(part, level)))
    return points


def _band(drawing: Drawing, own: Envelope, part: Part, panels: Panels, time: Scale) -> None:
    """Draw the own range minute by minute as blocks: between them nothing is known."""
    frame = own.frame[own.frame["part"] == part]
    columns = [frame[name].tolist() for name in ("minute", "start", "end", "low", "high")]
    for minute, start, end, low, high in zip(*columns, strict=True):
        first, last = (time.low, -8.0) if minute == PRE_DOSE_MINUTE else (start, end)
        if first < time.high:
            x0, x1 = time(first), time(min(last, time.high))
            top, foot = panels.y(part, high), panels.y(part, low)
            drawing.box(x0, top, x1 - x0, foot - top, _BAND)


def _hairlines(drawing: Drawing, panels: Panels, time: Scale, settings: Settings) -> None:
    for part in PARTS:
        top, foot = panels.inside(part)
        for minute in (0, _CHECK_MINUTE):
            drawing.line([(time(minute), top), (time(minute), foot)], 0.12, MUTED)
        guide = settings.predose_systolic_mmhg if part == "systolic" else settings.predose_diastolic_mmhg
        y = panels.y(part, guide)
        drawing.line([(time(time.low), y), (time(0), y)], 0.35, INK, "dotted")
        drawing.words(f"guide {guide}", time(time.low) + 0.4, y - 1.3, SMALL - 0.6, colour=MUTED)
    top, _ = panels.inside("systolic")
    drawing.words("dose", time(0) + 0.6, top + 1.2, SMALL, colour=MUTED)
    drawing.words("40 min", time(_CHECK_MINUTE) + 0.6, top + 1.2, SMALL, colour=MUTED)


def _course(
    drawing: Drawing, timed: list[Reading], part: Part, panels: Panels, time: Scale, last: Session
) -> None:
    points = _points(timed, part, panels, time)
    own = colour(part)
    drawing.line(points, 0.6, own)
    for x, y in points:
        drawing.mark("circle", x, y, 1.4, own)
    peak, end = (
        (last.peak_systolic, last.last_systolic)
        if part == "systolic"
        else (last.peak_diastolic, last.last_diastolic)
    )
    limit = panels.limit[part]
    side = drawing.width - RIGHT + 0.8
    names = [(panels.y(part, limit), f"{limit:g} event limit", ALERT, False)]
    if end is not None:
        words = f"{end} last" + (f", {last.last_minute} min" if last.last_minute is not None else "")
        names.append((panels.y(part, end), words, INK, True))
    top, foot = panels.inside(part)
    names.append((foot - 2.2, part, own, True))
    places = spread([name[0] for name in names], 2.4, top + 1, foot - 1)
    for (_, words, shade, bold), y in zip(names, places, strict=True):
        drawing.words(words, side, y, SMALL + 0.4, colour=shade, bold=bold)
    if peak is not None:
        spots = [(x, y) for (x, y) in points if abs(y - panels.y(part, peak)) < 0.01]
        if spots:
            x, y = spots[-1]
            y = y - 2.6 if y - 4 > top else y + 2.8
            drawing.words(str(peak), x, y, LARGE, anchor="center", bold=True, plate=True)


def _minutes(drawing: Drawing, time: Scale, foot: float) -> None:
    drawing.line([(LEFT, foot), (drawing.width - RIGHT, foot)], 0.12, MUTED)
    step = 20 if time.high <= 160 else 40
    for minute in range(0, int(time.high) + 1, step):
        drawing.line([(time(minute), foot), (time(minute), foot + 0.7)], 0.12, MUTED)
        drawing.words(str(minute), time(minute), foot + 2, SMALL, anchor="center", colour=MUTED)
    drawing.words("before", time(-14), foot + 2, SMALL, anchor="center", colour=MUTED)
    middle = (LEFT + drawing.width - RIGHT) / 2
    drawing.words("minutes from dose", middle, foot + 4.4, SMALL, anchor="center", colour=MUTED)


def _words(last: Session, own: Envelope) -> str:
    lines = [
        f"Before the dose {pair(last.pre_systolic, last.pre_diastolic)}, "
        f"peak {pair(last.peak_systolic, last.peak_diastolic)}, "
        f"last reading {pair(last.last_systolic, last.last_diastolic)} mmHg."
    ]
    lines.append(own.reason or f"Own range from {own.sessions} earlier sessions by the same route and drug.")
    return " ".join(lines)
