from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from dash.charts.effect_compared import effect_compared, height_of
from dash.charts.template import DARK, LIGHT

if TYPE_CHECKING:
    from tests.charts.conftest import Look, Table

ROWS = """
effect | label  | comparison | difference | low | high | p    | q     | sessions | patients | differing | method
nausea | Nausea | crude      | -5         | -9  | -1   | 0.01 | 0.02  | 900      | 90       | -         | MOVER
nausea | Nausea | adjusted   | -3         | -7  | 1    | 0.2  | 0.2   | 800      | 85       | -         | GEE
nausea | Nausea | within     | -2         | -   | -    | -    | -     | 40       | 6        | 3         | 3 of 6 patients differ
itch   | Itch   | crude      | 4          | 1   | 9    | 0.00 | 0.004 | 900      | 90       | -         | MOVER
itch   | Itch   | adjusted   | -          | -   | -    | -    | -     | 800      | 85       | -         | 20 patients had it
"""
LABELS = ("Intravenous", "Intranasal")


def _chart(table: Table, seen: Look, **options: Any) -> Any:
    options = {"effects": ["itch", "nausea"], "labels": LABELS} | options
    return seen(effect_compared(table(ROWS), LIGHT, **options))


def test_each_comparison_has_its_panel_on_one_scale(table: Table, seen: Look) -> None:
    chart = _chart(table, seen)
    panels = {trace.xaxis: trace for trace in chart.figure.data}
    assert list(panels["x"].x) == [4, -5]
    assert list(panels["x"].y) == [0, 1]
    assert list(panels["x2"].x) == [-3]
    assert list(panels["x3"].x) == []
    layout = chart.figure.layout
    assert layout.xaxis.range == layout.xaxis2.range == layout.xaxis3.range
    assert layout.xaxis.range[0] < -9 and layout.xaxis.range[1] > 4


def test_a_mark_is_filled_where_its_interval_excludes_zero(table: Table, seen: Look) -> None:
    chart = _chart(table, seen)
    crude, adjusted, _ = chart.figure.data
    assert list(crude.marker.color) == [LIGHT.ink, LIGHT.ink]
    assert list(adjusted.marker.color) == [LIGHT.page]
    assert list(crude.error_x.array) == [5, 4]


def test_where_there_is_no_interval_the_reason_stands_and_no_line_crosses_it(
    table: Table, seen: Look
) -> None:
    chart = _chart(table, seen)
    assert "20 patients had it" in chart.notes
    assert "3 of 6 patients differ" in chart.notes
    crossed = {(shape.xref, shape.y0) for shape in chart.rules() if shape.xref in {"x", "x2", "x3"}}
    assert crossed == {("x", -0.5), ("x", 0.5), ("x2", 0.5)}


def test_heads_say_how_many_and_q_stands_beside(table: Table, seen: Look) -> None:
    words = _chart(table, seen).words
    assert "<b>Crude</b>, 95 % interval<br>900 sessions, 90 patients" in words
    assert "40 sessions, 6 patients with both routes" in words
    assert "&lt; 0.01" in words and "0.02" in words


def test_rows_follow_the_figure_above_and_the_chosen_one_is_tinted(table: Table, seen: Look) -> None:
    chart = _chart(table, seen, effects=["nausea", "gone", "itch"], selected="itch")
    assert list(chart.figure.layout.yaxis.ticktext) == ["Nausea", "Itch"]
    tinted = {shape.y0 for shape in chart.figure.layout.shapes if shape.fillcolor == LIGHT.fan}
    assert tinted == {0.52}
    assert chart.figure.layout.height == height_of(2)


def test_words_and_the_empty_state(table: Table, seen: Look) -> None:
    alt = _chart(table, seen).alt
    assert "Itch: crude +4.0 (+1.0 to +9.0); adjusted 20 patients had it." in alt
    none = seen(effect_compared(table(ROWS).iloc[:0], DARK, effects=["itch"], labels=LABELS))
    assert "No side effect" in none.alt


def test_text_from_files_is_drawn_as_it_stands(table: Table, seen: Look) -> None:
    rows = pd.DataFrame(table(ROWS)).assign(label="<b>$x$</b>")
    chart = seen(effect_compared(rows, LIGHT, effects=["itch"], labels=LABELS))
    assert chart.figure.layout.yaxis.ticktext[0].startswith("&lt;b&gt;")
