"""Text from files is only ever text; long and strange words do not break a page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dash.reports.brief.typeset as typesetting
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


NAMES = ["x" * 300, "Ω" * 40, "患者 一二三", "مريض ١٢٣", "a\u202eb\nc\td\x07e", " ", "🙂🙂", "A-" * 60]


def test_commands_in_identifiers_effects_drugs_and_scales_are_printed(
    open_db: Callable[..., Database], reader: Callable[[bytes], Any]
) -> None:
    sessions = [
        {
            "session_id": f"s{number}",
            "patient_id": text,
            "started_at": "2026-11-05T10:00",
            "drug": "other",
            "drug_as_written": text,
            "route": "other",
            "route_as_written": text,
            "elicitation": "solicited",
        }
        for number, text in enumerate(COMMANDS)
    ]
    database = open_db(
        patients=[{"patient_id": text} for text in COMMANDS],
        sessions=sessions,
        side_effects=[
            {"session_id": f"s{number}", "effect": text, "severity": "mild"}
            for number, text in enumerate(COMMANDS)
        ],
        scores=[
            {"patient_id": text, "measured_at": "2026-11-05", "instrument": text, "value": 5}
            for text in COMMANDS
        ],
    )
    keys = dict(database.rows("SELECT patient_id, patient_key FROM patient_keys", {}))
    found = reader(make_brief(database, [keys[text] for text in COMMANDS], DAY))
    assert len(found) == len(COMMANDS)
    for place, text in enumerate(COMMANDS):
        printed = "".join(found.text(place).split())
        # Identifier twice, drug, route, effect and scale: each as it was written.
        assert printed.count("".join(text.split())) >= 5, text


@pytest.mark.parametrize("paper", PAPERS)
def test_long_and_strange_identifiers_keep_one_page(
    open_db: Callable[..., Database], reader: Callable[[bytes], Any], paper: str
) -> None:
    database = open_db(patients=[{"patient_id": name} for name in NAMES])
    keys = [key for (key,) in database.rows("SELECT patient_key FROM patient_keys", {})]
    found = reader(make_brief(database, keys, DAY, paper=paper))
    assert len(found) == len(NAMES)
    assert all("What is missing" in found.text(place) for place in range(len(found)))


def test_a_letter_that_no_font_has_is_printed_as_its_code(
    open_db: Callable[..., Database], reader: Callable[[bytes], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    product_only = typesetting._fonts(False)
    monkeypatch.setattr(typesetting, "_fonts", lambda with_system: product_only)
    database = open_db(patients=[{"patient_id": "\U00012000-7"}])
    assert "U+12000 -7" in reader(make_brief(database, [0], DAY)).text()


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


@pytest.mark.parametrize("paper", PAPERS)
def test_every_flag_beyond_eight_is_named_with_its_value(
    states: Database, key_of: dict[str, int], reader: Callable[[bytes], Any], paper: str
) -> None:
    key = key_of["S-150"]
    (record,) = patient_records(states, [key])
    judged = [one for one in patient_review(states, key, DAY) if one.rule.severity != "missing"]
    many: list[Finding] = [
        replace(
            one, state="fired", headline=f"What was found here stands at {number} mmHg of {number * 3} mg"
        )
        for number, one in enumerate(judged[:35], start=100)
    ]
    about = Origin(True, DAY, "ab" * 32, "12345678", "cd" * 32)
    content = page(record, frames(states, key, DAY), many, DAY, PAPERS[paper], limits(), about, ())
    found = reader(typeset([content], PAPERS[paper].name, "many"))
    assert len(found) == 1
    text = "".join(found.text().split())
    assert f"and{len(many) - 8}more:" in text
    assert all("".join(one.headline.split()) in text for one in many)


def replace_effect(effect: Any, name: str) -> Any:
    return effect._replace(effect=name)


@settings(max_examples=15)
@given(st.text(min_size=1, max_size=60).filter(lambda text: text.isprintable() or True))
def test_any_text_is_set(text: str) -> None:
    lines = {"headline": text, "detail": text, "word": "Act", "severity": "act", "done": False}
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
