"""Numbers, dates and file text read the way clinicians write them."""

import re
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some
from markdown_it import MarkdownIt

from dash.ui import words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 11, 6), "6 Nov 2026"),
        (pd.Timestamp("2026-01-31 10:15"), "31 Jan 2026"),
        (None, "not recorded"),
        (pd.NaT, "not recorded"),
    ],
)
def test_days(value: object, text: str) -> None:
    assert words.day(value) == text


@pytest.mark.parametrize(
    ("systolic", "diastolic", "text"),
    [(145, 72, "145/72"), (145.0, None, "145/–"), (float("nan"), float("nan"), "–"), (pd.NA, 80, "–/80")],
)
def test_one_reading(systolic: object, diastolic: object, text: str) -> None:
    assert words.pressure(systolic, diastolic) == text


@pytest.mark.parametrize(
    ("drug", "mg", "per_kg", "text"),
    [
        ("esketamine", 84, 1.0789, "Esketamine 84 mg · 1.08 mg/kg"),
        ("racemic_ketamine", 39.25, None, "Ketamine 39.2 mg"),
        ("esketamine", None, None, "Esketamine, dose not recorded"),
        ("racemic_ketamine", 100, None, "Ketamine 100 mg"),
    ],
)
def test_a_dose(drug: str, mg: object, per_kg: object, text: str) -> None:
    assert words.dose(drug, mg, per_kg) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(7.0, "+7"), (-0.5, "−0.5"), (0.0, "0"), (-0.04, "0"), (None, "–"), (float("nan"), "–"), (-12.0, "−12")],
)
def test_a_change_has_its_sign_and_no_minus_zero(value: float | None, text: str) -> None:
    assert words.change(value) == text


def test_counts_and_lists() -> None:
    assert words.count(1486213) == "1,486,213"
    assert words.plural(1, "session") == "1 session"
    assert words.plural(2, "entry", "entries") == "2 entries"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.listed(["a"]) == "a"
    assert words.listed([]) == ""


@given(some.text(alphabet="ab <>&*_[]()`$:#\\!|~{}\"'=-+.1", max_size=30))
def test_file_text_is_no_markdown(text: str) -> None:
    """A full Markdown reader finds one paragraph of plain text in it: the text itself."""
    tokens = MarkdownIt("commonmark", {"html": True}).parse("x" + words.plain(text) + "x")
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    inline = tokens[1].children or []
    assert {token.type for token in inline} <= {"text", "text_special"}
    assert "".join(token.content for token in inline).replace("\u2060", "") == "x" + text + "x"


def test_icon_and_colour_names_are_broken_up() -> None:
    """Streamlit looks for these after Markdown has read the escapes."""
    assert ":material/home:" not in words.plain(":material/home:").replace("\\", "")
    assert ":red[" not in words.plain(":red[x]").replace("\\", "")


@pytest.mark.parametrize(
    "text", ["www.example.org", "WWW.example.org", "see www.a.b", "a@b", "nurse@clinic.example", "x+y@a.b.c"]
)
def test_an_address_from_a_file_does_not_become_a_link(text: str) -> None:
    """What makes links of bare addresses works on the text after the escapes were dropped."""
    shown = words.plain(text).replace("\\", "")
    assert not re.search(r"(?:www)\.|[\w.+-]@[\w-]", shown, re.IGNORECASE)
    assert shown.replace("\u2060", "") == text


def test_one_of_a_unit() -> None:
    assert [words.unit(n, "days") for n in (0, 1, 2)] == ["days", "day", "days"]
    assert words.unit(1, "mmHg") == "mmHg"
