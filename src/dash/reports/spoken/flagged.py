"""The third sentence: answers about suicidal thoughts, what is missing, what is flagged."""

from collections.abc import Sequence

import pandas as pd

from dash.reports.spoken.words import number, on, written
from dash.rulebook.finding import Finding
from dash.rulebook.words import DETAIL, HEADLINE
from dash.stats.course_frames import in_order
from dash.vocabulary import INSTRUMENTS
from dash.wording import count, listed

_ALWAYS = (("phq9", "9"), ("cssrs_ideation", "total"))
"""Said also where they were never asked."""


def answers_and_flags(scores: pd.DataFrame, findings: Sequence[Finding] | None) -> str:
    """Say the last and the highest answer of each scale that asks for suicidal thoughts, then the findings."""
    asked = list(_ALWAYS)
    asked += [
        (key, known.suicidality_item)
        for key, known in INSTRUMENTS.items()
        if known.suicidality_item and (key, known.suicidality_item) not in asked
    ]
    answers = [_answer(scores, *one) for one in asked]
    text = f"Suicidal thoughts: {', '.join(answer for answer in answers if answer)}"
    if findings is None:
        return f"{text}; the rulebook was not asked."
    known = any(((scores["instrument"] == name) & (scores["item"] == item)).any() for name, item in asked)
    return f"{text}; {_findings(findings, known)}."


def _answer(scores: pd.DataFrame, instrument: str, item: str) -> str:
    name = INSTRUMENTS[instrument].label + ("" if item == "total" else f" item {item}")
    rows = scores[(scores["instrument"] == instrument) & (scores["item"] == item)]
    if rows.empty:
        return f"{name} not recorded" if (instrument, item) in _ALWAYS else ""
    rows = in_order(rows)
    last = rows.iloc[-1]
    said = f"{name} was {number(last['value'], 1)} on {on(last['measured_at'])}"
    if len(rows) == 1:
        return f"{said} (the only answer)"
    # Of equally high answers the latest one.
    top = rows[rows["value"] == rows["value"].max()].iloc[-1]
    return f"{said} (highest {number(top['value'], 1)}, last on {on(top['measured_at'])}, of {len(rows)} answers)"


def _findings(findings: Sequence[Finding], answered: bool) -> str:
    fired = [finding for finding in findings if finding.state == "fired"]
    missing, act, look = (
        [_finding(finding) for finding in fired if finding.rule.severity == severity]
        for severity in ("missing", "act", "review")
    )
    # Without an answer about suicidal thoughts something is missing, whatever the rules say.
    parts = ["nothing missing by the rules"] if answered and not missing else []
    parts += [f"missing: {listed(missing)}"] if missing else []
    if not act and not look:
        parts.append("no rule to act on or to review fired")
    parts += [f"{words}: {listed(said)}" for words, said in (("to act on", act), ("to review", look)) if said]
    unknown = sum(finding.state == "not_measurable" for finding in findings)
    if unknown:
        parts.append(f"{count(unknown, 'rule')} could not be judged")
    return "; ".join(parts)


def _finding(finding: Finding) -> str:
    text = finding.headline or finding.rule.label
    return written(f"{text} ({finding.detail})" if finding.detail else text, HEADLINE + DETAIL + 3)
