from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from dash.charts.rates_by_route import rates_by_route
from dash.charts.template import LIGHT

if TYPE_CHECKING:
    from tests.charts.conftest import Look, Table


RATES = """
effect  | label   | mapped | route | unit     | events | total | rate | low | high | method | serious_events | few
nausea  | Nausea  | true   | iv    | sessions | 10     | 100   | 10   | 5   | 18   | Wilson | 0              | false
nausea  | Nausea  | true   | in    | sessions | 30     | 200   | 15   | 11  | 21   | Wilson | 0              | false
syncope | Syncope | true   | iv    | sessions | 1      | 100   | 1    | 0.2 | 5    | Wilson | 1              | true
syncope | Syncope | true   | in    | sessions | 0      | 0     | -    | -   | -    | -      | 0              | true
anxiety | Anxiety | true   | iv    | sessions | 20     | 100   | 20   | 13  | 29   | Wilson | 0              | false
anxiety | Anxiety | true   | in    | sessions | 8      | 200   | 4    | 2   | 8    | Wilson | 0              | false
nausea  | Nausea  | true   | iv    | patients | 5      | 10    | 50   | 24  | 76   | Wilson | 0              | false
"""
DIFFERENCES = """
effect  | unit     | difference | low | high
nausea  | sessions | 5          | -3  | 12
anxiety | sessions | -16        | -26 | -8
nausea  | patients | 50         | 1   | 90
"""


def _chart(table: Table, seen: Look, **options: object) -> Any:
    options = {"compared": ("in", "iv"), "pinned": {"syncope"}} | options
    return seen(rates_by_route(table(RATES), table(DIFFERENCES), LIGHT, **options))


def test_dots_and_intervals_are_the_frames(table: Table, seen: Look) -> None:
    chart = _chart(table, seen)
    iv, nasal = [trace for trace in chart.traces("y", "markers") if trace.xaxis in (None, "x")]
    assert list(iv.x) == [1, 20, 10]
    assert list(iv.error_x.array) == [4, 9, 8]
    assert list(iv.error_x.arrayminus) == [0.8, 7, 5]
    assert list(nasal.x) == [4, 15]
    assert (iv.marker.symbol, nasal.marker.symbol) == ("diamond", "circle")


def test_pinned_on_top_then_by_size_of_difference(table: Table, seen: Look) -> None:
    chart = _chart(table, seen)
    assert list(chart.figure.layout.yaxis.ticktext) == ["Syncope", "Anxiety", "Nausea"]
    assert chart.figure.layout.yaxis.range[0] > chart.figure.layout.yaxis.range[1]
    strong = {shape.y0 for shape in chart.rules() if shape.line.color == LIGHT.muted and shape.yref == "y"}
    assert strong == {0.5}


def test_counts_stand_under_heads_with_n_and_few_are_muted(table: Table, seen: Look) -> None:
    chart = _chart(table, seen)
    columns = [trace for trace in chart.traces("y", "text") if trace.xaxis == "x2"]
    assert [list(column.text) for column in columns] == [["1", "20", "10"], ["–", "8", "30"]]
    assert list(columns[0].textfont.color) == [LIGHT.muted, LIGHT.ink, LIGHT.ink]
    assert "◆ <b>Intravenous</b><br>n = 100" in chart.notes
    assert "● <b>Intranasal</b><br>n ≤ 200" in chart.notes


def test_a_difference_is_filled_when_its_interval_excludes_zero(table: Table, seen: Look) -> None:
    chart = _chart(table, seen)
    gaps = next(trace for trace in chart.traces("y", "markers") if trace.xaxis == "x3")
    assert list(zip(gaps.y, gaps.x, gaps.marker.color, strict=True)) == [
        (1, -16, LIGHT.ink),
        (2, 5, LIGHT.page),
    ]
    assert "<b>Intranasal minus intravenous</b>, 95 % interval" in chart.notes


def test_one_route_has_no_difference_panel_and_orders_by_rate(table: Table, seen: Look) -> None:
    rates = table(RATES)
    chart = seen(rates_by_route(rates[rates["route"] == "iv"], None, LIGHT))
    assert "xaxis3" not in chart.figure.layout.to_plotly_json()
    assert list(chart.figure.layout.yaxis.ticktext) == ["Anxiety", "Nausea", "Syncope"]


def test_the_unit_chooses_the_rows(table: Table, seen: Look) -> None:
    chart = _chart(table, seen, unit="patients")
    assert list(chart.figure.layout.yaxis.ticktext) == ["Nausea"]
    assert chart.figure.layout.xaxis.title.text == "patients ever with the effect, of those asked"
    assert "5 of 10" in chart.alt


def test_the_selected_row_is_tinted_over_names_and_panels(table: Table, seen: Look) -> None:
    chart = _chart(table, seen, selected="nausea")
    tinted = [shape for shape in chart.figure.layout.shapes if shape.fillcolor == LIGHT.fan]
    assert {(shape.y0, shape.y1) for shape in tinted} == {(1.52, 2.48)}
    assert {shape.xsizemode for shape in tinted} == {None, "pixel"}


def test_published_ticks_only_in_the_same_unit(table: Table, seen: Look) -> None:
    published = table("""
        effect | route | unit     | rate | source
        nausea | in    | patients | 28   | label
        nausea | in    | sessions | 14   | register
    """)
    chart = _chart(table, seen, published=published)
    tick = next(trace for trace in chart.figure.data if trace.marker.symbol == "line-ns")
    assert list(tick.x) == [14]
    assert "published 14" in chart.notes


def test_seven_routes_use_short_heads(table: Table, seen: Look) -> None:
    rates = pd.concat(
        [table(RATES).iloc[[0]].assign(route=key) for key in ("iv", "in", "im", "sc", "sl", "po", "other")]
    )
    chart = seen(rates_by_route(rates, None, LIGHT))
    assert "★ <b>Other</b><br>n = 100" in chart.notes


def test_a_tiny_group_does_not_squeeze_the_axis_and_its_interval_says_it_goes_on(
    table: Table, seen: Look
) -> None:
    rates = table(RATES).iloc[:2].assign(rate=[10, 12], high=[100, 15])
    chart = seen(rates_by_route(rates, None, LIGHT))
    assert chart.figure.layout.xaxis.range[1] < 40
    assert any(trace.mode == "text" and "›" in trace.text for trace in chart.figure.data)


def test_many_effects_leave_the_rest_to_the_table_but_never_the_selected_one(
    table: Table, seen: Look
) -> None:
    rates = pd.concat(
        [table(RATES).iloc[[0]].assign(effect=f"e{i}", label=f"E{i}", rate=50 - i) for i in range(40)]
    )
    chart = seen(rates_by_route(rates, None, LIGHT, selected="e39"))
    assert len(chart.figure.layout.yaxis.ticktext) == 26
    assert chart.figure.layout.yaxis.ticktext[-1] == "E39"
    assert "14 more in the table" in chart.notes


def test_words_and_the_empty_state(table: Table, seen: Look) -> None:
    alt = _chart(table, seen).alt
    assert (
        "Nausea: intravenous 10.0 % (5.0 to 18.0), 10 of 100; intranasal 15.0 % (11.0 to 21.0), 30 of 200."
        in alt
    )
    assert "Syncope (kept on top): intravenous 1.0 % (0.2 to 5.0), 1 of 100; intranasal not asked." in alt
    assert "clearly different in Anxiety -16.0 points" in alt
    assert "No side effect" in seen(rates_by_route(table(RATES).iloc[:0], None, LIGHT)).alt
