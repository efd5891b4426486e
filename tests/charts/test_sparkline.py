from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dash.charts.sparkline import Side, Sparkline, sparkline
from dash.charts.template import LIGHT

SVG = "{http://www.w3.org/2000/svg}"


def parts(picture: Sparkline, kind: str) -> list[dict[str, str]]:
    return [dict(part.attrib) for part in ElementTree.fromstring(picture.svg).iter(f"{SVG}{kind}")]  # noqa: S314


def runs(picture: Sparkline) -> list[int]:
    """Points of each unbroken line."""
    return [len(line["points"].split()) for line in parts(picture, "polyline")]


def test_values_are_drawn_and_a_missing_one_is_a_gap() -> None:
    picture = sparkline([5, None, 6, 7], LIGHT, name="PHQ-9", unit="points")
    assert runs(picture) == [1, 2]
    assert picture.alt == "PHQ-9, 3 values in order: last 7 points. 1 missing."
    assert not parts(picture, "rect")


@pytest.mark.parametrize(
    ("last", "alert", "colour", "word"),
    [
        (5, "high", LIGHT.ink, "within"),
        (50, "high", LIGHT.alert, "above"),
        (0, "high", LIGHT.ink, "below"),
        (50, "low", LIGHT.ink, "above"),
        (0, "low", LIGHT.alert, "below"),
        (50, "none", LIGHT.ink, "above"),
    ],
)
def test_the_last_point_alerts_outside_its_own_range_on_the_worse_side(
    last: float, alert: Side, colour: str, word: str
) -> None:
    picture = sparkline([4, 5, 6, 5, last], LIGHT, band=(3.5, 6.5), alert=alert)
    assert [dot["fill"] for dot in parts(picture, "circle")] == [colour]
    assert f"It is {word} the own range, 4 to 6." in picture.alt


@given(st.lists(st.integers(0, 5), min_size=2, max_size=12), st.integers(-9, 9), st.integers(0, 9))
def test_the_band_is_where_it_is_said_to_be(values: list[int], low: int, width: int) -> None:
    """Pixels back to values; what lies beyond the values drawn is cut at the edge of the picture."""
    (band,) = parts(sparkline(values, LIGHT, height=212, band=(low, low + width)), "rect")
    top, foot = float(band["y"]), float(band["y"]) + float(band["height"])
    assert 0 <= top <= foot <= 213
    if max(values) > min(values):
        per_px = (max(values) - min(values)) / 200
        for edge, y in ((low + width, top), (low, foot)):
            wanted = 6 + (max(values) - edge) / per_px
            assert y == pytest.approx(min(max(wanted, 0), 212), abs=1.1)


def test_a_last_value_that_is_missing_is_not_judged() -> None:
    picture = sparkline([9, 9, 9, None], LIGHT, band=(1, 2))
    assert [dot["fill"] for dot in parts(picture, "circle")] == [LIGHT.ink]
    assert "own range" not in picture.alt


@given(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), max_size=12))
def test_every_point_is_inside_the_picture(values: list[float | None]) -> None:
    picture = sparkline(values, LIGHT)
    for line in parts(picture, "polyline"):
        for point in line["points"].split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= 150
            assert 0 <= y <= 44
    assert sum(runs(picture)) == sum(value is not None for value in values)


@pytest.mark.parametrize("values", [[], [None], [float("nan")]])
def test_no_history_is_said(values: list[float | None]) -> None:
    picture = sparkline(values, LIGHT, name="Minutes")
    assert picture.alt == "Minutes: no value recorded."
    assert not parts(picture, "polyline")
