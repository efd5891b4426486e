"""What the findings of a patient come to in one line of the list of the day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from dash.rulebook.finding import Finding, Positive

SUICIDALITY, ACT, REVIEW, MISSING, NOTHING = range(5)
"""Groups of the list, the first needs attention first."""

GROUP_WORDS = (
    "positive answer about suicidal thoughts, not acknowledged",
    "act",
    "review",
    "missing",
    "nothing flagged",
)


@dataclass(frozen=True, slots=True)
class Flags:
    """The rules that fired for one patient.

    Attributes:
        act, review, missing, note: Headlines of the rules that fired, by severity, in the order of the rulebook.
        not_measurable: Rules that could not be judged for want of a measurement. Never the same as not flagged.
        positives: Answers about suicidal thoughts behind rules that fired.
        fired: Value by rule that fired, for the journal. labels: name of every rule that was applied.
    """

    act: tuple[str, ...]
    review: tuple[str, ...]
    missing: tuple[str, ...]
    note: tuple[str, ...]
    not_measurable: int
    positives: tuple[Positive, ...]
    fired: tuple[tuple[str, float | None], ...]
    labels: tuple[tuple[str, str], ...]


def flags_of(findings: Sequence[Finding]) -> Flags:
    """Gather the findings of one patient."""
    fired = [finding for finding in findings if finding.state == "fired"]

    def headlines(severity: str) -> tuple[str, ...]:
        return tuple(finding.headline for finding in fired if finding.rule.severity == severity)

    positives = dict.fromkeys(positive for finding in fired for positive in finding.positives)
    return Flags(
        act=headlines("act"),
        review=headlines("review"),
        missing=headlines("missing"),
        note=headlines("note"),
        not_measurable=sum(finding.state == "not_measurable" for finding in findings),
        positives=tuple(positives),
        fired=tuple((finding.rule.id, finding.value) for finding in fired),
        labels=tuple((finding.rule.id, finding.headline or finding.rule.label) for finding in findings),
    )


def identity(positive: Positive) -> tuple[str, str, str, float]:
    """Return a positive answer as the journal names it."""
    return positive.instrument, positive.item, positive.measured_at.isoformat(), float(positive.value)


def open_positives(
    flags: Flags, acknowledged: Collection[tuple[str, str, str, float]]
) -> tuple[Positive, ...]:
    """Return the positive answers that nobody has acknowledged."""
    return tuple(positive for positive in flags.positives if identity(positive) not in acknowledged)


def group(flags: Flags, acknowledged: Collection[tuple[str, str, str, float]]) -> int:
    """Return the group of the list a patient stands in."""
    if open_positives(flags, acknowledged):
        return SUICIDALITY
    for found, place in ((flags.act, ACT), (flags.review, REVIEW), (flags.missing, MISSING)):
        if found:
            return place
    return NOTHING
