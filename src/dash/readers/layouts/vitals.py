"""Readings of a session that stand in the columns of its row."""

from dataclasses import dataclass, field
from datetime import date

from dash.readers.layouts.cells import (
    PRESSURE_UNITS,
    diastolic_ok,
    number_of,
    reading_of,
    systolic_ok,
    within,
)
from dash.readers.layouts.grid import shown
from dash.readers.layouts.meaning import END, EXTREME, PRE, VITALS
from dash.readers.layouts.problems import Bad
from dash.readers.layouts.rows import Cell, Entry, iso

NEXT_DAY = 12 * 60
"""A clock time so far before the start, in minutes, lies after midnight."""


@dataclass
class Slot:
    """The values of one moment: column of each, mmHg, beats a minute, percent."""

    point: str
    word: str
    hours: bool = False
    values: dict[str, float] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)


@dataclass(frozen=True)
class Start:
    """The session a reading belongs to: its identifier, day and clock, whether it was given."""

    session_id: str
    day: date
    clock: int | None
    given: bool


def minutes_after(clock: int, start: int) -> int:
    """Return minutes from one clock time to another; a time long before the start lies after midnight."""
    passed = clock - start
    return passed + 1440 if passed < -NEXT_DAY else passed


def read_vitals(entry: Entry, start: Start) -> None:
    """Add the readings of a row, one for each moment that its columns name."""
    slots: dict[str, Slot] = {}
    for kind in VITALS:
        for cell, text in entry.texts(kind):
            point = _point(entry, cell)
            if point == EXTREME:
                continue
            slot = slots.setdefault(point, Slot(point, cell.meaning.word or cell.name, cell.meaning.hours))
            _read(entry, cell, text, slot)
    for slot in slots.values():
        _check_pair(entry, slot)
        if slot.values and (start.given or slot.point == PRE):
            _place(entry, slot, start)


def _point(entry: Entry, cell: Cell) -> str:
    if cell.meaning.point == "0" and entry.fields.layout.setting("before-dose") != "no":
        return PRE
    hours = cell.meaning.hours and entry.fields.layout.setting("hour-reading", cell.name) == "end"
    return END if hours else cell.meaning.point


def _read(entry: Entry, cell: Cell, text: str, slot: Slot) -> None:
    layout = entry.fields.layout
    if cell.meaning.kind in {"pressure", "mixed"}:
        worth = PRESSURE_UNITS[layout.setting("pressure-unit", default="mmhg")]
        found = reading_of(text, worth, layout.setting("third-number", default="pulse"))
        for name, value in (
            ("systolic", found.systolic),
            ("diastolic", found.diastolic),
            ("pulse", found.pulse),
            ("spo2", found.spo2),
        ):
            _keep(entry, cell, slot, name, value)
        return
    value = number_of(text)
    if isinstance(value, float):
        if cell.meaning.kind == "spo2" and value <= 1:
            value = round(value * 100, 1)
        if cell.meaning.kind in {"systolic", "diastolic"}:
            value *= PRESSURE_UNITS[layout.setting("pressure-unit", default="mmhg")]
        if value == 0:
            # A monitor writes 0 where it measured nothing.
            return
        low, high = {"systolic": (40, 300), "diastolic": (20, 200), "pulse": (20, 250), "spo2": (50, 100)}[
            cell.meaning.kind
        ]
        value = within(value, low, high)
    _keep(entry, cell, slot, cell.meaning.kind, value)


def _keep(entry: Entry, cell: Cell, slot: Slot, name: str, value: float | Bad | None) -> None:
    if isinstance(value, Bad):
        entry.refuse(cell, value, "vitals")
    elif value is not None and name not in slot.values:
        slot.values[name] = value
        slot.cells[name] = cell


def _check_pair(entry: Entry, slot: Slot) -> None:
    """Refuse two pressures in two columns that contradict each other."""
    systolic, diastolic = slot.values.get("systolic"), slot.values.get("diastolic")
    if systolic is None or diastolic is None:
        return
    if systolic_ok(systolic) and diastolic_ok(diastolic) and diastolic < systolic:
        return
    entry.refuse(slot.cells["systolic"], Bad("diastolic_not_below_systolic"), "vitals")
    del slot.values["systolic"], slot.values["diastolic"]


def _place(entry: Entry, slot: Slot, start: Start) -> None:
    minute: int | None = None
    measured: str | None = None
    if slot.point == PRE:
        minute = 0
    elif slot.point == END or not slot.point:
        clock = _end_clock(entry, slot)
        if (
            clock is not None
            and start.clock is not None
            and (passed := minutes_after(clock, start.clock)) >= 0
        ):
            minute = passed
        elif clock is not None and start.clock is None:
            measured = iso(start.day, clock)
        else:
            measured = start.day.isoformat()
    else:
        minute = int(float(slot.point))
        timed = [cell for cell in entry.fields.of("vital_clock") if cell.meaning.point == slot.point]
        clock = entry.clock(timed[0], "vitals") if timed else None
        if clock is not None and start.clock is not None:
            passed = minutes_after(clock, start.clock)
            if 0 <= passed <= 1440:
                minute = passed
            else:
                entry.refuse(timed[0], Bad("end_before_start"), "vitals")
    entry.add(
        "vitals",
        session_id=start.session_id,
        minute=minute,
        measured_at=measured,
        time_point=slot.word,
        systolic_mmhg=slot.values.get("systolic"),
        diastolic_mmhg=slot.values.get("diastolic"),
        heart_rate_bpm=slot.values.get("pulse"),
        spo2_percent=slot.values.get("spo2"),
    )


def _end_clock(entry: Entry, slot: Slot) -> int | None:
    layout = entry.fields.layout
    names = {cell.name for cell in slot.cells.values()}
    answer = next((found for name in names if (found := layout.setting("last-reading", name))), "")
    if not answer:
        answer = next(
            (found for key, found in layout.settings.items() if key.startswith("last-reading: ")), ""
        )
    if slot.hours and not answer:
        end = entry.fields.first("end_clock")
        return entry.clock(end, "vitals") if end is not None else None
    cell = entry.fields.named(answer)
    value = entry.value(cell)
    return entry.clock(cell, "vitals") if cell is not None and shown(value) else None
