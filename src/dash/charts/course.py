"""Pressure by minute from dose, read for drawing: one panel per route, and what the panels say in words."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dash.charts.parts import PARTS, Floats, Limits, many, number, numbers, texts
from dash.charts.template import route_key, route_order
from dash.vocabulary import ROUTES

PRE_MINUTE = -10.0
"""Where readings before the dose stand on the axis."""
_LEAST_SHARE = 0.05
"""A minute with less than this share of the fullest minute's readings is of other sessions: it is not drawn."""


@dataclass(frozen=True)
class Curve:
    """One part of one route by minute; mmHg.

    Attributes:
        kept: Minutes with enough readings to be drawn; at least one.
    """

    minute: Floats
    p10: Floats
    p50: Floats
    p90: Floats
    readings: Floats
    kept: NDArray[np.bool_]

    @property
    def top(self) -> int:
        """Index of the highest median drawn."""
        return int(np.nanargmax(np.where(self.kept, self.p50, np.nan)))


@dataclass(frozen=True)
class Panel:
    """One route; counts are NaN where not given.

    Attributes:
        state: Why no curve is drawn; empty where one is.
        curves: By part, only those that can be drawn.
    """

    route: str
    sessions: float
    patients: float
    timed: float
    state: str
    curves: dict[str, Curve]


def read_panels(course: pd.DataFrame, counts: pd.DataFrame, least_sessions: int) -> list[Panel]:
    """Return the routes of both frames in the vocabulary's order.

    A route needs ``least_sessions`` timed sessions, a minute as many readings.
    """
    places = {route_key(key): i for i, key in enumerate(texts(counts, "route"))}
    columns = [numbers(counts, name) for name in ("sessions", "patients", "timed_sessions")]
    curves = _curves(course, least_sessions)
    panels = []
    for route in route_order([*places, *curves]):
        place = places.get(route)
        sessions, patients, timed = (
            float("nan") if place is None else float(column[place]) for column in columns
        )
        state = _state(sessions, timed, least_sessions, bool(curves.get(route)))
        panels.append(Panel(route, sessions, patients, timed, state, {} if state else curves[route]))
    return panels


def _state(sessions: float, timed: float, least: int, has_curve: bool) -> str:
    if sessions == 0:
        return "no session in this selection"
    if timed == 0:
        return "no minutes recorded: readings cannot be placed from dose"
    if timed < least:
        return f"only {number(timed)} of {least} timed sessions needed for a curve"
    return "" if has_curve else "too few readings at any minute for a curve"


def _curves(course: pd.DataFrame, least: int) -> dict[str, dict[str, Curve]]:
    routes = np.array([route_key(key) for key in texts(course, "route")], dtype=object)
    parts = np.array(texts(course, "part"), dtype=object)
    minute, *levels = (numbers(course, name) for name in ("bin", "p10", "p50", "p90", "readings"))
    whole = ~np.isnan(minute) & ~np.isnan(levels[0]) & ~np.isnan(levels[1]) & ~np.isnan(levels[2])
    found: dict[str, dict[str, Curve]] = {}
    for route in set(routes.tolist()):
        for part in PARTS:
            rows = np.flatnonzero((routes == route) & (parts == part) & whole)
            rows = rows[np.argsort(minute[rows], kind="stable")]
            readings = levels[3][rows]
            kept = readings >= max([least, *(_LEAST_SHARE * readings[~np.isnan(readings)])])
            if kept.any():
                at = np.where(minute[rows] < 0, PRE_MINUTE, minute[rows])
                p10, p50, p90 = (level[rows] for level in levels[:3])
                found.setdefault(route, {})[part] = Curve(at, p10, p50, p90, readings, kept)
    return found


def at_minute(minute: float) -> str:
    """Return a minute in words."""
    return "before dose" if minute < 0 else f"at {minute:.0f} min"


def curves_words(panels: list[Panel], limits: Limits | None) -> str:
    """Return the panels in sentences, for the alternative text; without limits they are of changes from pre-dose."""
    what, rest = "Change of blood pressure from pre-dose", ""
    if limits:
        what, rest = (
            "Blood pressure",
            f"; limits {limits.systolic:g} and {limits.diastolic:g} ({limits.name})",
        )
    lines = [f"{what} by minute from dose and route, median with 10 to 90 %, mmHg{rest}."]
    for panel in panels:
        amounts = [(panel.sessions, "session"), (panel.patients, "patient")]
        known = [many(amount, word) for amount, word in amounts if not np.isnan(amount)]
        name = ", ".join([ROUTES[panel.route].label, *known])
        said = [
            f"{part} median highest {curve.p50[curve.top]:.0f} {at_minute(float(curve.minute[curve.top]))} "
            f"(10 to 90 %: {curve.p10[curve.top]:.0f} to {curve.p90[curve.top]:.0f}, "
            f"{number(curve.readings[curve.top])} readings)"
            for part, curve in panel.curves.items()
        ]
        untimed = panel.sessions - panel.timed
        rest = f"; {many(untimed, 'session')} without timed readings" if untimed > 0 and said else ""
        lines.append(f"{name}: {panel.state or '; '.join(said)}{rest}.")
    return " ".join(lines)
