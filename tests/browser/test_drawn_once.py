"""Streamlit's page hands every figure to Plotly twice: the second time nothing may be drawn."""

import json
from pathlib import Path

import plotly
import plotly.io
import pytest
from helpers import ask
from playwright.sync_api import Browser

from dash.charts.chart import Chart
from dash.charts.in_session import in_session
from dash.charts.parts import Limits
from dash.charts.rates_by_route import rates_by_route
from dash.charts.route_curves import route_curves
from dash.charts.template import DARK
from dash.charts.trajectory import trajectory
from dash.queries.selection import Selection
from dash.store.reading import open_database

pytestmark = pytest.mark.browser
LIBRARY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
# The figure and then a copy of it, as Streamlit's page does; returns what each of the two changed.
TWICE = """
async ([first, second]) => {
  const place = document.body.appendChild(document.createElement('div'));
  let changes = 0;
  const seen = new MutationObserver(found => changes += found.length);
  seen.observe(place, {subtree: true, childList: true, attributes: true});
  const counts = [];
  for (const figure of [first, second]) {
    const {data, layout} = JSON.parse(figure);
    await Plotly.react(place, {data, layout, config: {displayModeBar: false}});
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    counts.push(changes);
    changes = 0;
  }
  return counts;
}
"""


@pytest.fixture(scope="module")
def figures(demo_database: Path) -> dict[str, Chart]:
    database, everything = open_database(demo_database), Selection()
    key = int(ask.patient_list(database, "", 1).iloc[0]["patient_key"])
    sessions, scores = ask.patient_sessions(database, key), ask.patient_scores(database, key)
    limits = Limits(180, 110)
    rates = ask.effect_rates(database, everything)
    found = {
        "trajectory": trajectory(scores, sessions, DARK),
        "in session": in_session(ask.patient_readings(database, key), sessions, DARK, limits=limits),
        "rates": rates_by_route(rates, None, DARK, unit="sessions"),
        "curves": route_curves(
            ask.pressure_course(database, everything),
            ask.pressure_counts(database, everything),
            DARK,
            limits=limits,
        ),
    }
    database.close()
    return found


def test_the_same_figure_is_drawn_once_and_another_one_anew(
    browser: Browser, figures: dict[str, Chart]
) -> None:
    page = browser.new_page(viewport={"width": 900, "height": 700})
    page.add_script_tag(path=str(LIBRARY))
    for name, chart in figures.items():
        sent = plotly.io.to_json(chart.figure, validate=False)
        drawn, again = page.evaluate(TWICE, [sent, sent])
        assert drawn > 100, name
        assert again == 0, name
    chart = figures["in session"]
    spec = chart.figure.to_dict()
    moved = [
        trace | {"y": [None if y is None else y + 1 for y in list(trace["y"])]} for trace in spec["data"]
    ]
    other = plotly.io.to_json(type(chart.figure)({"data": moved, "layout": spec["layout"]}), validate=False)
    assert json.loads(other)["layout"]["datarevision"] != spec["layout"]["datarevision"]
    _, again = page.evaluate(TWICE, [plotly.io.to_json(chart.figure, validate=False), other])
    assert again > 10, "other values are drawn"
    page.close()
