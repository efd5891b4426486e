"""Change from baseline, one panel per route: patients as thin lines, median and band, and below what became of the rest."""

from dataclasses import dataclass
from textwrap import wrap

import numpy as np
import pandas as pd

from dash.charts.chart import Chart, empty
from dash.charts.outcome_panels import across, head, key, panel_axes, suffix
from dash.charts.parts import Floats, Sheet, Spec, count, many, number, numbers, texts
from dash.charts.template import LIGHT, TINY_PX, Tone, route_key, route_mark, route_order, tint

LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 40, 12, 38, 40
_STRIP_PX, _SPACE_PX = 44, 42
"""Height of the strip of what became of patients, and of the numbers above it."""
FATES = ("n", "later", "ended_response", "ended_no_response", "never")
_FATE_WORDS = (
    "measured",
    "not then, but later",
    "no later score, the last was a response",
    "no later score, the last was none",
    "never after the first session",
)
_TICKS = {"sessions": (1, 5, 10, 15, 20), "weeks": (1, 4, 8, 13, 26)}
_NAMES = {"sessions": "session number", "weeks": "weeks since the first session"}


@dataclass(frozen=True)
class _Route:
    """One route: one entry per step, NaN where nobody was measured; its patients' lines."""

    route: str
    step: Floats
    n: Floats
    low: Floats
    middle: Floats
    high: Floats
    baseline: float
    fates: dict[str, Floats]
    lines: list[tuple[list[float], list[float]]]
    measured: float


def outcome_change(
    change: pd.DataFrame,
    lines: pd.DataFrame,
    tone: Tone,
    *,
    axis: str = "sessions",
    least_patients: int = 10,
    height: int = 400,
) -> Chart:
    """Draw the change from baseline by session number or week, one panel per route, up to seven in a row.

    Args:
        change: Rows of ``outcome_change``.
        lines: Rows of ``outcome_lines``.
        tone: Colours.
        axis: ``sessions`` or ``weeks``.
        least_patients: A step with fewer patients has no median and no band.
        height: px.

    Numbers of patients measured stand under the steps, and below them shares of all patients with a baseline: who was measured,
    and how those stood who were not any more. Full page width, from 1,100 px.
    """
    routes = _read(change, lines)
    if not routes:
        return empty(
            tone, height, "No patient who began in this selection has a score before the first session."
        )
    sheet = Sheet(tone, height, (LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX))
    sheet.layout |= {"barmode": "stack", "bargap": 0}
    low, high = _reach(routes)
    inner = height - TOP_PX - BOTTOM_PX
    last = max(float(one.step.max()) for one in routes)
    for col, (one, domain) in enumerate(zip(routes, across(len(routes)), strict=True), start=1):
        _panel(sheet, one, col, (domain, inner), (low, high), last, axis, least_patients)
    _left_notes(sheet, (_STRIP_PX + _SPACE_PX) / inner)
    foot: Spec = {"xref": "paper", "yref": "paper", "yanchor": "top"}
    sheet.note(_NAMES[axis], tone.muted, x=0, y=0, xanchor="left", yshift=-4, **foot)
    colours = _fate_colours(tone.muted, tone)
    sheet.note(
        f"strip, from below: {key(zip(colours, _FATE_WORDS, strict=True))}",
        tone.muted,
        x=1,
        y=0,
        xanchor="right",
        yshift=-20,
        **foot,
    )
    return sheet.chart(_words(routes, axis, least_patients))


def _read(change: pd.DataFrame, lines: pd.DataFrame) -> list[_Route]:
    keys = np.array([route_key(one) for one in texts(change, "route")], dtype=object)
    step = numbers(change, "step")
    line_keys = np.array([route_key(one) for one in texts(lines, "route")], dtype=object)
    whose, at, value = (numbers(lines, name) for name in ("patient_key", "step", "change"))
    found = []
    for route in route_order(keys[~np.isnan(step)]):
        own = np.flatnonzero((keys == route) & ~np.isnan(step))
        own = own[np.argsort(step[own], kind="stable")]
        columns = {name: numbers(change, name)[own] for name in ("p10", "p50", "p90", "baseline", *FATES)}
        fates = {name: np.nan_to_num(columns[name]) for name in FATES}
        theirs = (line_keys == route) & ~(np.isnan(whose) | np.isnan(at) | np.isnan(value))
        each = [
            (at[theirs & (whose == one)].tolist(), value[theirs & (whose == one)].tolist())
            for one in np.unique(whose[theirs])
        ]
        total = float(np.nan_to_num(columns["baseline"]).max())
        kept = (columns["p10"], columns["p50"], columns["p90"])
        measured = total - float(fates["never"].max())
        found.append(_Route(route, step[own], fates["n"], *kept, total, fates, each, measured))
    return [one for one in found if one.baseline > 0]


def _reach(routes: list[_Route]) -> tuple[float, float]:
    """Return the ends of the axis: bands and lines, and always some room above no change."""
    drawn = [one.low for one in routes] + [one.high for one in routes]
    drawn += [np.array(line[1]) for one in routes for line in one.lines]
    values = np.concatenate(drawn)
    values = values[~np.isnan(values)]
    low, high = (float(values.min()), float(values.max())) if len(values) else (-10.0, 2.0)
    return min(low, -4.0) - 1, max(high, 2.0) + 1


def _panel(
    sheet: Sheet,
    one: _Route,
    col: int,
    place: tuple[list[float], int],
    reach: tuple[float, float],
    last: float,
    axis: str,
    least: int,
) -> None:
    tone, mark = sheet.tone, route_mark(one.route, sheet.tone)
    domain, inner = place
    drawn = len(one.lines)
    said = f"{count(drawn)} of {count(one.measured)} drawn" if drawn < one.measured else "all drawn"
    head(sheet, mark, col, f"{count(one.baseline)} with a baseline, {said}")
    upper, lower = 2 * col - 1, 2 * col
    ticks = [tick for tick in _TICKS[axis] if tick <= last]
    of_step = dict(zip(one.step.tolist(), one.n.tolist(), strict=True))
    words = [f"{tick}<br>{count(of_step.get(float(tick), 0.0))}" for tick in ticks]
    first = 1 if col > 1 else 0
    strip, bottom = _STRIP_PX / inner, (_STRIP_PX + _SPACE_PX) / inner
    panel_axes(sheet, upper, domain, [bottom, 1], list(reach), matches=1 if first else None)
    panel_axes(sheet, lower, domain, [0, strip], [0, 100], matches=2 if first else None)
    ends = [0.4, last + 0.6]
    sheet.axis(f"xaxis{suffix(upper)}", range=ends, tickvals=ticks, ticktext=words)
    sheet.axis(f"xaxis{suffix(lower)}", range=ends, showticklabels=False, showline=False)
    sheet.axis(f"yaxis{suffix(lower)}", tickvals=[0, 100], ticktext=["0 %", "100 %"], showgrid=False)
    zero: Spec = {
        "xref": f"x{suffix(upper)} domain",
        "x0": 0,
        "x1": 1,
        "yref": f"y{suffix(upper)}",
        "y0": 0,
        "y1": 0,
    }
    sheet.rule(tone.muted, 1, **zero)
    _lines(sheet, one, upper)
    _middle(sheet, one, upper, axis, least)
    _fates(sheet, one, lower, axis)


def _lines(sheet: Sheet, one: _Route, axis: int) -> None:
    x: list[float | None] = []
    y: list[float | None] = []
    for steps, changes in one.lines:
        x += [*steps, None]
        y += [*changes, None]
    sheet.line(x, y, tint(sheet.tone.faint, 0.65), 0.8, axis)
    # A patient measured once is a point: a line would not show him.
    single = [(steps[0], changes[0]) for steps, changes in one.lines if len(steps) == 1]
    marker = {"size": 3, "color": tint(sheet.tone.faint, 0.8), "opacity": 1}
    if single:
        sheet.scatter(
            [at for at, _ in single], [by for _, by in single], axis, marker=marker, hoverinfo="skip"
        )


def _middle(sheet: Sheet, one: _Route, axis: int, unit: str, least: int) -> None:
    """Draw median and band of the steps with enough patients, broken where a step has too few."""
    mark = route_mark(one.route, sheet.tone)
    enough = (one.n >= least) & ~np.isnan(one.middle)
    if not enough.any():
        text = "<br>".join(wrap(f"fewer than {least} patients at every step: no median", 24))
        place: Spec = {
            "xref": f"x{suffix(axis)} domain",
            "yref": f"y{suffix(axis)} domain",
            "bgcolor": sheet.tone.page,
        }
        sheet.note(text, sheet.tone.muted, x=0.5, y=0.97, yanchor="top", **place)
        return
    runs = np.split(np.arange(len(enough)), np.flatnonzero(np.diff(enough.astype(int))) + 1)
    for run in runs:
        if enough[run[0]] and len(run) == 1:
            # A band of one step is as wide as a mark.
            at = float(one.step[run[0]])
            ends = [float(one.low[run[0]]), float(one.high[run[0]])]
            sheet.line([at, at], ends, tint(mark.colour, 0.3), 5, axis)
        elif enough[run[0]]:
            sheet.band(
                one.step[run].tolist(),
                one.low[run].tolist(),
                one.high[run].tolist(),
                tint(mark.colour, 0.16),
                axis,
            )
    unit_word = "session" if unit == "sessions" else "week"
    hover = [
        f"{mark.label}, {unit_word} {at:.0f}: median {by:+.1f} points (10–90 % {low:+.1f} to {high:+.1f}), "
        f"{n:.0f} of {one.baseline:.0f} patients measured"
        for at, by, low, high, n in zip(one.step, one.middle, one.low, one.high, one.n, strict=True)
    ]
    sheet.scatter(
        one.step.tolist(),
        [float(value) if good else None for value, good in zip(one.middle, enough, strict=True)],
        axis,
        mode="lines+markers",
        line={"color": mark.colour, "width": 2.2},
        marker={"size": 5, "color": mark.colour, "symbol": mark.symbol},
        hovertext=hover,
        hoverinfo="text",
    )


def _fate_colours(measured: str, tone: Tone) -> tuple[str, ...]:
    return measured, tint(measured, 0.35), tone.cells[1], tone.cells[2], tone.cells[3]


def _fates(sheet: Sheet, one: _Route, axis: int, unit: str) -> None:
    mark = route_mark(one.route, sheet.tone)
    unit_word = "session" if unit == "sessions" else "week"
    for name, words, colour in zip(FATES, _FATE_WORDS, _fate_colours(mark.colour, sheet.tone), strict=True):
        share = 100 * one.fates[name] / one.baseline
        hover = [
            f"{mark.label}, {unit_word} {at:.0f}: {n:.0f} of {one.baseline:.0f} {words}"
            for at, n in zip(one.step, one.fates[name], strict=True)
        ]
        sheet.bars(
            one.step.tolist(),
            share.tolist(),
            axis,
            marker={"color": colour, "line": {"width": 0}},
            hovertext=hover,
            hoverinfo="text",
        )


def _left_notes(sheet: Sheet, bottom: float) -> None:
    place: Spec = {"xref": "paper", "yref": "paper", "size": TINY_PX, "xanchor": "right", "xshift": -6}
    sheet.note("n", sheet.tone.muted, x=0, y=bottom, yanchor="top", yshift=-18, **place)


def _words(routes: list[_Route], axis: str, least: int) -> str:
    said = [
        f"Change from baseline in points by {_NAMES[axis]}, one panel per route of the first session; down is better."
    ]
    for one in routes:
        label = route_mark(one.route, LIGHT).label
        enough = np.flatnonzero((one.n >= least) & ~np.isnan(one.middle))
        line = f"{label}, {many(one.baseline, 'patient')} with a baseline"
        if len(enough):
            ends = [enough[0], enough[-1]] if enough[0] != enough[-1] else [enough[0]]
            values = " and ".join(
                f"{one.middle[at]:+.1f} at {one.step[at]:.0f} ({number(one.n[at])} measured)" for at in ends
            )
            line += f": median {values}"
        else:
            line += f": fewer than {least} measured at every step"
        lost = one.fates["ended_response"][-1] + one.fates["ended_no_response"][-1] + one.fates["never"][-1]
        line += f"; by the last step {number(float(lost))} without a later score, of whom "
        line += f"{number(float(one.fates['ended_response'][-1]))} had a response last; {len(one.lines)} patients drawn as lines."
        said.append(line)
    return " ".join(said)
