"""The rulebook applied to one patient on one day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from dash.rulebook.book import Rulebook, rulebook
from dash.rulebook.facts import Facts, Pressure
from dash.rulebook.finding import Answer, Finding
from dash.rulebook.measures import MEASURES, Measured
from dash.rulebook.record import Appointment, PatientRecord
from dash.rulebook.rules import SEVERITIES, Applies, Rule
from dash.rulebook.words import DETAIL, HEADLINE, fitted

_UNKNOWN = "part of what it compares is missing"


def review(
    record: PatientRecord,
    day: date,
    *,
    coming: Appointment | None = None,
    book: Rulebook | None = None,
    today: Pressure | None = None,
    acknowledged: Collection[Answer] = (),
) -> tuple[Finding, ...]:
    """Apply every rule to a patient's record as of a day.

    Args:
        record: What is known of the patient; what was recorded after ``day`` is not looked at.
        day: Day of the review.
        coming: The planned session it is about; otherwise the first appointment on the day or later.
        book: The rulebook in force, unless given.
        today: Pressure measured before today's dose and not recorded yet: judged in place of the last pre-dose one.
        acknowledged: Positive answers that somebody acknowledged, as the journal names them; without a journal none.

    Returns:
        One finding a rule, in the order act, review, check, missing, note, then as in ``rules.toml``. Left out are rules
        that are switched off, that do not apply to this patient, in whose place another one is judged
        (``Rule.replaces``), or whose matter a finding among those returned states already (``Rule.yields_to``).

    Raises:
        ClinicSettingsError: The clinic's file cannot be used.
    """
    book = rulebook() if book is None else book
    facts = Facts(record, day, coming, book, today, acknowledged)
    found: dict[str, Finding] = {}
    for rule in book.rules.values():
        if rule.severity and rule.on and _applies(rule, facts):
            found[rule.id] = judge(rule, facts)
    return tuple(sorted(shown(found), key=lambda finding: SEVERITIES.index(finding.rule.severity)))


def shown(found: Mapping[str, Finding]) -> list[Finding]:
    """Return the findings that are shown, in the order given.

    Args:
        found: By rule, those that are on and apply.

    Returns:
        All but those of rules that another one replaces, and those that yield to a rule that fired about the same: to
        that rule, or to the one in its place. What fired and is not replaced is thus always said, by itself or by a
        finding returned, which then holds it (``Finding.also``).
    """
    instead = {
        finding.rule.replaces: rule for rule, finding in found.items() if finding.rule.replaces in found
    }
    speaks: dict[str, str] = {}
    for rule, finding in found.items():
        if finding.rule.yields_to and rule not in instead and (other := _said_by(finding, found, instead)):
            speaks[rule] = other
    held: dict[str, list[Finding]] = {}
    for rule, speaker in speaks.items():
        # One that fired is shown, or itself said by one that is: yielding has no circles (``build`` sees to that).
        shown_one = speaker
        while shown_one in speaks:
            shown_one = speaks[shown_one]
        if found[rule].state == "fired":
            held.setdefault(shown_one, []).append(found[rule])
    return [
        replace(finding, also=tuple(held[rule])) if rule in held else finding
        for rule, finding in found.items()
        if rule not in instead and rule not in speaks
    ]


def _said_by(finding: Finding, found: Mapping[str, Finding], instead: Mapping[str, str]) -> str:
    """Return the first rule that fired and says what this finding says; empty where none does."""
    for named in finding.rule.yields_to:
        other = named
        while other in instead:
            other = instead[other]
        one = found.get(other)
        if one is not None and one.state == "fired" and _same(finding, one):
            return other
    return ""


def _same(finding: Finding, other: Finding) -> bool:
    """Tell whether a finding is about nothing that the other one is not about."""
    return not other.about or (bool(finding.about) and finding.about <= other.about)


def judge(rule: Rule, facts: Facts) -> Finding:
    """Measure what a rule reads and compare it; something missing is never taken for "not fired"."""
    measured = MEASURES[rule.measure](facts, rule)
    judged = False if measured.clear else rule.judges(measured.value, measured.diastolic)
    if judged is None:
        why = measured.why or _UNKNOWN
        return Finding(
            rule, "not_measurable", measured.value, headline=rule.label, why=why, rows=measured.rows
        )
    return Finding(
        rule,
        "fired" if judged else "not_fired",
        measured.value,
        headline=fitted(_headline(rule, measured) if judged else measured.headline, HEADLINE),
        detail=fitted(measured.detail, DETAIL),
        rows=measured.rows,
        positives=measured.positives,
        about=measured.about,
    )


def _headline(rule: Rule, measured: Measured) -> str:
    """Return the headline of a rule that fired: what is wrong, then the value."""
    value = measured.brief or measured.headline
    return f"{rule.says}: {value}" if rule.says else value


def with_since(
    record: PatientRecord,
    day: date,
    findings: tuple[Finding, ...],
    *,
    coming: Appointment | None = None,
    book: Rulebook | None = None,
    acknowledged: Collection[Answer] = (),
) -> tuple[Finding, ...]:
    """Return findings with the day since which each one that fired has done so."""
    fired = [finding.rule for finding in findings if finding.state == "fired"]
    since = _since(record, day, fired, coming, rulebook() if book is None else book, acknowledged)
    return tuple(
        replace(finding, since=since.get(finding.rule.id)) if finding.state == "fired" else finding
        for finding in findings
    )


def _since(
    record: PatientRecord,
    day: date,
    rules: Sequence[Rule],
    coming: Appointment | None,
    book: Rulebook,
    acknowledged: Collection[Answer],
) -> dict[str, date]:
    found: dict[str, date] = {}
    running = list(rules)
    for earlier in (day, *(one for one in reversed(record.days) if one < day)):
        if not running:
            break
        # One look at the record serves all rules that still fire.
        facts = Facts(record, earlier, coming, book, acknowledged=acknowledged)
        running = [rule for rule in running if _applies(rule, facts) and judge(rule, facts).state == "fired"]
        found.update({rule.id: earlier for rule in running})
    return found


def _applies(rule: Rule, facts: Facts) -> bool:
    to = rule.applies
    if to.instrument and to.instrument not in facts.instruments:
        return False
    if to.cancelled and not facts.cancelled:
        return False
    if (to.today and facts.today is None) or (to.first and facts.last is not None):
        return False
    if to.min_age is not None and (facts.age is None or facts.age < to.min_age):
        return False
    if to.max_age is not None and facts.age is not None and facts.age > to.max_age:
        return False
    return _session_fits(to, facts, coming=rule.about == "coming")


def _session_fits(to: Applies, facts: Facts, *, coming: bool) -> bool:
    if not (to.routes or to.drugs or to.phases):
        return True
    planned = facts.coming if coming else None
    last = facts.last
    route = (planned.route if planned is not None else None) or (last.route if last is not None else None)
    drug = (planned.drug if planned is not None else None) or (last.drug if last is not None else None)
    # Without any session nothing says that the rule does not apply; it then says what it lacks.
    return (
        (not to.routes or route is None or route in to.routes)
        and (not to.drugs or drug is None or drug in to.drugs)
        and (not to.phases or last is None or last.phase in to.phases)
    )
