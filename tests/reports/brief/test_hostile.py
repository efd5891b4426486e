"""Text from files is only ever text; long and strange words do not break a page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dash.reports.brief import make_brief
from dash.reports.brief.frames import frames
from dash.reports.brief.origin import Origin
from dash.reports.brief.page import page
from dash.reports.brief.room import PAPERS
from dash.reports.brief.typeset import typeset
from dash.reports.records import patient_records
from dash.reports.review import patient_review
from dash.rulebook import settings as limits
from dash.rulebook.finding import Finding
from dash.store.reading import Database

DAY = date(2026, 11, 20)
COMMANDS = [
    "#panic(1)",
    "*a* _b_ $x^2$ `c`",
    "= heading",
    "<label> @ref // note",
    '"}]}',
    "\\u{41} \\n #[x]",
    "&amp;<b>&lt;",
    '#read("/etc/hostname")',
]


@pytest.mark.parametrize("text", COMMANDS)
def test_commands_in_identifiers_effects_drugs_and_scales_are_printed(
    open_db: Callable[..., Database], reader: Callable[[bytes], Any], text: str
) -> None:
    session = {
        "session_id": "s1",
        "patient_id": text,
        "started_at": "2026-11-05T10:00",
        "drug": "other",
        "drug_as_written": text,
        "route": "other",
        "route_as_written": text,
        "elicitation": "solicited",
    }
    database = open_db(
        patients=[{"patient_id": text}],
        sessions=[session],
        side_effects=[{"session_id": "s1", "effect": text, "severity": "mild"}],
        scores=[{"patient_id": text, "measured_at": "2026-11-05", "instrument": text, "value": 5}],
    )
    found = reader(make_brief(database, [0], DAY))
    assert len(found) == 1
    printed = "".join(found.text().split())
    # Identifier twice, drug, route, effect and scale: each as it was written.
    assert printed.count("".join(text.split())) >= 5


@pytest.mark.parametrize(
    "name", ["x" * 300, "Ω" * 40, "患者 一二三", "مريض ١٢٣", "a\u202eb\nc\td\x07e", " ", "🙂🙂", "A-" * 60]
)
@pytest.mark.parametrize("paper", PAPERS)
def test_long_and_strange_identifiers_keep_one_page(
    open_db: Callable[..., Database], reader: Callable[[bytes], Any], name: str, paper: str
) -> None:
    database = open_db(patients=[{"patient_id": name}])
    found = reader(make_brief(database, [0], DAY, paper=paper))
    assert len(found) == 1
    assert "What is missing" in found.text()


@pytest.mark.parametrize("paper", PAPERS)
def test_the_fullest_page_is_one_page_with_room_to_write(
    states: Database, key_of: dict[str, int], reader: Callable[[bytes], Any], paper: str
) -> None:
    key = key_of["S-150"]
    (record,) = patient_records(states, [key])
    judged = patient_review(states, key, DAY)
    long = {"headline": "W" * 40 + " mmm", "detail": "M" * 50 + " mm mmmmmm", "why": "no reading " * 8}
    full: list[Finding] = [
        replace(finding, state=state, **long) for finding in judged for state in ("fired", "not_measurable")
    ]
    about = Origin(True, DAY, "ab" * 32, "12345678 (with the clinic's settings)", "cd" * 32)
    effects = tuple(
        replace_effect(effect, f"{effect.effect} {'long words ' * 4}{number % 30}")
        for number, effect in enumerate(record.effects)
    )
    content = page(
        replace(record, effects=effects, patient_id="patient " * 9),
        frames(states, key, DAY),
        full,
        DAY,
        PAPERS[paper],
        limits(),
        about,
        (),
    )
    found = reader(typeset([content], PAPERS[paper].name, "full"))
    assert len(found) == 1
    heights = found.heights()
    lowest_words = min(height for text, height in heights if "could not be judged" in text)
    signature = next(height for text, height in heights if text.startswith("Name and signature"))
    assert lowest_words - signature > 12
    # More flags than there is room for are counted, none is dropped in silence.
    fired = sum(finding.rule.severity != "missing" for finding in judged)
    assert f"and {fired - 8} more:" in found.text()


def replace_effect(effect: Any, name: str) -> Any:
    return effect._replace(effect=name)


@settings(max_examples=15)
@given(st.text(min_size=1, max_size=60).filter(lambda text: text.isprintable() or True))
def test_any_text_is_set(text: str) -> None:
    lines = {"headline": text, "detail": text, "word": "Act", "severity": "act"}
    drawing = {
        "width": 40,
        "height": 10,
        "items": [["words", text, 1, 1, 6, "start", False, "#000000", False]],
    }
    figure = {"title": "t", "note": "n", "alt": "a " + text, "drawing": drawing}
    content = {
        "id": text,
        "made_up": False,
        "facts": [(text, text)],
        "lines": [(text, text)],
        "tally": text,
        "flags": [lines],
        "more_flags": text,
        "missing": [text],
        "unknown": text,
        "spoken": [text],
        "footer": [text],
        "figures": [figure] * 4,
    }
    assert typeset([content], "a4", "any").startswith(b"%PDF")
