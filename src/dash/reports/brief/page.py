"""The content of one page as plain data: who, flags, what was given, figures, what is missing, where it comes from."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from dash.reports.brief.answers import Identity
from dash.reports.brief.by_session import by_session
from dash.reports.brief.course import course, others
from dash.reports.brief.effects import effects, last_words
from dash.reports.brief.figure import Figure
from dash.reports.brief.last_session import last_session
from dash.reports.brief.origin import Origin, footer
from dash.reports.brief.wording import age, count, day_words, dose, drug, given, phase, route, sex, shown
from dash.rulebook import Settings
from dash.rulebook.finding import Finding
from dash.rulebook.record import Appointment, PatientRecord
from dash.rulebook.rules import SEVERITIES
from dash.rulebook.words import joined
from dash.vocabulary import INDICATIONS

_MOST_FLAGS, _MOST_MISSING = 8, 5
_WORDS = {"act": "Act", "review": "Review", "missing": "Missing", "note": "Note"}


class Paper(NamedTuple):
    """One size of paper: its name for the compiler, width of a figure and heights of the two rows of figures, mm."""

    name: str
    width: float
    upper: float
    lower: float


PAPERS = {"a4": Paper("a4", 90.0, 78.0, 62.0), "letter": Paper("us-letter", 92.9, 70.0, 55.0)}


def page(
    record: PatientRecord,
    findings: Sequence[Finding],
    day: date,
    paper: Paper,
    settings: Settings,
    origin: Origin,
    acknowledged: Collection[Identity] | None,
    spoken: Sequence[str],
) -> dict[str, Any]:
    """Return everything on the page of one patient, as ``page.typ`` reads it.

    Args:
        record: What was recorded up to the day.
        findings: What the rules found.
        day: Day of the review.
        paper: Size of the paper.
        settings: Limits in force.
        origin: Where the data come from.
        acknowledged: Positive answers somebody acknowledged; None where the journal was not asked.
        spoken: The patient in three sentences.
    """
    fired = [finding for finding in findings if finding.state == "fired"]
    flags = [finding for finding in fired if finding.rule.severity != "missing"]
    rest = flags[_MOST_FLAGS:]
    figures = (
        course(record, acknowledged, paper.width, paper.upper),
        last_session(record, settings, paper.width, paper.upper),
        effects(record, paper.width, paper.lower),
        by_session(record, settings, paper.width, paper.lower),
    )
    return {
        "id": shown(record.patient_id, 40) or "no identifier",
        "made_up": origin.made_up,
        "facts": _facts(record, day),
        "tally": _tally(findings),
        "flags": [_flag(finding, acknowledged) for finding in flags[:_MOST_FLAGS]],
        "more_flags": f"and {len(rest)} more: " + joined([f.headline for f in rest], 150) if rest else "",
        "lines": _lines(record, day),
        "figures": [_figure(one) for one in figures],
        "missing": _missing(findings),
        "spoken": list(spoken),
        "footer": footer(record, day, origin),
    }


def _figure(one: Figure) -> dict[str, Any]:
    return {**one._asdict(), "drawing": one.drawing.as_data()}


def _facts(record: PatientRecord, day: date) -> list[tuple[str, str]]:
    last = record.given[-1] if record.given else None
    weighed = next((s for s in reversed(record.given) if s.weight_kg is not None), None)
    weight = "not recorded"
    if weighed is not None and weighed.weight_kg is not None:
        weight = f"{weighed.weight_kg:g} kg, {day_words(weighed.day)}"
    elif record.weight_kg is not None:
        weight = f"{record.weight_kg:g} kg, no date"
    indication = record.indication or ""
    return [
        ("Age, sex", f"{age(record, day)}, {sex(record.sex)}"),
        ("Indication", INDICATIONS[indication].label if indication in INDICATIONS else "not recorded"),
        ("Phase", phase(last.phase) if last else "no session yet"),
        ("Next session", str(len(record.given) + 1)),
        ("Weight", weight),
        ("Day of review", day_words(day)),
    ]


def _tally(findings: Sequence[Finding]) -> str:
    if not findings:
        return "the rules were not applied"
    fired = [finding.rule.severity for finding in findings if finding.state == "fired"]
    parts = [f"{fired.count(name)} {name}" for name in SEVERITIES if name in fired]
    unknown = sum(finding.state == "not_measurable" for finding in findings)
    parts += [f"{unknown} could not be judged"] if unknown else []
    return f"{', '.join(parts) or 'none fired'}, of {count(len(findings), 'rule')} applied"


def _flag(finding: Finding, acknowledged: Collection[Identity] | None) -> dict[str, str]:
    detail = [finding.detail] if finding.detail else []
    if finding.positives and acknowledged is not None:
        open_ = [
            p for p in finding.positives if (p[0], p[1], p[2].isoformat(), float(p[3])) not in acknowledged
        ]
        detail.append("not acknowledged" if open_ else "acknowledged")
    seen = [read.when for read in finding.rows if read.when is not None]
    if finding.since is not None and seen and finding.since < max(seen):
        detail.append(f"since {day_words(finding.since)}")
    return {
        "severity": finding.rule.severity,
        "word": _WORDS[finding.rule.severity],
        "headline": shown(finding.headline, 60),
        "detail": shown(" · ".join(detail), 100),
    }


def _lines(record: PatientRecord, day: date) -> list[tuple[str, str]]:
    lines = [("Last given", given(record.given[-1], day) if record.given else "no session recorded")]
    if record.given:
        lines.append(("Side effects then", shown(last_words(record, record.given[-1]), 120)))
    planned = [one for one in record.appointments if one.day == day]
    if planned:
        lines.append(("Planned", _planned(planned)))
    more = others(record)
    if more:
        lines.append(("Other scales, last", shown(more, 120)))
    return lines


def _planned(planned: Sequence[Appointment]) -> str:
    first = planned[0]
    parts = [f"{first.scheduled_at:%H:%M}" if first.has_time else "no time recorded"]
    parts.append(drug(first.drug) if first.drug else "drug not recorded")
    parts.append(route(first.route) if first.route else "route not recorded")
    parts.append(dose(first.dose_mg, None).split(" · ")[0])
    if len(planned) > 1:
        parts.append(f"and {len(planned) - 1} more that day")
    return " · ".join(parts)


def _missing(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    fired = [f for f in findings if f.state == "fired" and f.rule.severity == "missing"]
    shown_ones = fired[: _MOST_MISSING if len(fired) <= _MOST_MISSING else _MOST_MISSING - 1]
    entries = [
        {"icon": True, "words": shown(" · ".join(part for part in (f.headline, f.detail) if part), 100)}
        for f in shown_ones
    ]
    rest = fired[len(shown_ones) :]
    if rest:
        words = f"and {len(rest)} more: " + joined([f.headline for f in rest], 90)
        entries.append({"icon": True, "words": words})
    unknown = [
        f"{f.rule.label} ({f.why})" if f.why else f.rule.label
        for f in findings
        if f.state == "not_measurable"
    ]
    if unknown:
        entries.append({"icon": False, "words": "Could not be judged: " + joined(unknown, 260)})
    return entries or [{"icon": False, "words": "Nothing that the rules ask for."}]
