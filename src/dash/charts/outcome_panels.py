"""What the figures of outcomes share: panels side by side, their heads, keys, numbers under an axis."""

from collections.abc import Iterable

from dash.charts.parts import Sheet, Spec
from dash.charts.template import RouteMark

GAP = 0.02
"""Share of the width between two panels."""


def across(panels: int, gap: float = GAP) -> list[list[float]]:
    """Return the domains of panels of equal width side by side."""
    width = (1 - gap * (panels - 1)) / panels
    return [[(width + gap) * place, min(1.0, (width + gap) * place + width)] for place in range(panels)]


def suffix(axis: int) -> str:
    """Return what Plotly adds to the name of an axis."""
    return "" if axis == 1 else str(axis)


def panel_axes(
    sheet: Sheet, axis: int, x: list[float], y: list[float], reach: list[float], matches: int | None = None
) -> None:
    """Place the axes of one panel; with ``matches``, its scale is that of another one and bears no numbers."""
    name = suffix(axis)
    sheet.axis(f"xaxis{name}", domain=x, anchor=f"y{name}")
    options: Spec = {"domain": y, "anchor": f"x{name}", "range": reach}
    if matches is not None:
        options |= {"matches": f"y{suffix(matches)}", "showticklabels": False}
    sheet.axis(f"yaxis{name}", **options)


def head(sheet: Sheet, mark: RouteMark, col: int, words: str) -> None:
    """Write a route's key and count over panel ``col``; its axes are those of panel 2 * col - 1."""
    place: Spec = {
        "xref": f"x{suffix(2 * col - 1)} domain",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
    }
    text = f"<span style='color:{mark.colour}'>{mark.glyph} <b>{mark.label}</b></span><br>{words}"
    sheet.note(text, sheet.tone.ink, x=0, y=1, align="left", yshift=3, **place)


def key(parts: Iterable[tuple[str, str]]) -> str:
    """Return a key on one line: a square in each colour with its words."""
    return "   ".join(f"<span style='color:{colour}'>■</span> {words}" for colour, words in parts)
