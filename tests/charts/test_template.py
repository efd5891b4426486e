import pytest
from hypothesis import given
from hypothesis import strategies as st

from dash.charts.template import DARK, LIGHT, clean, plain, route_mark, route_order, template, tint
from dash.vocabulary import ROUTES

HOSTILE = [
    "<b>x</b>",
    "<script>alert(1)</script>",
    "<a href='http://x'>y</a>",
    "$\\frac{1}{2}$",
    "%{x}",
    "&lt;b&gt;",
    "a\nb\u202ec\x00",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_files_holds_nothing_plotly_reads(text: str) -> None:
    safe = plain(text)
    assert not set("<>$\n\x00\u202e") & set(safe)
    assert "%{" not in safe
    assert "&lt;b&gt;" not in plain("&lt;b&gt;")


@given(st.text(max_size=60))
def test_any_text_becomes_safe(text: str) -> None:
    safe = plain(text)
    assert "<" not in safe
    assert ">" not in safe
    assert "%{" not in safe


@pytest.mark.parametrize("nothing", [None, float("nan"), ""])
def test_missing_text_is_empty(nothing: object) -> None:
    assert clean(nothing) == ""


def test_long_text_is_cut() -> None:
    assert plain("a" * 300, 10) == "a" * 9 + "…"


def test_a_route_has_one_mark_per_theme_and_unknown_ones_are_other() -> None:
    assert route_mark("iv", LIGHT).colour == ROUTES["iv"].light
    assert route_mark("iv", DARK).colour == ROUTES["iv"].dark
    assert route_mark("<b>", LIGHT).label == "Other route"
    assert route_order(["other", "in", None, "iv"]) == ["iv", "in", "other"]


def test_tint() -> None:
    assert tint("#0080FF", 0.5) == "rgba(0,128,255,0.5)"


def test_both_tones_have_a_template() -> None:
    assert template(LIGHT)["layout"]["font"]["color"] == LIGHT.ink
    assert template(DARK)["layout"]["font"]["color"] == DARK.ink
