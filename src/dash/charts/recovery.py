"""Share of sessions not yet back near pre-dose by minute from dose, with the sessions still followed under the axis."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dash.charts.chart import Chart, empty
from dash.charts.parts import Floats, Sheet, Spec, count, many, number, numbers, texts
from dash.charts.template import LIGHT, TINY_PX, Tone, route_key, route_mark

LEFT_PX, RIGHT_PX, TOP_PX, FOOT_PX, ROW_PX = 46, 98, 8, 46, 14
_LEAST_END, _MOST_END = 150.0, 360.0
_HOUR = 60.0


@dataclass(frozen=True)
class _Route:
    """One route: its steps, one entry per minute, and its numbers; NaN where missing."""

    route: str
    minute: Floats
    share: Floats
    followed: Floats
    inside: float
    back: float
    not_back: float
    median: float
    median_low: float
    median_high: float
    at_2h: float

    def followed_at(self, minute: float) -> float:
        """Return how many sessions are still followed at a minute."""
        later = np.flatnonzero(self.minute >= minute)
        return float(self.followed[later[0]]) if len(later) else 0.0


def recovery(
    steps: pd.DataFrame,
    counts: pd.DataFrame,
    tone: Tone,
    *,
    least_sessions: int = 10,
    observed_min: float = 120,
    height: int = 350,
) -> Chart:
    """Draw Kaplan-Meier curves by route, slowest first.

    Args:
        steps: Rows of ``pressure_recovery``.
        counts: Rows of ``pressure_recovery_counts``; their order is the order of the names.
        tone: Colours.
        least_sessions: A route with fewer sessions in its curve is counted in words, not drawn.
        observed_min: Minutes of observation, marked.
        height: px.
    """
    routes = _read(steps, counts)
    drawn = [one for one in routes if one.inside >= max(least_sessions, 1)]
    few = [one for one in routes if one.inside < max(least_sessions, 1)]
    if not drawn:
        inside = sum(one.inside for one in routes)
        return empty(
            tone,
            height,
            f"{many(inside, 'session')} with readings before and after the dose: too few for a curve.",
            alt=_words([], few, least_sessions),
        )
    end = min(_MOST_END, max(_LEAST_END, *(float(one.minute[-1]) for one in drawn)))
    sheet = Sheet(tone, height, (LEFT_PX, RIGHT_PX, TOP_PX, FOOT_PX + ROW_PX * len(drawn)))
    ticks = np.arange(0, end + 1, _HOUR / 2 if end <= 4 * _HOUR else _HOUR).tolist()
    sheet.axis("xaxis", range=[-0.02 * end, end * 1.02], tickvals=ticks)
    sheet.axis("yaxis", range=[-2, 104], tickvals=[0, 50, 100], ticktext=["0 %", "50 %", "100 %"])
    sheet.rule(tone.faint, 1, xref="x", x0=observed_min, x1=observed_min, yref="y", y0=-2, y1=104)
    place: Spec = {"xanchor": "left", "yanchor": "top", "xshift": 4}
    sheet.note(f"{observed_min / _HOUR:g} h", tone.muted, x=observed_min, y=104, **place)
    for line, one in enumerate(drawn):
        _curve(sheet, one)
        _followed(sheet, one, line, ticks)
    below: Spec = {"yref": "paper", "yanchor": "top", "xref": "paper"}
    sheet.note("minutes from dose", tone.muted, x=0.5, y=0, yshift=-16, **below)
    sheet.note("still followed", tone.muted, x=0, y=0, size=TINY_PX, xanchor="left", yshift=-30, **below)
    sheet.note(
        "half back by, min", tone.muted, x=1, y=0, size=TINY_PX, xanchor="left", xshift=6, yshift=-30, **below
    )
    return sheet.chart(_words(drawn, few, least_sessions))


def _read(steps: pd.DataFrame, counts: pd.DataFrame) -> list[_Route]:
    of_step = [route_key(key) for key in texts(steps, "route")]
    minute, share, followed = (numbers(steps, name) for name in ("minute", "share", "followed"))
    known = ~(np.isnan(minute) | np.isnan(share))
    found = []
    columns = (
        "in_curve",
        "back",
        "not_back",
        "last_near",
        "median",
        "median_low",
        "median_high",
        "at_2h",
    )
    values = np.stack([numbers(counts, name) for name in columns], axis=1)
    for key, (inside, back, away, near, *half) in zip(texts(counts, "route"), values, strict=True):
        own = np.flatnonzero(known & (np.array(of_step, dtype=object) == route_key(key)))
        own = own[np.argsort(minute[own], kind="stable")]
        there = float(np.nan_to_num(inside)) if len(own) else 0.0
        left = float(np.nansum([away, near]))
        found.append(
            _Route(
                route_key(key),
                minute[own],
                share[own],
                followed[own],
                there,
                float(back),
                left,
                *half,
            )
        )
    return found


def _curve(sheet: Sheet, one: _Route) -> None:
    mark = route_mark(one.route, sheet.tone)
    hover = [
        f"{mark.label}, {minute:.0f} min: {share:.0f} % not yet back near pre-dose"
        for minute, share in zip(one.minute, one.share, strict=True)
    ]
    sheet.line(
        one.minute.tolist(),
        one.share.tolist(),
        mark.colour,
        1.8,
        shape="hv",
        hovertext=hover,
        hoverinfo="text",
    )
    # The shape of the route where the curve comes to its end: hues alone are not told apart by everybody.
    sheet.scatter(
        [float(one.minute[-1])],
        [float(one.share[-1])],
        hoverinfo="skip",
        cliponaxis=False,
        marker={"size": 7, "symbol": mark.symbol, "color": mark.colour},
    )


def _followed(sheet: Sheet, one: _Route, line: int, ticks: list[float]) -> None:
    """Write a route's key, how many of its sessions are still followed at each tick, and its median."""
    mark = route_mark(one.route, sheet.tone)
    shift = -43 - ROW_PX * line
    row: Spec = {"yref": "paper", "yanchor": "top", "yshift": shift, "size": TINY_PX}
    sheet.note(
        f"<span style='color:{mark.colour}'>{mark.glyph}</span> {mark.short}",
        sheet.tone.ink,
        x=0,
        y=0,
        xref="paper",
        xanchor="right",
        xshift=-12,
        **row,
    )
    median = "not reached" if np.isnan(one.median) else f"<b>{one.median:.0f}</b> {_interval(one)}"
    sheet.note(median, sheet.tone.ink, x=1, y=0, xref="paper", xanchor="left", xshift=6, **row)
    for tick in ticks:
        sheet.note(count(one.followed_at(tick)), sheet.tone.muted, x=tick, y=0, **row)


def _interval(one: _Route) -> str:
    """Return the interval of the median in brackets; the upper end is open where the curve's limit stays above one half."""
    low, high = one.median_low, one.median_high
    if np.isnan(low):
        return "(no interval)"
    return f"({low:.0f}–{high:.0f})" if not np.isnan(high) else f"({low:.0f} and more)"


def _words(drawn: list[_Route], few: list[_Route], least: int) -> str:
    lines = ["Share of sessions not yet back near pre-dose, by minute from dose (Kaplan-Meier)."]
    for one in drawn:
        label = route_mark(one.route, LIGHT).label
        half = (
            "over half not seen back"
            if np.isnan(one.median)
            else f"half back by {one.median:.0f} min {_interval(one)}"
        )
        later = "" if np.isnan(one.at_2h) else f", {one.at_2h:.0f} % not yet back at 2 h"
        lines.append(
            f"{label}: {half}{later}; {many(one.inside, 'session')}, {number(one.back)} seen back, "
            f"{number(one.not_back)} not by the last reading."
        )
    for one in few:
        label = route_mark(one.route, LIGHT).label
        lines.append(f"{label}: {many(one.inside, 'session')}, fewer than {least}, not drawn.")
    return " ".join(lines)
