"""Rows that are no sessions: scores, readings, side effects and appointments in tables of their own."""

from datetime import date

from dash.readers.layouts.cells import number_of, reading_of, within
from dash.readers.layouts.effects import effects_of
from dash.readers.layouts.grid import shown
from dash.readers.layouts.lexicon import meaning_of, plain, words
from dash.readers.layouts.problems import Bad
from dash.readers.layouts.rows import Entry, iso
from dash.readers.layouts.scores import read_scores, scale_of
from dash.readers.layouts.times import moment_of
from dash.readers.layouts.vitals import Start, minutes_after, read_vitals

Session = tuple[str, date, int | None] | None
_COLUMNS = {
    "systolic": "systolic_mmhg",
    "diastolic": "diastolic_mmhg",
    "pulse": "heart_rate_bpm",
    "spo2": "spo2_percent",
}
_LIMITS = {
    "systolic": (40.0, 300.0),
    "diastolic": (20.0, 200.0),
    "pulse": (20.0, 250.0),
    "spo2": (50.0, 100.0),
}


def read_score_row(
    entry: Entry, patient_id: str, day: date, clock: int | None, session_id: str | None, session: Session
) -> bool:
    """Add the scores of a row: in columns of their own, or one named by its scale."""
    named = entry.fields.first("instrument")
    if named is None:
        read_scores(entry, patient_id, day, clock, session_id)
        return True
    scale = scale_of(entry.text("instrument")) or "other"
    cell = entry.fields.first("value") or entry.fields.first("score")
    value = number_of(shown(entry.value(cell)))
    if cell is None or value is None:
        # A questionnaire without a value is no score.
        entry.out.mark(entry.fields.region.grid.name, entry.fields.region.grid.line(entry.row), "left_out")
        return False
    if isinstance(value, Bad):
        entry.out.refuse_row(entry.fields.region, entry.row, value.reason, "scores")
        return False
    entry.add(
        "scores",
        patient_id=patient_id,
        session_id=session_id,
        measured_at=iso(day, clock),
        instrument=scale,
        item=entry.text("item") or "total",
        value=value,
    )
    return True


def read_vital_row(
    entry: Entry, patient_id: str, day: date, clock: int | None, session_id: str | None, session: Session
) -> bool:
    """Add the reading of a row: values in columns, or one value named by a parameter."""
    minute = number_of(entry.text("minute")) if entry.text("minute") else None
    values: dict[str, float | Bad | None] = {}
    if entry.fields.first("parameter") is not None:
        kind = words("vital").get(plain(entry.text("parameter")))
        text = entry.text("value")
        if kind in {"pressure", "mixed"}:
            values = dict(zip(("systolic", "diastolic", "pulse", "spo2"), reading_of(text), strict=True))
        elif kind is not None:
            found = number_of(text)
            low, high = _LIMITS[kind]
            values = {kind: within(found, low, high)}
        else:
            entry.out.mark(
                entry.fields.region.grid.name, entry.fields.region.grid.line(entry.row), "left_out"
            )
            return False
    elif not _timed(entry, minute, clock) and session_id is not None and session is not None:
        read_vitals(entry, Start(session_id, session[1], session[2], True))
        return True
    else:
        values = _in_columns(entry)
    bad = next((value for value in values.values() if isinstance(value, Bad)), None)
    good = {_COLUMNS[name]: value for name, value in values.items() if isinstance(value, float)}
    if bad is not None and not good:
        entry.out.refuse_row(entry.fields.region, entry.row, bad.reason, "vitals")
        return False
    if not good:
        entry.out.mark(entry.fields.region.grid.name, entry.fields.region.grid.line(entry.row), "left_out")
        return False
    if isinstance(minute, float):
        at = round(minute)
    elif session is not None and session[2] is not None and clock is not None:
        at = minutes_after(clock, session[2])
    else:
        at = None
    entry.add(
        "vitals",
        session_id=session_id,
        patient_id=None if session_id else patient_id,
        minute=at if session_id else None,
        measured_at=None if at is not None and session_id else iso(day, clock),
        time_point=entry.text("time_point"),
        position=entry.text("position"),
        **good,
    )
    return True


def _timed(entry: Entry, minute: object, clock: int | None) -> bool:
    return minute is not None or clock is not None


def _in_columns(entry: Entry) -> dict[str, float | Bad | None]:
    values: dict[str, float | Bad | None] = {}
    for cell, text in (*entry.texts("pressure"), *entry.texts("mixed")):
        for name, value in zip(("systolic", "diastolic", "pulse", "spo2"), reading_of(text), strict=True):
            if isinstance(value, Bad):
                entry.refuse(cell, value, "vitals")
            elif value is not None:
                values.setdefault(name, value)
    for name, (low, high) in _LIMITS.items():
        for cell, text in entry.texts(name):
            value = number_of(text)
            if isinstance(value, float) and value == 0:
                continue
            checked = within(value, low, high)
            if isinstance(checked, Bad):
                entry.refuse(cell, checked, "vitals")
            elif checked is not None:
                values.setdefault(name, checked)
    systolic, diastolic = values.get("systolic"), values.get("diastolic")
    if isinstance(systolic, float) and isinstance(diastolic, float) and diastolic >= systolic:
        values["systolic"], values["diastolic"] = Bad("diastolic_not_below_systolic"), None
    return values


def read_effect_row(
    entry: Entry, patient_id: str, day: date, clock: int | None, session_id: str | None, session: Session
) -> bool:
    """Add the side effects of a row with severity, onset and end."""
    found = effects_of(entry.text("effects"), frozenset(entry.fields.layout.codes.items())) or ()
    onset, resolved = (
        number_of(entry.text(kind)) if entry.text(kind) else None for kind in ("onset", "resolved")
    )
    for effect in found:
        entry.add(
            "side_effects",
            session_id=session_id,
            patient_id=None if session_id else patient_id,
            effect=effect.effect,
            severity=effect.severity or meaning_of("severity", entry.text("severity")),
            onset_minute=onset if session_id and isinstance(onset, float) else None,
            resolved_minute=resolved if session_id and isinstance(resolved, float) else None,
            started_at=None if session_id else iso(day, clock),
            elicited=entry.fields.layout.setting("elicited", default="unknown"),
            reported_as=effect.written,
        )
    return True


def read_appointment(entry: Entry, patient_id: str) -> bool:
    """Add the appointment of a row; one without a day is refused."""
    cell = entry.fields.of("scheduled")[0]
    found = entry.when(cell) if cell.meaning.kind == "moment" else None
    if found is None:
        found = moment_of(entry.value(cell), entry.order(cell))
    if found is None or isinstance(found, Bad):
        reason = "no_date" if found is None else found.reason
        entry.out.refuse_row(entry.fields.region, entry.row, reason, "appointments")
        return False
    clock = found[1] if found[1] is not None else entry.clock(entry.fields.first("clock"), "appointments")
    entry.add(
        "appointments",
        patient_id=patient_id,
        scheduled_at=iso(found[0], clock),
        drug=meaning_of("drug", entry.text("drug")) if entry.text("drug") else None,
        route=meaning_of("route", entry.text("route")) if entry.text("route") else None,
        site_id=entry.text("site"),
        clinician_id=entry.text("clinician"),
    )
    return True
