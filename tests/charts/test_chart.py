import copy
import pickle

import plotly.io
import plotly.tools

from dash.charts.chart import RawFigure, empty
from dash.charts.template import DARK, LIGHT


def test_the_empty_state_says_why_in_the_height_of_the_figure() -> None:
    for tone in (LIGHT, DARK):
        chart = empty(tone, 292, "No score recorded.")
        layout = chart.figure.checked().layout
        assert layout.height == 292
        assert layout.annotations[0].text == "No score recorded."
        assert chart.alt == "No score recorded."


def test_a_long_sentence_is_broken_for_narrow_columns() -> None:
    text = empty(LIGHT, 100, "word " * 30).figure.checked().layout.annotations[0].text
    assert max(map(len, text.split("<br>"))) <= 52


def test_a_raw_figure_goes_out_as_it_is_and_survives_caches() -> None:
    figure = empty(LIGHT, 100, "x").figure
    sent = plotly.tools.return_figure_from_figure_or_data(figure, validate_figure=True)
    text = plotly.io.to_json(sent, validate=False)
    assert plotly.io.to_json(copy.deepcopy(figure), validate=False) == text
    assert plotly.io.to_json(pickle.loads(pickle.dumps(figure)), validate=False) == text  # noqa: S301 - our own bytes
    assert isinstance(figure, RawFigure)
    assert figure.layout.height == 100
    assert figure.data == ()


def test_showing_a_figure_does_not_change_it() -> None:
    figure = empty(LIGHT, 100, "x").figure
    before = plotly.io.to_json(figure, validate=False)
    repr(figure)
    assert plotly.io.to_json(figure, validate=False) == before
