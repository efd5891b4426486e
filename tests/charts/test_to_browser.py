import copy

import numpy as np
import pytest

from dash.charts.template import DARK, LIGHT, Tone, template
from dash.charts.to_browser import to_browser

Spec = dict


def figure(tone: Tone = LIGHT) -> Spec:
    return {
        "data": [
            {"type": "scatter", "x": np.array([1, 2]), "y": [3.0, None]},
            {"type": "scatter", "x": [1], "y": [3], "xaxis": "x2", "yaxis": "y3"},
        ],
        "layout": {
            "template": template(tone),
            "height": 200,
            "font": {"size": 9},
            "xaxis": {"title": "minutes", "tickfont": {"size": 7}, "showline": False},
            "yaxis2": {"domain": [0, 0.5]},
            "annotations": [{"text": "a", "font": {"color": "red"}}, {"text": "b", "showarrow": True}],
        },
    }


@pytest.mark.parametrize("tone", [LIGHT, DARK], ids=["light", "dark"])
def test_the_template_is_written_under_what_the_figure_says(tone: Tone) -> None:
    layout = to_browser(figure(tone))["layout"]
    defaults = template(tone)["layout"]
    assert "template" not in layout and "annotationdefaults" not in layout
    assert layout["font"] == {**defaults["font"], "size": 9}
    assert layout["hoverlabel"] == defaults["hoverlabel"]
    assert layout["xaxis"]["tickfont"] == {"size": 7, "color": tone.muted}
    assert layout["xaxis"]["title"] == {**defaults["xaxis"]["title"], "text": "minutes"}
    assert layout["xaxis"]["showline"] is False
    assert layout["yaxis2"] == {**defaults["yaxis"], "domain": [0, 0.5]}
    # Axes that only a trace names, and the first ones that none names.
    for name in ("yaxis", "xaxis2", "yaxis3"):
        assert layout[name] == defaults[f"{name[0]}axis"]
    first, second = layout["annotations"]
    assert first["font"] == {**defaults["annotationdefaults"]["font"], "color": "red"}
    assert (first["showarrow"], second["showarrow"]) == (False, True)


def test_neither_figure_nor_template_is_changed() -> None:
    spec, shared = figure(), copy.deepcopy(template(LIGHT))
    before = copy.deepcopy(spec["layout"])
    to_browser(spec)["layout"]["xaxis"]["tickfont"]["size"] = 99
    assert spec["layout"] == before
    assert template(LIGHT) == shared


def test_the_revision_is_that_of_the_content() -> None:
    """The same figure is never drawn twice, another one never taken for it."""
    seen = {to_browser(figure())["layout"]["datarevision"] for _ in range(3)}
    others = [figure() for _ in range(4)]
    others[0]["data"][0]["x"] = np.array([1, 3])
    others[1]["data"][0]["y"] = [3.0, 0.0]
    others[2]["layout"]["height"] = 201
    others[3] = figure(DARK)
    seen |= {to_browser(other)["layout"]["datarevision"] for other in others}
    assert len(seen) == 5


def test_what_was_sent_can_be_sent_again() -> None:
    once = to_browser(figure())
    assert to_browser(once) == once
