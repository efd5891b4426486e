"""The figure of blood pressure by session: before the dose, at its peak, at the last reading."""

from dash.reports.brief.axes import empty, spread
from dash.reports.brief.drawing import ALERT, INK, PAPER, SMALL, Drawing
from dash.reports.brief.figure import Figure
from dash.reports.brief.panels import LEFT, PARTS, RIGHT, Panels, Part, colour
from dash.reports.brief.slots import Slots
from dash.rulebook import Settings
from dash.rulebook.record import PatientRecord, Reading, Session
from dash.wording import count, pair

_AXIS = 5.5


def by_session(record: PatientRecord, settings: Settings, width: float, height: float) -> Figure:
    """Draw every session given: open before the dose, filled at the peak, a dash at the last reading.

    A peak without the reading at 40 minutes is crossed: it is the highest recorded. A session without minutes has
    a square at its highest reading. One without any reading stays empty.

    Args:
        record: What is known.
        settings: Limits in force.
        width: mm.
        height: mm.
    """
    title = "Blood pressure by session"
    if not record.given:
        return Figure(title, "", "No session.", empty(width, height, "No session recorded."))
    highest = _highest_untimed(record)
    values = {part: _values(record, part, highest) for part in PARTS}
    if not any(values.values()):
        sentence = f"No blood pressure recorded in {count(len(record.given), 'session')}."
        return Figure(title, "", sentence, empty(width, height, sentence))
    drawing = Drawing(width, height)
    panels = Panels(drawing, values, settings, height - _AXIS)
    slots = Slots(record.given, LEFT, width - RIGHT)
    for part in PARTS:
        _past(drawing, slots, part, panels, highest)
        for place, session in enumerate(slots.recent):
            _session(drawing, session, part, panels, slots.middle(place), highest.get((session.key, part)))
        _names(drawing, record.given[-1], part, panels)
    slots.draw_numbers(drawing, 0, height - _AXIS)
    note = "mmHg · open: before · filled: peak · dash: last · crossed: no 40-min reading"
    if highest:
        note = "mmHg · open: before · filled: peak · dash: last · square: no minutes, highest"
    return Figure(title, note, _words(record, settings), drawing)


def _triple(session: Session, part: Part) -> tuple[int | None, int | None, int | None]:
    if part == "systolic":
        return session.pre_systolic, session.peak_systolic, session.last_systolic
    return session.pre_diastolic, session.peak_diastolic, session.last_diastolic


def _highest_untimed(record: PatientRecord) -> dict[tuple[int, Part], int]:
    """Return the highest reading of each session that has none with a minute."""
    timed = {r.session_key for r in record.readings if r.minute is not None and _any(r)}
    found: dict[tuple[int, Part], int] = {}
    for reading in record.readings:
        if reading.session_key in timed:
            continue
        for part in PARTS:
            level = reading.systolic if part == "systolic" else reading.diastolic
            if level is not None:
                key = (reading.session_key, part)
                found[key] = max(level, found.get(key, level))
    return found


def _any(reading: Reading) -> bool:
    return reading.systolic is not None or reading.diastolic is not None


def _values(record: PatientRecord, part: Part, highest: dict[tuple[int, Part], int]) -> list[float]:
    levels = [level for session in record.given for level in _triple(session, part)]
    levels += [level for (_, which), level in highest.items() if which == part]
    return [float(level) for level in levels if level is not None]


def _past(
    drawing: Drawing, slots: Slots, part: Part, panels: Panels, highest: dict[tuple[int, Part], int]
) -> None:
    """Draw the peaks of the compressed past; those at or above the limit larger."""
    for place, session in enumerate(slots.past):
        peak = _triple(session, part)[1]
        level = peak if peak is not None else highest.get((session.key, part))
        if level is not None:
            over = level >= panels.limit[part]
            shape = "circle" if peak is not None else "square"
            size = 1.5 if over else 0.6
            drawing.mark(
                shape, slots.past_place(place), panels.y(part, level), size, ALERT if over else colour(part)
            )


def _session(
    drawing: Drawing, session: Session, part: Part, panels: Panels, x: float, highest: int | None
) -> None:
    pre, peak, last = _triple(session, part)
    own = colour(part)
    if pre is not None and peak is not None:
        drawing.line([(x, panels.y(part, pre)), (x, panels.y(part, peak))], 0.2, own)
    if last is not None:
        y = panels.y(part, last)
        drawing.line([(x - 0.9, y), (x + 0.9, y)], 0.45, own)
    if pre is not None:
        drawing.mark("circle", x, panels.y(part, pre), 1.4, PAPER, own, 0.25)
    if peak is not None:
        y = panels.y(part, peak)
        if session.has_40:
            drawing.mark("circle", x, y, 1.6, own)
        else:
            drawing.mark("circle", x, y, 1.8, PAPER, own, 0.25)
            drawing.line([(x - 0.9, y), (x + 0.9, y)], 0.25, own)
            drawing.line([(x, y - 0.9), (x, y + 0.9)], 0.25, own)
    if highest is not None:
        drawing.mark("square", x, panels.y(part, highest), 1.6, own)


def _names(drawing: Drawing, last: Session, part: Part, panels: Panels) -> None:
    pre, peak, end = _triple(last, part)
    limit = panels.limit[part]
    named: list[tuple[float, str, str, bool]] = [
        (panels.y(part, limit), f"{limit:g} event limit", ALERT, False)
    ]
    for level, word in ((peak, "peak"), (end, "last"), (pre, "before")):
        if level is not None:
            named.append((panels.y(part, level), f"{level} {word}", INK, word == "peak"))
    top, foot = panels.inside(part)
    named.append((foot - 1.2, part, colour(part), True))
    gap = min(2.4, (foot - top - 1.6) / max(1, len(named) - 1))
    for (_, words, shade, bold), y in zip(
        named, spread([name[0] for name in named], gap, top + 0.8, foot - 0.8), strict=True
    ):
        drawing.words(words, drawing.width - RIGHT + 0.8, y, SMALL + 0.4, colour=shade, bold=bold)


def _words(record: PatientRecord, settings: Settings) -> str:
    given = record.given
    over = sum(
        (s.peak_systolic or 0) >= settings.event_systolic_mmhg
        or (s.peak_diastolic or 0) >= settings.event_diastolic_mmhg
        for s in given
    )
    last = given[-1]
    return (
        f"{count(len(given), 'session')}; {over} with a peak at or above "
        f"{settings.event_systolic_mmhg}/{settings.event_diastolic_mmhg} mmHg. Last session: before the dose "
        f"{pair(last.pre_systolic, last.pre_diastolic)}, peak {pair(last.peak_systolic, last.peak_diastolic)}, "
        f"last reading {pair(last.last_systolic, last.last_diastolic)}."
    )
