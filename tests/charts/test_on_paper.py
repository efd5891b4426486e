"""A figure for a file: the figure itself unmoved, its heading and origin drawn into it."""

import plotly.graph_objects as go
import pytest

from dash.charts.chart import Chart, empty
from dash.charts.on_paper import on_paper
from dash.charts.template import DARK, LIGHT

LINES = ("Filters: route: Intravenous", "n = 12 sessions, 3 patients · data through 6 Nov 2026")
EVIL = "<script>$x$ %{y}</script>"


def notes(chart: Chart) -> list[str]:
    return [note.text for note in chart.figure.checked().layout.annotations]


def plot_area(chart: Chart) -> float:
    layout = chart.figure.checked().layout
    return float(layout.height - layout.margin.t - layout.margin.b)


@pytest.fixture(params=[LIGHT, DARK], ids=lambda tone: tone.name)
def figure(request: pytest.FixtureRequest) -> Chart:
    return empty(request.param, 200, "No session in this selection.")


@pytest.mark.parametrize("title", ["", "Peaks"])
@pytest.mark.parametrize("width", [320, 1200])
def test_the_figure_keeps_its_area_and_gains_words(figure: Chart, title: str, width: int) -> None:
    before = notes(figure)
    paper = on_paper(figure, LIGHT, title=title, lines=LINES, made_up=True, width=width)
    assert plot_area(paper) == plot_area(figure)
    assert notes(paper)[: len(before)] == before
    added = " ".join(notes(paper)[len(before) :])
    assert all(word in added for line in LINES for word in line.split())
    assert "Made-up data" in added
    assert (f"<b>{title}</b>" in notes(paper)) == bool(title)
    assert paper.figure.checked().layout.width == width
    assert paper.alt == figure.alt


def test_the_figure_on_screen_is_not_changed(figure: Chart) -> None:
    before = figure.figure.checked().to_json()
    on_paper(figure, LIGHT, title="Peaks", lines=LINES, made_up=True, width=700)
    assert figure.figure.checked().to_json() == before


def test_only_made_up_data_say_so(figure: Chart) -> None:
    paper = on_paper(figure, LIGHT, title="", lines=LINES, made_up=False, width=700)
    assert not any("Made-up" in note for note in notes(paper))


def test_every_line_lies_on_the_paper(figure: Chart) -> None:
    lines = [*LINES, "site: " + ", ".join(f"Clinic number {number}" for number in range(60))]
    paper = on_paper(figure, LIGHT, title="Peaks", lines=lines, made_up=True, width=400)
    layout: go.Layout = paper.figure.checked().layout
    places = [note.yshift for note in layout.annotations if note.y == 0 and note.yshift]
    assert len(places) > 10
    assert min(places) - 15 >= -layout.margin.b
    assert len(set(places)) == len(places)


def test_text_from_files_is_drawn_as_it_stands(figure: Chart) -> None:
    paper = on_paper(figure, LIGHT, title=EVIL, lines=[f"site: {EVIL}"], made_up=False, width=700)
    assert not any("<script" in note or "$" in note or "%{" in note for note in notes(paper))


def test_dark_figures_get_dark_paper() -> None:
    chart = empty(DARK, 100, "Nothing.")
    paper = on_paper(chart, DARK, title="", lines=LINES, made_up=False, width=700)
    assert paper.figure.checked().layout.paper_bgcolor == DARK.page
