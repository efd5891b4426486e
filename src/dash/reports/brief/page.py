"""The content of one page as plain data: who, flags, what was given, figures, what is missing, where it comes from."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash.reports.brief.by_session import by_session
from dash.reports.brief.course import course
from dash.reports.brief.effects import effects
from dash.reports.brief.figure import Figure
from dash.reports.brief.flagged import as_data, headlines
from dash.reports.brief.frames import Frames
from dash.reports.brief.last_session import last_session
from dash.reports.brief.origin import Origin, footer
from dash.reports.brief.room import Paper, figure_heights
from dash.reports.brief.scores import instruments
from dash.reports.brief.who import facts, lines
from dash.reports.brief.wording import shown
from dash.reports.spoken import Beside, three_sentences
from dash.rulebook import Settings
from dash.rulebook.facts import Pressure
from dash.rulebook.finding import Finding
from dash.rulebook.positives import pressing
from dash.rulebook.record import PatientRecord
from dash.store.journal import Acknowledged


def page(
    record: PatientRecord,
    rows: Frames,
    findings: Sequence[Finding],
    day: date,
    paper: Paper,
    settings: Settings,
    origin: Origin,
    acknowledged: Acknowledged | None,
    today: Pressure | None = None,
) -> dict[str, Any]:
    """Return everything on the page of one patient, as ``page.typ`` reads it.

    Args:
        record: What was recorded up to the day.
        rows: The same as rows of the questions.
        findings: What the rules found.
        day: Day of the review.
        paper: Size of the paper.
        settings: Limits in force.
        origin: Where the data come from.
        acknowledged: Positive answers somebody acknowledged; None where the journal cannot be read.
        today: Pressure before the dose as typed, mmHg; it is marked as recorded nowhere.
    """
    words = {
        "id": shown(record.patient_id, 40) or "no identifier",
        "made_up": origin.made_up,
        "facts": facts(record, day),
        "lines": lines(record, rows, day, today),
        **as_data(findings, acknowledged),
        "spoken": _spoken(record, rows, findings, day, settings, today),
        "footer": footer(record, day, origin),
    }
    upper, lower = figure_heights(paper, words)
    waiting = pressing(findings, acknowledged or ())
    figures = (
        course(record, acknowledged, waiting, paper.width, upper, settings.baseline_days),
        last_session(record, rows, settings, paper.width, upper),
        effects(record, paper.width, lower),
        by_session(record, settings, paper.width, lower),
    )
    return {**words, "figures": [_figure(one) for one in figures]}


def _figure(one: Figure) -> dict[str, Any]:
    return {**one._asdict(), "drawing": one.drawing.as_data()}


def _spoken(
    record: PatientRecord,
    rows: Frames,
    findings: Sequence[Finding],
    day: date,
    settings: Settings,
    today: Pressure | None,
) -> list[str]:
    chosen = (*instruments(record), "phq9")[0]
    sentences = three_sentences(
        rows.sessions,
        rows.scores,
        rows.effects,
        day=day,
        instrument=chosen,
        findings=headlines(findings),
        least=settings.earlier_sessions_for_band,
        baseline_days=settings.baseline_days,
        beside=Beside(rows.readings, today),
    )
    return [shown(sentence, 720) for sentence in sentences]
