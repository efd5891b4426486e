"""The words in a row of the list of the day. Plain text: cells of a table read no Markdown.

A cell wraps where it must and knows no line breaks. Words that belong together are joined so that they stay so.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from textwrap import wrap

from dash.queries.appointments import PlannedRow, most_told
from dash.reports.day_flags import waiting
from dash.reports.day_list import DayRow, planned_mg_per_kg
from dash.reports.day_patients import DayPatient
from dash.store.journal.many import Answer
from dash.ui import words
from dash.vocabulary import DRUGS, INSTRUMENTS, ROUTES

NOT_ASKED = "Flags not asked for yet"
_JOINT = "\u00a0"


def joined(*parts: str) -> str:
    """Return parts between which a cell may wrap, and within which it may not."""
    return " ".join(part.replace(" ", _JOINT) for part in parts if part)


_MARKS = {
    "act": joined("! Act"),
    "review": joined("⚑ Review"),
    "check": joined("≠ Check"),
    "missing": joined("? Missing"),
    "note": "Note",
}
"""Sign and word of each severity; colour never stands alone."""
_LINES, _MISSING_LETTERS = 3, 14
"""Lines that a cell of the list holds, and letters on each at 1280 px."""


def time_of(planned: tuple[PlannedRow, ...]) -> str:
    """Return the times of a patient's appointments, "no time" where only the day is recorded."""
    return joined(*(f"{row.scheduled_at:%H:%M}" if row.has_time else "no time" for row in planned))


def planned(patient: DayPatient, *, missed: bool = False) -> str:
    """Return planned route and dose, "not recorded" for what the appointment does not say.

    Of several appointments that day the one that says most stands for all, and the others are counted.

    Args:
        patient: Of the day.
        missed: Whether the day is over without a session of this patient.
    """
    if not patient.planned:
        return "No appointment"
    told = _plan(patient, most_told(patient.planned))
    if len(patient.planned) > 1:
        told += f" {joined(f'+{len(patient.planned) - 1} more')}"
    return f"{joined('No session recorded:')} {told}" if missed else told


def _plan(patient: DayPatient, plan: PlannedRow) -> str:
    drug = DRUGS[str(plan.drug)].label if plan.drug in DRUGS else "drug not recorded"
    per_kg = planned_mg_per_kg(replace(patient, planned=(plan,)))
    dose, kg = "dose not recorded", ""
    if plan.dose_mg is not None:
        dose = f"{words.number(plan.dose_mg, 1)} mg"
        if per_kg is None:
            dose += ","
            kg = "weight not recorded"
        else:
            dose += f" · {per_kg:.2f} mg/kg"
            on = "no date" if patient.weighed_on is None else words.day(patient.weighed_on)
            kg = f"at {words.number(patient.weight_kg or 0, 1)} kg, {on}"
    route = words.route_mark(plan.route) if plan.route in ROUTES else "Route not recorded"
    return joined(route, drug, dose, kg)


def last_dose(patient: DayPatient, day: date, *, today: bool = True) -> str:
    """Return what was given last and how many days ago; ``today`` as of ``days_ago``."""
    last = patient.last
    if last is None:
        return "No session yet"
    name = last.drug_as_written if last.drug == "other" and last.drug_as_written else DRUGS[last.drug].label
    dose = "dose not recorded" if last.dose_mg is None else f"{words.number(last.dose_mg, 1)} mg"
    if last.mg_per_kg is not None:
        dose += f" · {last.mg_per_kg:.2f} mg/kg"
    return joined(f"{days_ago(last.day, day, today=today)},", words.route_mark(last.route), f"{name} {dose}")


def days_ago(then: date, day: date, *, today: bool = True) -> str:
    """Return how long before a day something was: "Today", "Yesterday", "14 days ago".

    Args:
        then: When it was.
        day: The day of the list.
        today: Whether that is today; before another day it is "That day", "The day before", "14 days before".
    """
    days = (day - then).days
    if not today:
        return {0: "That day", 1: "The day before"}.get(days, f"{days:,} days before")
    return {0: "Today", 1: "Yesterday"}.get(days, f"{days:,} days ago")


def score(patient: DayPatient, day: date, standing: str = "", *, today: bool = True) -> str:
    """Return the latest total with its instrument and age, and how it stands to the baseline; ``today`` as of ``days_ago``."""
    found = patient.score
    if found is None:
        return "No score"
    known = INSTRUMENTS.get(found.instrument)
    label = known.label if known else found.instrument
    stands = [f"{part}," for part in standing.split(", ") if part]
    if stands:
        stands[-1] = stands[-1].removesuffix(",")
    age = days_ago(found.last_on, day, today=today).lower()
    return joined(f"{words.number(found.values[-1], 1)} {label},", f"{age}," if stands else age, *stands)


def peak(patient: DayPatient) -> str:
    """Return the peak of the last session, or the highest of its readings without a minute: "untimed"."""
    last = patient.last
    if last is None:
        return "–"
    if last.peak_systolic is not None or last.peak_diastolic is not None:
        return words.pressure(last.peak_systolic, last.peak_diastolic)
    if last.untimed_systolic is not None or last.untimed_diastolic is not None:
        return joined(words.pressure(last.untimed_systolic, last.untimed_diastolic), "untimed")
    return "not recorded"


def flags(row: DayRow, acknowledged: Collection[Answer], letters: int = 36) -> str:
    """Return the first flags by their words, the others counted; at most two, a positive answer not acknowledged first.

    Without a flag it is said how many rules could not be measured: that nothing fired is then no finding.

    Args:
        row: A row of the list.
        acknowledged: The patient's positive answers that somebody acknowledged.
        letters: On a line of the cell.
    """
    if row.flags is None:
        return NOT_ASKED
    waits, others = [], []
    for flag in row.flags.fired:
        if waiting(flag.positives, acknowledged):
            waits.append(f"{_MARKS[flag.severity]}{_JOINT}{flag.headline}")
        elif flag.severity in {"act", "review", "check"}:
            others.append(f"{_MARKS[flag.severity]}{_JOINT}{flag.headline}")
    if row.open_positives:
        answers = words.plural(row.open_positives, "positive answer")
        waits = waits or [f"{_MARKS['act']}{_JOINT}{answers} since the last session"]
        waits[0] += ", not acknowledged"
    found = [*waits, *others]
    if not found:
        unknown = row.flags.not_measurable
        return f"No flag · {joined(f'{unknown} not measurable')}" if unknown else "No flag"
    return _as_many_as_fit(found, 2, letters, "  ", "+{} more")


def _as_many_as_fit(found: list[str], most: int, letters: int, between: str, rest: str) -> str:
    """Return the first few that a cell shows whole at the narrowest width, at least one, and how many more there are."""
    for shown in range(min(most, len(found)), 0, -1):
        left = len(found) - shown
        text = between.join([*found[:shown], *([joined(rest.format(left))] if left else [])])
        # The font is narrower than its average at times: this errs on the side of fewer.
        if shown == 1 or len(wrap(text, letters, break_on_hyphens=False)) <= _LINES:
            return text
    return ""


def missing(row: DayRow) -> str:
    """Return what is missing, in words; what finds no room is counted."""
    found = list(row.flags.headlines("missing")) if row.flags else []
    return _as_many_as_fit(found, 3, _MISSING_LETTERS, ", ", "{} more")


def since_review(
    reviewed: datetime | None, today: bool, new: tuple[str, ...] | None, waiting: int = 0
) -> str:
    """Return when this user reviewed the patient and what is new since then.

    Args:
        reviewed: When, in the computer's time zone; None for never.
        today: Whether that was on the computer's present date.
        new: What is new, in words; None while the flags are not known.
        waiting: Positive answers that the review names as not acknowledged and that still are not.
    """
    if reviewed is None:
        return "Not reviewed yet"
    when = joined("Reviewed", f"today {reviewed:%H:%M}" if today else words.day(reviewed))
    if waiting:
        when += f", {joined(words.plural(waiting, 'answer'))} still not acknowledged"
    if new is None:
        return when
    return f"{when}, {'new: ' + ', '.join(new) if new else joined('nothing new')}"
