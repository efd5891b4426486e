"""Each session's highest pressures: calm sessions as density, sessions over a limit as marks by route."""

import math

import numpy as np
import pandas as pd

from dash.charts.chart import Chart, empty
from dash.charts.parts import Floats, Limits, Sheet, count, many, numbers, text_px, texts
from dash.charts.placing import NOWHERE, Box, Spot, free_spot
from dash.charts.template import Tone, clean, plain, route_key, route_mark, route_order, tint
from dash.vocabulary import ROUTES

LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 46, 10, 6, 36
CELL_MMHG = 2
_NARROW_PX = 370
_MOST_NAMES = 5
_NAME_SPOTS = (
    Spot("left", "middle", 9, 0),
    Spot("right", "middle", -9, 0),
    Spot("center", "bottom", 0, 7),
    Spot("center", "top", 0, -7),
)
_CORNERS = (
    ("systolic_only", "systolic only", 0.01, "left", 0.99, "top"),
    ("both", "both", 0.99, "right", 0.99, "top"),
    ("neither", "neither", 0.01, "left", 0.02, "bottom"),
    ("diastolic_only", "diastolic only", 0.99, "right", 0.02, "bottom"),
)


def peaks(
    cells: pd.DataFrame,
    quadrants: pd.DataFrame,
    tone: Tone,
    *,
    limits: Limits,
    events: pd.DataFrame | None = None,
    value: str = "peak",
    height: int = 350,
) -> Chart:
    """Draw peak systolic over peak diastolic.

    Args:
        cells: Rows of ``pressure_peaks``: sessions per route and 2 mmHg cell (its lower edge).
        quadrants: The row of ``pressure_quadrants``; these exact counts stand in the corners.
        tone: Colours.
        limits: Event limits; a cell that starts at or above one is over it.
        events: The sessions over a limit; up to five sessions over both limits are named by patient.
        value: What is drawn of a session, such as "highest recorded" where it is not known to be a peak.
        height: px.
    """
    systolic, diastolic, sessions = (
        numbers(cells, name) for name in ("peak_systolic", "peak_diastolic", "sessions")
    )
    known = ~(np.isnan(systolic) | np.isnan(diastolic) | np.isnan(sessions)) & (sessions > 0)
    tally = {name: _first(quadrants, name) for name in (*(corner[0] for corner in _CORNERS), "not_measured")}
    if not known.any():
        unmeasured = tally["not_measured"]
        why = "" if math.isnan(unmeasured) or not unmeasured else f" in {many(unmeasured, 'session')}"
        return empty(tone, height, f"No peak pressure known{why}: it needs readings with minutes from dose.")
    routes = np.array([route_key(key) for key in texts(cells, "route")], dtype=object)[known]
    systolic, diastolic, sessions = systolic[known], diastolic[known], sessions[known]
    sheet = Sheet(tone, height, (LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX))
    over = (systolic >= limits.systolic) | (diastolic >= limits.diastolic)
    _density(sheet, systolic[~over], diastolic[~over], sessions[~over])
    present = route_order(routes[over].tolist())
    crowded = int(over.sum()) > 150
    for slot, route in enumerate(present):
        here = over & (routes == route)
        # Where many routes share a cell, each has its own place in it: none hides another.
        shift = CELL_MMHG * ((slot + 0.5) / len(present) - 0.5) if crowded else 0.0
        _marks(sheet, route, systolic[here], diastolic[here] + shift, sessions[here], crowded=crowded)
    sheet.limit(limits.systolic)
    sheet.rule(
        tint(tone.alert, 0.65),
        1,
        "4px,3px",
        xref="x",
        x0=limits.diastolic,
        x1=limits.diastolic,
        yref="y domain",
        y0=0,
        y1=1,
        layer="above",
    )
    _corners(sheet, tally)
    unmeasured = tally["not_measured"]
    rest = f" · {count(unmeasured)} without both" if unmeasured > 0 else ""
    low_x, high_x = min(58, diastolic.min() - 4), max(limits.diastolic + 22, diastolic.max() + 6)
    low_y, high_y = min(95, systolic.min() - 8), max(limits.systolic + 38, systolic.max() + 10)
    sheet.axis(
        "xaxis",
        range=[float(low_x), float(high_x)],
        dtick=10 if high_x - low_x < 100 else 20,
        title=f"{value} diastolic, mmHg{rest}",
    )
    sheet.axis("yaxis", range=[float(low_y), float(high_y)], dtick=20, title=f"{value} systolic, mmHg")
    if events is not None:
        _names(sheet, events, limits)
    return sheet.chart(_words(tally, routes[over], sessions[over], sessions, limits, value))


def _first(frame: pd.DataFrame, name: str) -> float:
    values = numbers(frame, name)
    return float(values[0]) if len(values) else math.nan


def _density(sheet: Sheet, systolic: Floats, diastolic: Floats, sessions: Floats) -> None:
    """Draw calm sessions as cells; darker is more, on a logarithmic scale."""
    if not sessions.size:
        return
    x = np.floor(diastolic / CELL_MMHG).astype(int)
    y = np.floor(systolic / CELL_MMHG).astype(int)
    grid = np.zeros((int(y.max() - y.min()) + 1, int(x.max() - x.min()) + 1))
    np.add.at(grid, (y - y.min(), x - x.min()), sessions)
    muted = sheet.tone.muted
    sheet.traces.append(
        {
            "type": "heatmap",
            "z": [[math.log1p(cell) if cell else None for cell in line] for line in grid.tolist()],
            "x0": int(x.min()) * CELL_MMHG + CELL_MMHG / 2,
            "dx": CELL_MMHG,
            "y0": int(y.min()) * CELL_MMHG + CELL_MMHG / 2,
            "dy": CELL_MMHG,
            "zmin": 0,
            "zmax": max(math.log1p(float(grid.max())), 1.5),
            "colorscale": [[0, tint(muted, 0.12)], [1, tint(muted, 0.85)]],
            "showscale": False,
            "xgap": 1,
            "ygap": 1,
            "text": [[f"{cell:,.0f}" if cell else "" for cell in line] for line in grid.tolist()],
            "hoverongaps": False,
            "hovertemplate": "about %{y:.0f}/%{x:.0f} mmHg: %{text} sessions<extra></extra>",
        }
    )


def _marks(
    sheet: Sheet, route: str, systolic: Floats, diastolic: Floats, sessions: Floats, *, crowded: bool
) -> None:
    mark = route_mark(route, sheet.tone)
    sheet.scatter(
        (diastolic + CELL_MMHG / 2).tolist(),
        (systolic + CELL_MMHG / 2).tolist(),
        marker={
            "size": 4 if crowded else 9,
            "symbol": mark.symbol,
            "color": mark.colour,
            "opacity": 1,
            "line": {"width": 0.5 if crowded else 1, "color": sheet.tone.page},
        },
        hovertext=[
            f"{mark.label}, {high:.0f}–{high + CELL_MMHG - 1:.0f}/{_cell(low):.0f}–{_cell(low) + CELL_MMHG - 1:.0f} mmHg: "
            f"{many(n, 'session')}"
            for high, low, n in zip(systolic, diastolic, sessions, strict=True)
        ],
        hoverinfo="text",
    )


def _cell(value: float) -> float:
    """Return the lower edge of the cell a drawn place belongs to."""
    return round(value / CELL_MMHG) * CELL_MMHG


def _corners(sheet: Sheet, tally: dict[str, float]) -> None:
    for key, text, x, xanchor, y, yanchor in _CORNERS:
        if math.isnan(tally[key]):
            continue
        colour = sheet.tone.muted if key == "neither" else sheet.tone.ink
        sheet.note(
            f"<b>{count(tally[key])}</b> {text}",
            colour,
            x=x,
            y=y,
            xref="paper",
            yref="paper",
            xanchor=xanchor,
            yanchor=yanchor,
            bgcolor=sheet.tone.page,
            borderpad=2,
        )


def _names(sheet: Sheet, events: pd.DataFrame, limits: Limits) -> None:
    """Name the patients over both limits, as far as the names find room beside their marks."""
    systolic, diastolic = numbers(events, "peak_systolic"), numbers(events, "peak_diastolic")
    both = np.flatnonzero((systolic >= limits.systolic) & (diastolic >= limits.diastolic))
    if both.size > _MOST_NAMES:
        return
    low_x, high_x = sheet.layout["xaxis"]["range"]
    low_y, high_y = sheet.layout["yaxis"]["range"]
    x_px = (_NARROW_PX - LEFT_PX - RIGHT_PX) / (high_x - low_x)
    y_px = (sheet.layout["height"] - TOP_PX - BOTTOM_PX) / (high_y - low_y)
    over = np.flatnonzero((systolic >= limits.systolic) | (diastolic >= limits.diastolic))
    marks = [(float(diastolic[row]) * x_px, float(systolic[row]) * y_px) for row in over]
    taken: list[Box] = [(x - 5, x + 5, y - 5, y + 5) for x, y in marks]
    names = texts(events, "patient_id")
    for row in both:
        point = (float(diastolic[row]) * x_px, float(systolic[row]) * y_px)
        size = (text_px(clean(names[row], 16)), 12.0)
        spots = [spot for spot in _NAME_SPOTS if spot.box(point, *size)[1] <= high_x * x_px]
        spot = free_spot(point, size, [*spots, NOWHERE], [], taken)
        if spot is not NOWHERE:
            taken.append(spot.box(point, *size))
            sheet.note(
                plain(names[row], 16),
                sheet.tone.ink,
                x=float(diastolic[row]),
                y=float(systolic[row]),
                **vars(spot),
            )


def _words(
    tally: dict[str, float],
    routes: np.ndarray,
    over: Floats,
    sessions: Floats,
    limits: Limits,
    value: str,
) -> str:
    lines = [
        f"{value.capitalize()} systolic over {value} diastolic pressure of {many(float(sessions.sum()), 'session')}."
    ]
    said = [
        f"{many(tally[key], 'session')} {words}"
        for key, words in (
            ("both", "at or above both limits"),
            ("systolic_only", f"at or above {limits.systolic:g} systolic only"),
            ("diastolic_only", f"at or above {limits.diastolic:g} diastolic only"),
            ("neither", "below both"),
            ("not_measured", "without both pressures, not drawn"),
        )
        if not math.isnan(tally[key])
    ]
    if said:
        lines.append(f"{'; '.join(said)}.")
    by_route = [
        f"{ROUTES[route].label.lower()} {float(over[routes == route].sum()):,.0f}"
        for route in route_order(routes.tolist())
    ]
    if by_route:
        lines.append(f"Over a limit by route: {', '.join(by_route)}.")
    return " ".join(lines)
