"""What the rules found, in words: flags with the word of their severity, and what is missing."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dash.reports.acknowledged import acknowledgement_of, by_whom
from dash.reports.brief.wording import shown
from dash.rulebook.finding import Finding
from dash.rulebook.rules import SEVERITIES
from dash.rulebook.words import joined
from dash.store.journal import Acknowledged
from dash.wording import count, day_words

_MOST_FLAGS, _MOST_MISSING, _HEADLINE = 8, 6, 60
_WORDS = {"act": "Act", "review": "Review", "check": "Check", "missing": "Missing", "note": "Note"}


def tally(findings: Sequence[Finding]) -> str:
    """Return how many rules fired, by severity, and how many could not be judged."""
    fired = [finding.rule.severity for finding in findings if finding.state == "fired"]
    parts = [f"{fired.count(name)} {name}" for name in SEVERITIES if name in fired]
    unknown = sum(finding.state == "not_measurable" for finding in findings)
    parts += [f"{unknown} could not be judged"] if unknown else []
    return f"{', '.join(parts) or 'none fired'}, of {count(len(findings), 'rule')} applied"


def flags(findings: Sequence[Finding], acknowledged: Acknowledged | None) -> tuple[list[dict[str, Any]], str]:
    """Return the flags to show, and all others by headline, each with its value; what is missing stands elsewhere."""
    fired = [f for f in findings if f.state == "fired" and f.rule.severity != "missing"]
    rest = fired[_MOST_FLAGS:]
    named = dict.fromkeys(shown(finding.headline, _HEADLINE) for finding in rest)
    words = f"and {len(rest)} more: " + "; ".join(named) if rest else ""
    return [_flag(finding, acknowledged) for finding in fired[:_MOST_FLAGS]], words


def _flag(finding: Finding, acknowledged: Acknowledged | None) -> dict[str, Any]:
    detail = [finding.detail] if finding.detail else []
    said = None if acknowledged is None else acknowledgement_of(finding.positives, acknowledged)
    if said:
        detail.append(by_whom(said))
    elif finding.positives and acknowledged is not None:
        detail.append("not acknowledged")
    read = [row.when for row in finding.rows if row.when is not None]
    if finding.since is not None and read and finding.since < max(read):
        detail.append(f"since {day_words(finding.since)}")
    if said:
        # Last: of a long reason only the beginning has room.
        detail.append(said.reason)
    return {
        "severity": finding.rule.severity,
        "word": _WORDS[finding.rule.severity],
        "headline": shown(finding.headline, _HEADLINE),
        "detail": shown(" · ".join(detail), 105),
        "done": said is not None,
    }


def missing(findings: Sequence[Finding]) -> tuple[list[str], str]:
    """Return what is missing, a line each, and which rules could not be judged for want of a measurement."""
    fired = [f for f in findings if f.state == "fired" and f.rule.severity == "missing"]
    fits = len(fired) <= _MOST_MISSING
    listed = fired if fits else fired[: _MOST_MISSING - 1]
    entries = [shown(" · ".join(part for part in (f.headline, f.detail) if part), 75) for f in listed]
    if not fits:
        entries.append(shown(f"and {len(fired) - len(listed)} more", 75))
    unknown = [
        f"{f.rule.label} ({f.why})" if f.why else f.rule.label
        for f in findings
        if f.state == "not_measurable"
    ]
    return entries, "Could not be judged: " + joined(unknown, 270) if unknown else ""


def headlines(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings without their details, for the sentences: the details stand beside the flags."""
    return [replace(finding, detail="") for finding in findings]


def as_data(findings: Sequence[Finding], acknowledged: Acknowledged | None) -> dict[str, Any]:
    """Return what the page says of the findings."""
    shown_flags, more = flags(findings, acknowledged)
    entries, unknown = missing(findings)
    return {
        "tally": tally(findings),
        "flags": shown_flags,
        "more_flags": more,
        "missing": entries,
        "unknown": unknown,
    }
