"""Against what the clinic plans: days between sessions, doses, steps of dose, sessions so far."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import NamedTuple

from dash.rulebook.facts import Facts
from dash.rulebook.finding import Read
from dash.rulebook.measures.course import induction, induction_over
from dash.rulebook.measures.measured import NO_SESSION, Measured, unknown
from dash.rulebook.plans import PER_KG, dose_plan, interval_plan
from dash.rulebook.record import Session, Source
from dash.rulebook.rules import Rule
from dash.rulebook.words import session_words, whole_parts
from dash.vocabulary import DRUGS, PHASES, ROUTES
from dash.wording import count, day_words


class _Dose(NamedTuple):
    """A dose planned or given, in the plan's unit."""

    what: str
    value: float
    row: Read


def days_too_short(facts: Facts, rule: Rule) -> Measured:
    """Measure by how many days the planned session comes before the plan's shortest interval."""
    if facts.last is None:
        return NO_SESSION
    if facts.coming is None:
        return unknown("no session is planned")
    return _interval(facts, facts.last, short=True)


def days_too_long(facts: Facts, rule: Rule) -> Measured:
    """Measure by how many days the planned session, or else the day, comes after the plan's longest interval."""
    return NO_SESSION if facts.last is None else _interval(facts, facts.last, short=False)


def _interval(facts: Facts, last: Session, *, short: bool) -> Measured:
    coming = facts.coming
    drug, route = _drug_and_route(facts, last)
    phase = _phase(facts, last)
    plan = interval_plan(facts.book.intervals, drug, route, phase)
    if plan is None:
        return unknown(
            f"the clinic has set no interval for {_name(drug, route)}, {PHASES[phase].label.lower()}"
        )
    until = facts.day if coming is None else coming.day
    days = (until - last.day).days
    where = "since the last session" if coming is None else f"to the session of {day_words(until)}"
    return Measured(
        value=plan.shortest_days - days if short else days - plan.longest_days,
        headline=f"{count(days, 'day')} {where}",
        brief=count(days, "day") + (f" to {day_words(until)}" if coming else ""),
        detail=f"plan {plan.words} · {session_words(last)}",
        rows=(
            Read("Session", last.day, f"session {last.number}", last.source),
            *(
                ()
                if coming is None
                else (Read("Planned session", until, ROUTES[route].label, coming.source),)
            ),
        ),
    )


def dose_outside(facts: Facts, rule: Rule) -> Measured:
    """Measure how far the planned dose, or else the last one, lies outside the clinic's doses, in their unit."""
    last = facts.last
    drug, route = _drug_and_route(facts, last)
    plan = dose_plan(facts.book.doses, drug, route)
    if plan is None:
        return unknown(f"the clinic has set no dose range for {_name(drug, route)}")
    doses = _doses(facts, drug, route, plan.unit)
    if not doses:
        return unknown("no dose is recorded" + (" with a weight of that day" if plan.unit == PER_KG else ""))
    dose = doses[0]
    return Measured(
        value=plan.outside(dose.value),
        headline=f"{dose.what} {dose.value:g} {plan.unit}",
        brief=f"{dose.what[0].lower()}{dose.what[1:]} {dose.value:g} {plan.unit}",
        detail=f"clinic's doses {plan.words}" if plan.whose == "clinic" else f"doses {plan.words}",
        rows=(dose.row,),
    )


def dose_step(facts: Facts, rule: Rule) -> Measured:
    """Measure by how much the dose changes more than the clinic's largest step, from one session to the next."""
    drug, route = _drug_and_route(facts, facts.last)
    plan = dose_plan(facts.book.doses, drug, route)
    if plan is None or plan.largest_step is None:
        return unknown(f"the clinic has set no largest step for {_name(drug, route)}")
    doses = _doses(facts, drug, route, plan.unit)
    if len(doses) < 2:
        return unknown("no two doses to compare")
    now, before = doses[:2]
    return Measured(
        value=round(abs(now.value - before.value) - plan.largest_step, 6),
        headline=f"{now.what} {now.value:g}, before {before.value:g} {plan.unit}",
        brief=f"{now.value:g}, before {before.value:g} {plan.unit}",
        detail=f"largest step {plan.largest_step:g} {plan.unit} · {_name(drug, route)}",
        rows=(now.row, before.row),
    )


def dose_ratio(facts: Facts, rule: Rule) -> Measured:
    """Measure how many times the dose before the dose is, where the clinic has no plan that judges its steps."""
    drug, route = _drug_and_route(facts, facts.last)
    plan = dose_plan(facts.book.doses, drug, route)
    if plan is not None and plan.largest_step is not None:
        return Measured(
            clear=True,
            headline="Judged by the largest step",
            detail=f"clinic's plan for {_name(drug, route)}",
        )
    doses = _doses(facts, drug, route, "mg")
    if len(doses) < 2 or not doses[1].value:
        return unknown("no two doses to compare")
    now, before = doses[:2]
    ratio = round(now.value / before.value, 6)
    times = {2.0: "twice", 1.0: "the same"}.get(ratio, f"{ratio:.3g} times")
    earlier = "last" if now.what.startswith("Planned") else "before"
    return Measured(
        value=ratio,
        headline=f"{now.what.split()[0]} {now.value:g}, {earlier} {before.value:g} mg: {times}",
        detail=whole_parts([_name(drug, route), day_words(before.row.when) if before.row.when else ""]),
        rows=(now.row, before.row),
    )


def sessions_so_far(facts: Facts, rule: Rule) -> Measured:
    """Count the sessions given so far."""
    last = facts.last
    if last is None:
        return NO_SESSION
    exposure = "exposure unknown" if last.exposure_mg is None else f"{last.exposure_mg:,.0f} mg"
    return Measured(
        value=len(facts.given),
        headline=f"{count(len(facts.given), 'session')} so far",
        detail=f"{exposure} of {DRUGS[last.drug].label.lower()} · since {day_words(facts.given[0].day)}",
        rows=(Read("Session", last.day, f"session {last.number}", last.source),),
    )


def _drug_and_route(facts: Facts, last: Session | None) -> tuple[str, str]:
    """Return drug and route of the session to come, as far as planned; else those of the last one."""
    coming = facts.coming
    drug = coming.drug if coming is not None else None
    route = coming.route if coming is not None else None
    return (
        drug or (last.drug if last is not None else "other"),
        route or (last.route if last is not None else "other"),
    )


def _phase(facts: Facts, last: Session) -> str:
    course = induction(facts)
    until = facts.day if facts.coming is None else facts.coming.day
    if last.phase == "induction" and course and induction_over(facts, course, until):
        return "maintenance"
    return last.phase


def _doses(facts: Facts, drug: str, route: str, unit: str) -> list[_Dose]:
    """Return the last two doses by one drug and route, the newest first; the planned one only in mg: its weight is not known."""
    return list(islice(_newest(facts, drug, route, unit), 2))


def _newest(facts: Facts, drug: str, route: str, unit: str) -> Iterator[_Dose]:
    coming = facts.coming
    if coming is not None and coming.dose_mg is not None and unit != PER_KG:
        yield _dose("Planned dose", coming.dose_mg, unit, coming.day, coming.source)
    for session in reversed(facts.given):
        if (session.drug, session.route) == (drug, route):
            value = session.mg_per_kg if unit == PER_KG else session.dose_mg
            if value is None:
                # An unknown dose in between: the one before it is not the one before.
                return
            what = "Last dose" if session is facts.last else f"Dose of {day_words(session.day)}"
            yield _dose(what, round(value, 3), unit, session.day, session.source)


def _dose(what: str, value: float, unit: str, day: date, source: Source) -> _Dose:
    return _Dose(what, value, Read(what, day, f"{value:g} {unit}", source))


def _name(drug: str, route: str) -> str:
    return f"{DRUGS[drug].label.lower()} {ROUTES[route].label.lower()}"
