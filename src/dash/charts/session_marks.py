"""What stands beside the readings of one session: dose, check, end of monitoring, today's reading before the dose."""

from math import isnan
from typing import NamedTuple

import numpy as np
import pandas as pd

from dash.charts.dates import seconds
from dash.charts.parts import Spec, moments, text_px, truths
from dash.charts.placing import Spot, free_spot
from dash.charts.session_view import COMING_MINUTE, View
from dash.charts.template import TINY_PX

_COMING_SPOTS = tuple(Spot("left", "middle", 10, lift) for lift in (0, 9, -9, 16, -16, 24, -24))


class Ends(NamedTuple):
    """When the patient was fit to leave and when monitoring ended, minutes from dose; NaN where not recorded."""

    ready: float
    ended: float

    @property
    def latest(self) -> float:
        """The later of both, NaN where neither is recorded."""
        known = [minute for minute in self if not isnan(minute)]
        return max(known, default=float("nan"))

    @property
    def words(self) -> str:
        """Both in words; empty where neither is recorded."""
        named = [("ready", self.ready), ("ended", self.ended)]
        return ", ".join(f"{name} {minute:.0f}" for name, minute in named if not isnan(minute))


def read_ends(held: pd.DataFrame, row: int) -> Ends:
    """Return the minutes of one session; without clock times there are none."""
    if truths(held, "has_clock")[row] is False:
        return Ends(float("nan"), float("nan"))
    start = moments(held, "started_at")[row]

    def minute(column: str) -> float:
        when = moments(held, column)[row]
        return float("nan") if np.isnat(when) or np.isnat(start) else seconds(when - start) / 60

    return Ends(minute("ready_at"), minute("ended_at"))


def draw_ends(view: View, ends: Ends) -> None:
    """Mark when the patient was ready and when monitoring ended, named once between the panels."""
    shown = [minute for minute in ends if view.start <= minute <= view.end]
    for minute in shown:
        place: Spec = {"xref": "x2", "yref": "paper", "x0": minute, "x1": minute, "y0": 0, "y1": 1}
        view.sheet.rule(view.tone.faint, 1, "1px,3px", **place)
    if not shown:
        return
    width = text_px(ends.words + " min", TINY_PX)
    right = (max(shown) - view.start) * view.px > width + 40
    minute = max(shown) if right else min(shown)
    view.sheet.note(
        f"{ends.words} min",
        view.tone.muted,
        x=minute,
        y=view.sheet.layout["yaxis2"]["domain"][1],
        yref="paper",
        xanchor="right" if right else "left",
        yanchor="bottom",
        xshift=-3 if right else 3,
        yshift=-1,
        size=TINY_PX,
        bgcolor=view.tone.page,
        borderpad=0,
    )
    x, y = view.top("diastolic", minute)
    view.taken["diastolic"].append(
        (x - width - 3, x, y - 1, y + 14) if right else (x, x + width, y - 1, y + 14)
    )


def draw_hairlines(view: View, check_minute: float, check_missing: bool) -> None:
    """Mark dose and required check over both panels."""
    check = f"{check_minute:g} min check" + (" missing" if check_missing else "")
    for minute, name in ((0, "dose"), (check_minute, check)):
        view.sheet.rule(view.tone.faint, 1, xref="x2", x0=minute, x1=minute, yref="paper", y0=0, y1=1)
        view.sheet.note(
            name, view.tone.muted, x=minute, y=1, yref="paper", xanchor="left", yanchor="top", xshift=3
        )
        x, y = view.top("systolic", minute)
        view.taken["systolic"].append((x, x + 3 + text_px(name), y - 14, y))


def name_coming(view: View) -> None:
    """Write the reading before today's dose beside its place."""
    for part, level in view.coming.items():
        point, size = view.point(part, COMING_MINUTE, level), (text_px("142 today"), 16.0)
        view.taken[part].append((point[0] - 7, point[0] + 7, point[1] - 7, point[1] + 7))
        spot = free_spot(point, size, _COMING_SPOTS, view.lines(part), view.taken[part])
        view.taken[part].append(spot.box(point, *size))
        place = vars(spot) | {"bgcolor": view.tone.page, "borderpad": 0}
        colour, row = view.tone.part(part), view.row(part)
        view.sheet.note(f"<b>{level:.0f}</b> today", colour, x=COMING_MINUTE, y=level, row=row, **place)


def mark_coming(view: View) -> None:
    """Draw the reading before today's dose as an open diamond, above everything else."""
    for part, level in view.coming.items():
        line = {"width": 2, "color": view.tone.part(part)}
        marker = {"symbol": "diamond", "size": 11, "color": view.tone.page, "opacity": 1, "line": line}
        view.sheet.scatter(
            [COMING_MINUTE],
            [level],
            view.row(part),
            cliponaxis=False,
            marker=marker,
            hovertext=[f"Before today's dose: {part} {level:.0f} mmHg"],
            hoverinfo="text",
        )
