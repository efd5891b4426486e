"""The session rail: a mark per session under an axis; shape and colour say the route, size the dose."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from dash.charts.dates import Moments, day
from dash.charts.parts import Floats, Sheet, Spec, many, text_px
from dash.charts.runs import Run
from dash.charts.template import TINY_PX, RouteMark, route_mark
from dash.charts.time_axis import PAD, PLOT_PX, UNIT_PX, TimeAxis
from dash.vocabulary import ROUTES

SMALLEST_PX, LARGEST_PX, UNKNOWN_PX = 5, 12, 7
LANE_PX, SLOT_LANE_PX = 13, 15
_NEAR_PX, _NEAR_PAST_PX = 4, 9
"""Marks of one route nearer than this are joined; the second holds in a compressed past."""
_SLOT_LARGEST_PX = 9
_PAST_PX = 8
"""Largest mark in a compressed past."""
CHANGED = "<b>|</b> changed plan"


class Rail:
    """The rail on a time axis: where its labels stand decides how many lanes it has."""

    def __init__(self, runs: Sequence[Run], axis: TimeAxis) -> None:
        """Place the labels of ``runs``."""
        self.runs, self.axis = runs, axis
        self.places = _label_places(runs, axis)
        self.lanes = len(runs) if self.places is None else 1

    @property
    def height(self) -> int:
        """The room it needs, px."""
        return 38 if self.lanes == 1 else LANE_PX * self.lanes + 6

    def draw(self, sheet: Sheet, row: int) -> None:
        """Draw it in panel ``row``: on one lane with labels below, or on one lane per route."""
        axis, tone = f"yaxis{row}", sheet.tone
        largest = 9 if self.lanes > 1 else LARGEST_PX
        for lane, run in enumerate(self.runs):
            mark = route_mark(run.route, tone)
            x, past = self.axis.place(run.at), self.axis.past(run.at)
            level = -lane if self.lanes > 1 else 0
            groups = _joined(run, x * UNIT_PX, past, alone=self.lanes > 1)
            draw_run(sheet, run, x, groups, past, row=row, level=level, largest=largest)
            if self.places is None:
                words = run.doses(run.drug[0]) if len(set(run.drug)) == 1 else "several drugs"
                sheet.margin_note(words, -lane, tone.muted, row, size=TINY_PX)
            else:
                sheet.note(run.label, mark.colour, x=self.places[lane], y=-0.3, row=row, yanchor="top")
        if not self.runs:
            spot: Spec = {"xref": f"x{row} domain", "xanchor": "left"}
            sheet.note("none recorded", tone.muted, x=0.02, y=0, row=row, **spot)
        if any(any(run.changed) for run in self.runs):
            place: Spec = {"yref": "paper", "yanchor": "top", "yshift": -3}
            sheet.margin_note(CHANGED, 0, tone.muted, row, size=TINY_PX, **place)
        if self.lanes > 1:
            names = [f"{ROUTES[run.route].glyph} {ROUTES[run.route].short}" for run in self.runs]
            places = [-lane for lane in range(self.lanes)]
            sheet.axis(axis, range=[-self.lanes + 0.4, 0.6], tickvals=places, ticktext=names, showgrid=False)
        else:
            sheet.axis(axis, range=[-1.3, 0.7], tickvals=[0], ticktext=["sessions"], showgrid=False)


def _label_places(runs: Sequence[Run], axis: TimeAxis) -> list[float] | None:
    """Return the middle of each label on the axis, None where they cannot stand in one row."""
    spots = []
    for run in runs:
        half = text_px(run.label) / 2
        if half > PLOT_PX / 2 - 4:
            return None
        ends = axis.place(run.at[[0, -1]])
        middle = (float(ends.mean()) + PAD) * UNIT_PX
        spots.append((min(max(middle, half), PLOT_PX - half), half))
    if any(b[0] - b[1] - a[0] - a[1] < 8 for a, b in pairwise(sorted(spots))):
        return None
    return [spot / UNIT_PX - PAD for spot, _ in spots]


def slot_rail(
    sheet: Sheet,
    runs: Sequence[Run],
    session: Floats,
    place: Floats,
    past: np.ndarray,
    slot_px: float,
    row: int,
) -> None:
    """Draw the rail in one lane over an axis of session numbers.

    Args:
        sheet: The sheet; panel ``row`` is the lane, made by ``add_lane``.
        runs: Sessions by route.
        session: Numbers of the sessions on the axis.
        place: Where each of them stands.
        past: Whether it stands in the compressed past.
        slot_px: Width of one unit of the axis, px.
        row: Panel of the lane.
    """
    where = {number: i for i, number in enumerate(session.tolist())}
    for run in runs:
        rows = [where.get(number, -1) for number in run.session.tolist()]
        x = np.array([place[i] if i >= 0 else np.nan for i in rows])
        old = np.array([i >= 0 and bool(past[i]) for i in rows])
        largest = int(min(_SLOT_LARGEST_PX, max(SMALLEST_PX, slot_px - 2)))
        groups = _joined(run, x * slot_px, old)
        draw_run(sheet, run, x, groups, old, row=row, largest=largest, tick=0.95)
    sheet.axis(f"yaxis{row}", range=[-0.75, 1.2], showticklabels=False, showgrid=False)


def add_lane(sheet: Sheet, panels: int, share: float) -> int:
    """Make room for a rail under ``panels`` stacked panels; return the number of its panel.

    ``share`` of the height goes to the lane; its x axis carries the ticks.
    """
    row = panels + 1
    for panel in range(1, row):
        suffix = "" if panel == 1 else str(panel)
        low, high = sheet.layout[f"yaxis{suffix}"].get("domain", (0.0, 1.0))
        domain = [share + (1 - share) * low, share + (1 - share) * high]
        sheet.axis(f"yaxis{suffix}", domain=domain, anchor=f"x{suffix}")
        sheet.axis(f"xaxis{suffix}", anchor=f"y{suffix}", showticklabels=False, matches=f"x{row}")
    sheet.axis(f"yaxis{row}", domain=[0.0, share], anchor=f"x{row}")
    sheet.axis(f"xaxis{row}", anchor=f"y{row}", showticklabels=True)
    return row


def draw_run(
    sheet: Sheet,
    run: Run,
    x: Floats,
    groups: Sequence[list[int]],
    past: np.ndarray,
    *,
    row: int,
    level: float = 0,
    largest: int = LARGEST_PX,
    tick: float = 0.52,
) -> None:
    """Draw the marks of one route, and a tick over each session whose plan changed, ``tick`` above ``level``."""
    if not groups:
        return
    mark, tone = route_mark(run.route, sheet.tone), sheet.tone
    crowded = len(groups) > 60
    sizes = _sizes(run, min(largest, 8) if crowded else largest)
    unknown = [bool(np.isnan(run.dose[group]).all()) for group in groups]
    places = [float(x[group[0]]) for group in groups]
    sheet.scatter(
        places,
        [level] * len(groups),
        row,
        cliponaxis=False,
        marker={
            "symbol": mark.symbol,
            "color": [tone.page if blank else mark.colour for blank in unknown],
            "opacity": 1,
            "size": [
                float(min(sizes[group].max(), _PAST_PX if past[group[0]] else largest)) for group in groups
            ],
            "line": {
                "width": 0.5 if crowded else 1,
                "color": [mark.colour if blank else tone.page for blank in unknown],
            },
        },
        hovertext=[_hover(run, group, mark) for group in groups],
        hoverinfo="text",
    )
    changed = [i for i, group in enumerate(groups) if any(run.changed[one] for one in group)]
    if changed:
        sheet.scatter(
            [places[i] for i in changed],
            [level + tick] * len(changed),
            row,
            cliponaxis=False,
            hoverinfo="skip",
            marker={"symbol": "line-ns", "size": 5, "line": {"width": 1.5, "color": tone.ink}},
        )


def _joined(run: Run, px: Floats, past: np.ndarray, *, alone: bool = False) -> list[list[int]]:
    """Return sessions whose marks would cover one another.

    On a lane with other routes never across a session of one of them; ``alone`` says it has none.
    """
    groups: list[list[int]] = []
    for i in range(len(px)):
        if np.isnan(px[i]):
            continue
        near = _NEAR_PAST_PX if past[i] else _NEAR_PX
        if (
            groups
            and px[i] - px[groups[-1][0]] < near
            and (alone or run.order[i] == run.order[groups[-1][-1]] + 1)
        ):
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _sizes(run: Run, largest: int) -> Floats:
    """Return the diameter of each mark: mg per kg within this route and drug; a fixed one where unknown."""
    amount = run.dose if np.isnan(run.per_kg).all() else run.per_kg
    drugs = np.array(run.drug, dtype=object)
    sizes = np.full(len(amount), float(min(UNKNOWN_PX, largest)))
    for drug in set(run.drug):
        known = (drugs == drug) & ~np.isnan(amount)
        if known.any():
            share = amount[known] / max(float(amount[known].max()), 1e-9)
            sizes[known] = SMALLEST_PX + (largest - SMALLEST_PX) * np.clip((share - 0.4) / 0.6, 0, 1)
    return sizes.round(1)


def _hover(run: Run, group: list[int], mark: RouteMark) -> str:
    if len(group) == 1:
        return run.card[group[0]]
    at: Moments = run.at[group]
    known = at[~np.isnat(at)]
    when = f", {day(known[0])} to {day(known[-1])}" if known.size else ""
    numbers = run.session[group]
    span = "" if np.isnan(numbers).any() else f" {numbers[0]:.0f} to {numbers[-1]:.0f}"
    drugs = dict.fromkeys(run.drug[one] for one in group)
    part = Run(
        run.route,
        (),
        at,
        run.dose[group],
        run.per_kg[group],
        tuple(run.drug[i] for i in group),
        numbers,
        (),
        (),
    )
    given = f"{mark.label} {', '.join(part.doses(drug) for drug in drugs)}"
    what = sorted({run.changed[i] for i in group if run.changed[i]})
    changed = f"<br>Changed plan: {'; '.join(what)}" if what else ""
    return f"<b>{many(len(group), 'session')} joined</b>{span}{when}<br>{given}{changed}"
