"""Share of patients, or of times between sessions, without an event so far, with the numbers still followed under the axis."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dash.charts.chart import Chart, empty
from dash.charts.parts import Floats, Sheet, Spec, count, many, number, numbers, texts
from dash.charts.template import LIGHT, TINY_PX, Tone, route_key, route_mark, route_order, tint

LEFT_PX, RIGHT_PX, TOP_PX, FOOT_PX, ROW_PX = 52, 118, 8, 52, 15
_STEPS = (7.0, 14.0, 28.0, 56.0, 91.0, 182.0, 364.0)
_MOST_TICKS = 7
_LEAST_FOLLOWED = 5
"""The axis ends where no route has so many left: the tail of a curve says more than its few patients can."""
_MOST_BANDS = 3
"""With more curves, their bands would hide one another; their limits stand in the table."""


@dataclass(frozen=True)
class _Route:
    """One route: its curve, one entry per day; NaN where missing."""

    route: str
    day: Floats
    share: Floats
    low: Floats
    high: Floats
    at_risk: Floats
    patients: float
    events: float
    median: tuple[float, float, float]

    @property
    def last_sure(self) -> float:
        """Return the last day at which enough are followed to draw on."""
        return float(self.day[self.at_risk >= _LEAST_FOLLOWED].max(initial=0.0))

    def followed_at(self, day: float) -> float:
        """Return how many are still followed at a day."""
        later = np.flatnonzero(self.day >= day)
        return float(self.at_risk[later[0]]) if len(later) else 0.0


@dataclass(frozen=True)
class TimeWords:
    """What a figure of times says.

    Attributes:
        without: What has not happened yet, such as "no response so far".
        happened: The event, such as "half responded by".
        days_since: Of what, such as "the first session".
        unit, units: What is counted, one of them and several.
    """

    without: str
    happened: str
    days_since: str
    unit: str = "patient"
    units: str = "patients"


def outcome_times(
    steps: pd.DataFrame,
    counts: pd.DataFrame,
    tone: Tone,
    words: TimeWords,
    *,
    least: int = 10,
    most_days: float = 365,
    lines: int = 0,
    height: int = 380,
) -> Chart:
    """Draw Kaplan-Meier curves by route.

    Args:
        steps: Columns route, day, share, low, high (percent), at_risk; rows of one event.
        counts: Columns route, patients, events, median, median_low, median_high; rows of the same event.
        tone: Colours.
        words: What the figure says.
        least: A route with fewer is counted in words, not drawn.
        most_days: The axis ends there, or where fewer than five of every route are followed; the table goes on. A curve
            is dotted from where fewer than five of its route are followed.
        lines: Room for so many rows of numbers at least, so that two figures side by side have one height.
        height: px.
    """
    routes = _read(steps, counts)
    drawn = [one for one in routes if one.patients >= max(least, 1)]
    few = [one for one in routes if one.patients < max(least, 1)]
    if not drawn:
        there = sum(one.patients for one in routes)
        sentence = (
            f"{many(there, words.unit, words.units)}: too few for a curve."
            if there
            else f"No {words.unit} to follow here."
        )
        return empty(tone, height, sentence, alt=_words([], few, words, least))
    end = min(most_days, max(14.0, *(one.last_sure for one in drawn)))
    apart = next((step for step in _STEPS if end / step <= _MOST_TICKS), _STEPS[-1])
    ticks = np.arange(0, end + 1, apart).tolist()
    sheet = Sheet(tone, height, (LEFT_PX, RIGHT_PX, TOP_PX, FOOT_PX + ROW_PX * max(len(routes), lines)))
    sheet.axis("xaxis", range=[-0.02 * end, end * 1.02], tickvals=ticks)
    sheet.axis(
        "yaxis", range=[-3, 104], tickvals=[0, 25, 50, 75, 100], ticktext=["0 %", "25", "50", "75", "100 %"]
    )
    for line, one in enumerate(drawn):
        _curve(sheet, one, words, end, band=len(drawn) <= _MOST_BANDS)
        _row(sheet, one, line, ticks)
    for line, one in enumerate(few, start=len(drawn)):
        _too_few(sheet, one, line, words, least)
    below: Spec = {"xref": "paper", "yref": "paper", "yanchor": "top"}
    muted = tone.muted
    sheet.note(f"days since {words.days_since}", muted, x=0, y=0, xanchor="left", yshift=-16, **below)
    followed = f"still followed (dotted: under {_LEAST_FOLLOWED})"
    sheet.note(followed, muted, x=0, y=0, size=TINY_PX, xanchor="left", yshift=-32, **below)
    sheet.note(words.happened, muted, x=1, y=0, size=TINY_PX, xanchor="left", xshift=8, yshift=-32, **below)
    return sheet.chart(_words(drawn, few, words, least))


def _read(steps: pd.DataFrame, counts: pd.DataFrame) -> list[_Route]:
    keys = np.array([route_key(one) for one in texts(steps, "route")], dtype=object)
    day, share = numbers(steps, "day"), numbers(steps, "share")
    known = ~(np.isnan(day) | np.isnan(share))
    columns = [
        numbers(counts, name) for name in ("patients", "events", "median", "median_low", "median_high")
    ]
    of_route = {route_key(one): row for row, one in enumerate(texts(counts, "route"))}
    found = []
    for route in route_order(keys[known]):
        own = np.flatnonzero((keys == route) & known)
        own = own[np.argsort(day[own], kind="stable")]
        row = of_route.get(route)
        amounts = [float(values[row]) if row is not None else float("nan") for values in columns]
        low, high, at_risk = (numbers(steps, name)[own] for name in ("low", "high", "at_risk"))
        patients, events = (float(np.nan_to_num(amount)) for amount in amounts[:2])
        median = (amounts[2], amounts[3], amounts[4])
        found.append(_Route(route, day[own], share[own], low, high, at_risk, patients, events, median))
    return found


def _curve(sheet: Sheet, one: _Route, words: TimeWords, end: float, *, band: bool) -> None:
    mark = route_mark(one.route, sheet.tone)
    shown = one.day <= end
    day, share, low, high = (values[shown] for values in (one.day, one.share, one.low, one.high))
    sure = ~(np.isnan(low) | np.isnan(high))
    if band and sure.sum() > 1:
        # Limits are steps as the curve is: each holds until the next day at which something happened.
        x = np.repeat(day[sure], 2)[1:].tolist()
        sheet.band(
            x,
            np.repeat(low[sure], 2)[:-1].tolist(),
            np.repeat(high[sure], 2)[:-1].tolist(),
            tint(mark.colour, 0.1),
        )
    hover = [
        f"{mark.label}, day {at:.0f}: {value:.0f} % {words.without}, {n:.0f} still followed"
        for at, value, n in zip(day, share, one.at_risk[shown], strict=True)
    ]
    # Solid while enough are followed; dots from there on: the curve then hangs on single ones.
    firm = int((one.at_risk[shown] >= _LEAST_FOLLOWED).sum())
    sheet.line(
        day[:firm].tolist(),
        share[:firm].tolist(),
        mark.colour,
        1.8,
        shape="hv",
        hovertext=hover[:firm],
        hoverinfo="text",
    )
    if firm < len(day):
        start = max(firm - 1, 0)
        rest: Spec = {"shape": "hv", "dash": "1px,3px", "hovertext": hover[start:], "hoverinfo": "text"}
        sheet.line(day[start:].tolist(), share[start:].tolist(), mark.colour, 1.4, **rest)
    # The shape of the route where its curve ends: hues alone are not told apart by everybody.
    marker = {"size": 8, "symbol": mark.symbol, "color": mark.colour}
    sheet.scatter([float(day[-1])], [float(share[-1])], hoverinfo="skip", cliponaxis=False, marker=marker)


def _row(sheet: Sheet, one: _Route, line: int, ticks: list[float]) -> None:
    mark = route_mark(one.route, sheet.tone)
    row: Spec = {"yref": "paper", "yanchor": "top", "yshift": -46 - ROW_PX * line, "size": TINY_PX}
    name = f"<span style='color:{mark.colour}'>{mark.glyph}</span> {mark.short}"
    sheet.note(name, sheet.tone.ink, x=0, y=0, xref="paper", xanchor="right", xshift=-12, **row)
    sheet.note(
        _median(one, "<b>", "</b>"), sheet.tone.ink, x=1, y=0, xref="paper", xanchor="left", xshift=8, **row
    )
    for tick in ticks:
        sheet.note(count(one.followed_at(tick)), sheet.tone.muted, x=tick, y=0, **row)


def _too_few(sheet: Sheet, one: _Route, line: int, words: TimeWords, least: int) -> None:
    """Say under the axis that a route has too few for a curve."""
    mark = route_mark(one.route, sheet.tone)
    row: Spec = {
        "xref": "paper",
        "yref": "paper",
        "yanchor": "top",
        "yshift": -46 - ROW_PX * line,
        "size": TINY_PX,
    }
    name = f"<span style='color:{mark.colour}'>{mark.glyph}</span> {mark.short}"
    sheet.note(name, sheet.tone.ink, x=0, y=0, xanchor="right", xshift=-12, **row)
    said = f"{many(one.patients, words.unit, words.units)}: fewer than {least}, no curve"
    sheet.note(said, sheet.tone.muted, x=0, y=0, xanchor="left", **row)


def _median(one: _Route, bold: str = "", end: str = "") -> str:
    middle, low, high = one.median
    if np.isnan(middle):
        return "not reached"
    limits = [f"{value:.0f}" if not np.isnan(value) else "open" for value in (low, high)]
    return f"day {bold}{middle:.0f}{end} ({limits[0]}–{limits[1]})"


def _words(drawn: list[_Route], few: list[_Route], words: TimeWords, least: int) -> str:
    said = [
        f"Share of {words.units} with {words.without}, by days since {words.days_since}, by route (Kaplan-Meier)."
    ]
    for one in drawn:
        label = route_mark(one.route, LIGHT).label
        said.append(
            f"{label}: {many(one.patients, words.unit, words.units)}, {number(one.events)} with the event; "
            f"{words.happened} {_median(one)}."
        )
    for one in few:
        label = route_mark(one.route, LIGHT).label
        said.append(f"{label}: {many(one.patients, words.unit, words.units)}, fewer than {least}, not drawn.")
    return " ".join(said)
