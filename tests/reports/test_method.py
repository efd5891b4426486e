"""The method beside a figure: every anchor of a question is a heading of docs/method.md, and nothing leads outside."""

import re
from pathlib import Path

import pytest

from dash.queries.question import Subject
from dash.reports.method import anchor, paragraphs
from dash.reports.tables import questions

ROOT = Path(__file__).parents[2]


SHOWN = [
    one
    for one in questions()
    if one.subject in (Subject.SIDE_EFFECTS, Subject.BLOOD_PRESSURE, Subject.TRAJECTORIES)
]


def test_every_question_of_the_cohort_pages_opens_its_section() -> None:
    """Lists of sessions and patients are records, and need none."""
    assert {one.name for one in SHOWN if not one.method} == {
        one.name for one in SHOWN if "newest" in one.parameters
    }
    assert {one.method for one in questions()} - {""} <= set(paragraphs())


def test_every_section_about_outcomes_is_opened_by_a_question() -> None:
    sections = {name for name in paragraphs() if name.startswith("outcomes-")}
    assert sections - {one.method for one in SHOWN} == {"outcomes-by-session-number"}


def test_anchors_are_those_of_markdown_viewers() -> None:
    assert anchor("What counts") == "what-counts"
    assert anchor("Blood pressure: by minute (IV)") == "blood-pressure-by-minute-iv"


def test_no_two_headings_share_an_anchor() -> None:
    titles = re.findall(r"^## (.+)$", (ROOT / "docs/method.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(paragraphs()) == len(titles) > 10
    assert all(text for _, text in paragraphs().values())


@pytest.mark.parametrize("name", sorted(paragraphs()))
def test_no_section_has_links_or_html(name: str) -> None:
    _, text = paragraphs()[name]
    assert not re.search(r"\]\(|https?://|<[a-z/]", text)
