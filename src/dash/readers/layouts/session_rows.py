"""Rows that are sessions: the session itself and all that stands in its row."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date

from dash.readers.layouts.cells import number_of, weight_of
from dash.readers.layouts.doses import Dose, devices_of, dose_of
from dash.readers.layouts.grid import Value, shown
from dash.readers.layouts.lexicon import listed, meaning_of, plain
from dash.readers.layouts.problems import Bad
from dash.readers.layouts.rows import Entry, iso
from dash.readers.layouts.scores import read_scores
from dash.readers.layouts.session_effects import read_effects
from dash.readers.layouts.vitals import Start, minutes_after, read_vitals


def read_session(entry: Entry, patient_id: str, day: date, clock: int | None, ids: Counter[str]) -> str:
    """Add the session of a row with its readings, side effects and scores, and return its identifier."""
    base = f"{patient_id} {iso(day, clock)}"
    ids[base] += 1
    session_id = base if ids[base] == 1 else f"{base} ({ids[base]})"
    written = entry.text("session_id")
    if written:
        session_id = written
    weight = _weight(entry)
    dose, cancelled = _dose(entry, weight)
    cancelled = cancelled or _status(entry) == "cancelled"
    if cancelled and clock is not None and not entry.fields.first("moment"):
        clock = clock if entry.text("clock") else None
    ended, ready = _ends(entry, day, clock)
    route, route_written = _word(entry, "route")
    drug, drug_written = _word(entry, "drug")
    given = not cancelled
    entry.add(
        "sessions",
        session_id=session_id,
        patient_id=patient_id,
        started_at=iso(day, clock),
        drug=drug,
        drug_as_written=drug_written,
        route=route,
        route_as_written=route_written,
        dose_mg=dose if given else None,
        weight_kg=weight,
        infusion_minutes=_infusion_minutes(entry, clock) if given else None,
        ended_at=ended,
        ready_at=ready,
        phase=_phase(entry),
        site_id=entry.text("site"),
        clinician_id=entry.text("clinician"),
        lot_number=entry.text("lot"),
        status="cancelled" if cancelled else _status(entry) or _stopped(entry) or "completed",
        elicitation=_elicitation(entry) if given else None,
        note=entry.text("note"),
    )
    start = Start(session_id, day, clock, given)
    read_vitals(entry, start)
    if given:
        read_effects(entry, start)
    read_scores(entry, patient_id, day, clock, session_id)
    return session_id


def _checked(
    entry: Entry, kind: str, parse: Callable[[str], float | Bad | None], table: str = "sessions"
) -> float | None:
    for cell, text in entry.texts(kind):
        found = parse(text)
        if isinstance(found, Bad):
            entry.refuse(cell, found, table)
        elif found is not None:
            return found
    return None


def _weight(entry: Entry) -> float | None:
    layout = entry.fields.layout
    for cell, text in entry.texts("weight"):
        found = weight_of(text, layout.setting("weight-unit", cell.name, cell.meaning.unit or "kg"))
        if isinstance(found, Bad):
            entry.refuse(cell, found, "sessions")
            return None
        return found
    return None


def _dose(entry: Entry, weight: float | None) -> tuple[float | None, bool]:  # noqa: PLR0911 - one for each form
    """Return the dose in mg, and whether the row says that none was given."""
    layout = entry.fields.layout
    for cell, text in entry.texts("devices"):
        counted = devices_of(text)
        if isinstance(counted, Bad):
            # What another column makes of a wrong count is wrong as well.
            entry.refuse(cell, counted, "sessions")
            return None, False
        if counted is not None:
            return counted.mg, counted.cancelled
    for cell, text in entry.texts("dose"):
        found = dose_of(text, layout.setting("dose-unit", cell.name, cell.meaning.unit or "mg"))
        if isinstance(found, Dose) and found.mg_per_kg is not None and weight is None:
            found = Bad("weight_missing")
        if isinstance(found, Bad):
            entry.refuse(cell, found, "sessions")
            return None, False
        if found is None:
            return None, False
        if found.mg_per_kg is not None and weight is not None:
            return round(found.mg_per_kg * weight, 1), found.cancelled
        return found.mg, found.cancelled
    per_kg = entry.fields.first("dose_per_kg")
    if per_kg is not None and not entry.fields.of("dose") and (text := shown(entry.value(per_kg))):
        found = dose_of(text, "mg/kg")
        if isinstance(found, Dose) and found.mg_per_kg is not None:
            if weight is not None:
                return round(found.mg_per_kg * weight, 1), False
            entry.refuse(per_kg, Bad("weight_missing"), "sessions")
    return None, False


def _status(entry: Entry) -> str | None:
    bare = plain(entry.text("status"))
    if not bare:
        return None
    if bare in listed("cancelled") or bare in {"no", "n"}:
        return "cancelled"
    if bare in listed("stopped") or "stop" in bare or "early" in bare:
        return "stopped_early"
    return "completed"


def _stopped(entry: Entry) -> str | None:
    """Find "stopped early" where a row remarks it."""
    for kind in ("note", "left_out", "unknown", "effects"):
        for _, text in entry.texts(kind):
            if any(phrase in plain(text) for phrase in listed("stopped")):
                return "stopped_early"
    return None


def _ends(entry: Entry, day: date, clock: int | None) -> tuple[str | None, str | None]:
    ended = _end(entry, day, clock, "end_clock", "end_minutes")
    ready = _end(entry, day, clock, "ready_clock", "ready_minutes")
    return ended, ready


def _end(entry: Entry, day: date, clock: int | None, kind: str, counted: str) -> str | None:
    cell = entry.fields.first(kind)
    end = entry.clock(cell, "sessions")
    if end is not None and cell is not None:
        if clock is None:
            return iso(day, end)
        passed = minutes_after(end, clock)
        if passed < 0:
            entry.refuse(cell, Bad("end_before_start"), "sessions")
            return None
        return iso(day, clock + passed)
    for column, text in entry.texts(counted):
        if re.match(r"[≥>]", text) or clock is None:
            # A bound is no time.
            return None
        minutes = number_of(text)
        if isinstance(minutes, Bad) or (minutes is not None and not 0 <= minutes <= 1440):
            entry.refuse(column, Bad("not_a_number"), "sessions")
        elif minutes is not None:
            return iso(day, clock + round(minutes))
    return None


def _infusion_minutes(entry: Entry, clock: int | None) -> float | None:
    minutes = _checked(entry, "infusion_minutes", number_of)
    if minutes is not None and 0 < minutes <= 1440:
        return minutes
    stop = entry.fields.first("stop_clock")
    end = entry.clock(stop, "sessions")
    if stop is None or end is None or clock is None:
        return None
    passed = minutes_after(end, clock)
    if passed < 0:
        entry.refuse(stop, Bad("end_before_start"), "sessions")
        return None
    return float(passed)


def _word(entry: Entry, kind: str) -> tuple[str, str | None]:
    """Return route or drug as the vocabulary has it, and as it was written."""
    for _, text in entry.texts(kind):
        return _known(kind, text) or "other", text
    value: Value = entry.fields.block.get(kind)
    if value is not None and shown(value):
        return _known(kind, shown(value)) or "other", shown(value)
    return entry.fields.layout.setting(kind, default="other"), None


def _known(kind: str, text: str) -> str | None:
    bare = re.sub(r"\s*\([^)]*\)", "", text)
    inside = re.findall(r"\(([^)]*)\)", text)
    return next((key for part in (text, *inside, bare) if (key := meaning_of(kind, part))), None)


def _phase(entry: Entry) -> str | None:
    written = entry.text("phase") or entry.fields.region.under.get(entry.row, "")
    if not written:
        return None
    bare = plain(re.sub(r"\([^)]*\)", "", written))
    return (
        meaning_of("phase", bare)
        or meaning_of("phase", bare.split(" ")[0])
        or ("other" if entry.text("phase") else None)
    )


def _elicitation(entry: Entry) -> str | None:
    if not entry.fields.of("effect") and not entry.fields.of("effects"):
        return None
    answer = entry.fields.layout.setting("elicited", default="unknown")
    ticks = [text for _, text in entry.texts("effect")]
    if (
        answer == "solicited"
        and entry.fields.of("effect")
        and ticks
        and all(plain(text) in listed("ticks", "unknown") for text in ticks)
    ):
        return "unknown"
    return answer
