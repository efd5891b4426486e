"""Shared look of every figure: colours, type and axes in two tones, route marks, safe text."""

import math
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from dash.vocabulary import ROUTES, Route

FONT = "Source Sans, Liberation Sans, Arial, sans-serif"
TEXT_PX = 12
SMALL_PX = 11
TINY_PX = 10
VALUE_PX = 15
CLEAR = "rgba(0,0,0,0)"


@dataclass(frozen=True)
class Tone:
    """All colours of one theme.

    Attributes:
        severity: Backgrounds of severity bands, from none to most severe.
        cells: Fills of side-effect cells, severity 0 (asked and absent) to 3.
        cell_texts: Text colour on each of these fills.
    """

    name: str
    page: str
    ink: str
    muted: str
    faint: str
    hair: str
    alert: str
    systolic: str
    diastolic: str
    fan: str
    fan_ink: str
    severity: tuple[str, ...]
    cells: tuple[str, str, str, str]
    cell_texts: tuple[str, str, str, str]

    def part(self, name: str) -> str:
        """Return the colour of ``systolic`` or ``diastolic``."""
        return self.systolic if name == "systolic" else self.diastolic


LIGHT = Tone(
    name="light",
    page="#FFFFFF",
    ink="#1B2530",
    muted="#5A6672",
    faint="#B4BDC6",
    hair="#E6EAEE",
    alert="#A3211B",
    systolic="#008471",
    diastolic="#9C652B",
    fan="rgba(120,150,190,0.22)",
    fan_ink="#4F6785",
    severity=("#FFFFFF", "#FBFAF8", "#F6F5F2", "#F0EEEA", "#E9E7E1"),
    cells=("#F5F6F8", "#D5DCE6", "#8FA3BF", "#2F4B73"),
    cell_texts=("#1B2530", "#1B2530", "#1B2530", "#FFFFFF"),
)
DARK = Tone(
    name="dark",
    page="#12171C",
    ink="#E7EBEF",
    muted="#A3AEB9",
    faint="#56616C",
    hair="#252E37",
    alert="#FF9A8F",
    systolic="#2FB8A3",
    diastolic="#D39A5C",
    fan="rgba(120,160,205,0.20)",
    fan_ink="#9DB6D3",
    severity=("#12171C", "#191D20", "#202325", "#27292A", "#2F302F"),
    cells=("#171D23", "#2C3947", "#56708F", "#B5CBE6"),
    cell_texts=("#E7EBEF", "#E7EBEF", "#FFFFFF", "#12171C"),
)


@dataclass(frozen=True)
class RouteMark:
    """How one route of administration is drawn: the same colour and shape on every screen."""

    key: str
    label: str
    short: str
    symbol: str
    glyph: str
    colour: str


def route_mark(key: object, tone: Tone) -> RouteMark:
    """Return the mark of a route; a route outside the vocabulary is drawn as "other"."""
    return _marks(tone)[route_key(key)]


def route_key(key: object) -> str:
    """Return the vocabulary's key of a route, ``other`` for anything else."""
    return key if isinstance(key, str) and key in ROUTES else "other"


def route_order(keys: object) -> list[str]:
    """Return the routes present in ``keys`` (any iterable), in the vocabulary's order."""
    present = {route_key(key) for key in keys}  # type: ignore[attr-defined]
    return [key for key in ROUTES if key in present]


@cache
def _marks(tone: Tone) -> dict[str, RouteMark]:
    def mark(route: Route) -> RouteMark:
        colour = route.light if tone.name == "light" else route.dark
        return RouteMark(route.key, route.label, route.short, route.symbol, route.glyph, colour)

    return {key: mark(route) for key, route in ROUTES.items()}


def tint(colour: str, opacity: float) -> str:
    """Return ``#RRGGBB`` as an rgba() string."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


def clean(text: object, limit: int = 200) -> str:
    """Return text from a file on one line, without control or direction characters, cut at ``limit``.

    Missing values give an empty text. For alt texts, where nothing is interpreted.
    """
    if text is None or (isinstance(text, float) and math.isnan(text)) or str(text) == "<NA>":
        return ""
    kept = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in str(text)[: 4 * limit])
    kept = " ".join(kept.split())
    return kept if len(kept) <= limit else kept[: limit - 1].rstrip() + "…"


def plain(text: object, limit: int = 200) -> str:
    """Return text from a file so that Plotly draws it as it stands.

    Plotly reads a subset of HTML, entities, ``$…$`` and ``%{…}`` in texts: all four are neutralised.
    """
    safe = clean(text, limit).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return safe.replace("$", "&#36;").replace("%{", "%&#123;")


@cache
def template(tone: Tone) -> dict[str, Any]:
    """Return the Plotly template of one tone. Shared: do not change what is returned."""
    axis = {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "ticklen": 3,
        "tickcolor": tone.faint,
        "tickangle": 0,
        "tickfont": {"size": SMALL_PX, "color": tone.muted},
        "title": {"font": {"size": SMALL_PX, "color": tone.muted}, "standoff": 4},
        "fixedrange": True,
        "automargin": False,
    }
    return {
        "layout": {
            "font": {"family": FONT, "size": TEXT_PX, "color": tone.ink},
            "paper_bgcolor": CLEAR,
            "plot_bgcolor": CLEAR,
            "showlegend": False,
            "hovermode": "closest",
            "dragmode": False,
            "hoverlabel": {
                "bgcolor": tone.page,
                "bordercolor": tone.faint,
                "font": {"family": FONT, "size": TEXT_PX, "color": tone.ink},
            },
            "xaxis": {**axis, "showline": True, "linecolor": tone.faint},
            "yaxis": {**axis, "showgrid": True, "gridcolor": tone.hair},
            "annotationdefaults": {"showarrow": False, "font": {"size": SMALL_PX, "color": tone.muted}},
        }
    }
