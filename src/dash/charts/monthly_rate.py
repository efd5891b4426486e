"""Hypertensive events per 100 sessions by month against a frozen centre and its limits."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dash.charts.chart import Chart, empty
from dash.charts.dates import Moments, iso, month, seconds, ticks
from dash.charts.parts import DASHED, Floats, Sheet, drawn, many, moments, number, numbers, spread, text_px
from dash.charts.placing import NOWHERE, Box, Spot, free_spot
from dash.charts.template import CLEAR, Tone, tint

LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 40, 84, 8, 36
_PLOT_PX = 370 - LEFT_PX - RIGHT_PX
"""Width labels are placed for: a third of a page."""
_SPOTS = (
    Spot("right", "bottom", -5, 6),
    Spot("left", "bottom", 5, 6),
    Spot("right", "middle", -11, 0),
    Spot("left", "middle", 11, 0),
    Spot("right", "top", -5, -6),
    Spot("left", "top", 5, -6),
    Spot("center", "bottom", 0, 10),
)
_HALF_MONTH = np.timedelta64(15, "D")


@dataclass(frozen=True)
class _Months:
    """One entry per month in time order; rate, interval, upper bound, limits and centre in percent, NaN where missing."""

    at: Moments
    rate: Floats
    low: Floats
    high: Floats
    bound: Floats
    lower: Floats
    upper: Floats
    events: Floats
    total: Floats
    centre: Floats

    @property
    def middle(self) -> float | None:
        """The frozen centre, None where there is none yet."""
        known = self.centre[~np.isnan(self.centre)]
        return float(known[-1]) if known.size else None

    @property
    def over(self) -> NDArray[np.intp]:
        """The months above their limit."""
        return np.flatnonzero(self.rate > self.upper)

    @property
    def under(self) -> NDArray[np.intp]:
        """The months below their lower limit."""
        return np.flatnonzero(self.rate < self.lower)

    def hovers(self) -> list[str]:
        """Return each month in words."""
        words = []
        columns = (self.at, self.events, self.total, self.rate, self.low, self.high, self.bound, self.upper)
        for at, events, total, rate, low, high, bound, upper in zip(*columns, strict=True):
            interval = "" if np.isnan(bound) else f", at most {bound:.1f} (95 %)"
            if not np.isnan([low, high]).any() and not interval:
                interval = f", 95 % interval {low:.1f}–{high:.1f}"
            limit = "" if np.isnan(upper) else f", limit {upper:.1f} %"
            share = (
                "no session"
                if np.isnan(rate)
                else f"{number(events)} of {number(total)} sessions ({rate:.1f} %{interval}{limit})"
            )
            words.append(f"{month(at)}: {share}")
        return words


@dataclass(frozen=True)
class _View:
    """The scales: time from start to end, percent from low to high."""

    start: np.datetime64
    end: np.datetime64
    low: float
    high: float
    height: int

    @property
    def y_px(self) -> float:
        """Px per percent."""
        return (self.height - TOP_PX - BOTTOM_PX) / (self.high - self.low)

    def point(self, at: np.datetime64, level: float) -> tuple[float, float]:
        """Return a place in px at the narrowest width."""
        return seconds(at - self.start) / seconds(self.end - self.start) * _PLOT_PX, (
            level - self.low
        ) * self.y_px


def monthly_rate(
    months: pd.DataFrame,
    tone: Tone,
    *,
    centre_name: str = "first year",
    limit_name: str = "upper 99.9 %<br>limit",
    event: str = "hypertensive event",
    height: int = 350,
) -> Chart:
    """Draw events per 100 sessions by month.

    Args:
        months: Rows of ``pressure_monthly``. Rate, its interval, centre and limits in percent of sessions.
        tone: Colours.
        centre_name: What the centre was taken from.
        limit_name: What the upper line is, in at most two lines.
        event: What is counted, singular, for the words.
        height: px.

    A month without sessions is a gap. A month above its limit is ringed and counted, one below its lower limit is ringed.
    """
    known = _months(months)
    if not known.at.size or np.isnan(known.rate).all():
        return empty(
            tone, height, "No month with a known peak pressure: it needs readings with minutes from dose."
        )
    sheet = Sheet(tone, height, (LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX))
    x = iso(known.at)
    uppers = known.upper[~np.isnan(known.upper)]
    # A month with a handful of sessions has a limit far above all others: it may leave the picture.
    limits = min(float(uppers.max()), 1.6 * float(np.median(uppers))) if uppers.size else 0.0
    highest = max([0.5, limits, *known.rate[~np.isnan(known.rate)]])
    view = _View(
        known.at[0] - _HALF_MONTH, known.at[-1] + _HALF_MONTH, -0.05 * highest, highest * 1.25, height
    )
    sheet.line(x, drawn(known.upper), tint(tone.alert, 0.65), 1, dash=DASHED, shape="hvh")
    if (known.lower > 0).any():
        sheet.line(x, drawn(known.lower), tone.muted, 1, dash=DASHED, shape="hvh")
    if known.middle is not None:
        sheet.rule(tone.muted, 1, xref="x domain", x0=0, x1=1, yref="y", y0=known.middle, y1=known.middle)
    sheet.scatter(
        x,
        drawn(known.rate),
        mode="lines+markers",
        connectgaps=False,
        cliponaxis=False,
        line={"color": tint(tone.ink, 0.35), "width": 1},
        marker={"size": 6 if len(x) <= 60 else 4, "color": tone.ink},
        hovertext=known.hovers(),
        hoverinfo="text",
    )
    _rings(sheet, known, view)
    _margin(sheet, known, centre_name, limit_name, view.y_px, highest)
    places, words = ticks(known.at[0], known.at[-1], 6, split=True, whole_months=True)
    sheet.axis(
        "xaxis", type="date", range=iso(np.array([view.start, view.end])), tickvals=places, ticktext=words
    )
    sheet.axis("yaxis", range=[view.low, view.high], nticks=6, title="events per 100 sessions")
    return sheet.chart(_words(known, centre_name, event))


def _months(frame: pd.DataFrame) -> _Months:
    at = moments(frame, "month")
    order = np.argsort(at, kind="stable")
    order = order[~np.isnat(at[order])]
    names = ("rate", "low", "high", "bound", "lower", "upper", "events", "total", "centre")
    columns = (numbers(frame, name)[order] for name in names)
    return _Months(at[order], *columns)


def _rings(sheet: Sheet, known: _Months, view: _View) -> None:
    """Ring each month beyond a limit; above the upper one, write its count beside it where there is room."""
    over, rate = known.over, known.rate
    if known.under.size:
        sheet.scatter(
            iso(known.at[known.under]),
            drawn(rate[known.under]),
            hoverinfo="skip",
            cliponaxis=False,
            marker={"size": 13, "color": CLEAR, "line": {"width": 1, "color": sheet.tone.muted}},
        )
    if not over.size:
        return
    tone = sheet.tone
    sheet.scatter(
        iso(known.at[over]),
        drawn(rate[over]),
        hoverinfo="skip",
        cliponaxis=False,
        marker={"size": 13, "color": CLEAR, "line": {"width": 2, "color": tone.alert}},
    )
    points = [view.point(when, level) for when, level in zip(known.at, rate, strict=True)]
    path = [point for point, level in zip(points, rate, strict=True) if not np.isnan(level)]
    taken: list[Box] = []
    for i in sorted(over.tolist(), key=lambda i: -rate[i])[:4]:
        words = f"{number(known.events[i])} in {number(known.total[i])}"
        size = (text_px(f"{words} above limit"), 13.0)
        spots = [spot for spot in _SPOTS if _fits(spot.box(points[i], *size))]
        spot = free_spot(points[i], size, [*spots, NOWHERE], [path], taken)
        if spot is NOWHERE:
            continue
        taken.append(spot.box(points[i], *size))
        sheet.note(
            f"<b>{words}</b> above limit", tone.alert, x=iso(known.at[[i]])[0], y=float(rate[i]), **vars(spot)
        )


def _fits(box: Box) -> bool:
    return box[0] >= 0 and box[1] <= _PLOT_PX


def _margin(
    sheet: Sheet, known: _Months, centre_name: str, limit_name: str, px: float, highest: float
) -> None:
    tone, upper, middle = sheet.tone, known.upper[~np.isnan(known.upper)], known.middle
    labels: list[tuple[float, str, str]] = []
    if upper.size:
        # The last month may have few sessions, and a limit out of the picture.
        labels.append((min(float(upper[-1]), highest), limit_name, tone.alert))
    lower = known.lower[known.lower > 0]
    if lower.size:
        labels.append((float(lower[-1]), "lower limit", tone.muted))
    if middle is not None:
        labels.append((middle, f"centre {middle:.1f},<br>{centre_name}", tone.muted))
    else:
        sheet.note(
            "no centre yet",
            tone.muted,
            x=1,
            y=1,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="top",
            xshift=6,
        )
    for (_, text, colour), place in zip(
        labels, spread([level for level, _, _ in labels], 30 / px), strict=True
    ):
        sheet.margin_note(text, place, colour, align="left")


def _words(known: _Months, centre_name: str, event: str) -> str:
    at, rate, events, total, middle, over = (
        known.at,
        known.rate,
        known.events,
        known.total,
        known.middle,
        known.over,
    )
    held = ~np.isnan(rate)
    when = f"{month(at[0])} to {month(at[-1])}" if len(at) > 1 else month(at[0])
    lines = [
        f"{event.capitalize()}s per 100 sessions by month, {when}: {many(float(np.nansum(events)), event)} in "
        f"{many(float(np.nansum(total)), 'session')} over {many(int(held.sum()), 'month')} with sessions."
    ]
    last = int(np.flatnonzero(held)[-1])
    lines.append(
        f"Last {month(at[last])}: {number(events[last])} of {number(total[last])} ({rate[last]:.1f} %)."
    )
    if middle is not None:
        lines.append(f"Centre {middle:.1f} % ({centre_name}).")
    for i in over[-4:]:
        lines.append(f"Above the limit in {month(at[i])}: {number(events[i])} in {number(total[i])}.")
    for i in known.under[-4:]:
        lines.append(f"Below the lower limit in {month(at[i])}: {number(events[i])} in {number(total[i])}.")
    if not over.size and not np.isnan(known.upper).all():
        lines.append("No month above its limit.")
    if not held.all():
        lines.append(f"{many(int((~held).sum()), 'month')} without sessions.")
    return " ".join(lines)
