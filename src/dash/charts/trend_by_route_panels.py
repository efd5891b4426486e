"""The two kinds of panel of an effect over time: monthly shares with limits, sessions between rare reports."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dash.charts.dates import Moments, iso, month
from dash.charts.parts import DASHED, Floats, Sheet, drawn, many, number
from dash.charts.template import CLEAR, route_mark, tint

_STRIP = 0.2
"""Room below zero for the strip, of the height above it."""


@dataclass(frozen=True)
class Panel:
    """One route: one entry per month in time order, and the points between reports where the effect is rare.

    Attributes:
        at: Months.
        values: events, total; rate, low, high, centre, lower, upper and way_share in percent; NaN where missing.
        way, changed, beyond, stretch, why: By month, as the question says.
        rare: Whether sessions between reports are drawn instead of months.
        days, points, reasons: As in ``effect_between``.
    """

    at: Moments
    values: dict[str, Floats]
    way: list[str]
    changed: list[bool]
    beyond: list[bool]
    stretch: Floats
    why: list[str]
    rare: bool
    days: Moments
    points: dict[str, Floats]
    reasons: list[str]

    def says(self) -> list[str]:
        """Return what stands beside the panel: the centre and months beyond, or what cannot be said."""
        if self.rare:
            return self._says_rare()
        centre = self.values["centre"]
        known = centre[~np.isnan(centre)]
        if not known.size:
            reasons = [
                why for why, total in zip(self.why, self.values["total"], strict=True) if why and total > 0
            ]
            return ["no limits", reasons[-1] if reasons else ""]
        # The last months may be of a stretch without limits of its own.
        now = centre[np.flatnonzero(self.values["total"] > 0)[-1]]
        first = f"centre {known[-1]:.1f} %" + ("" if not np.isnan(now) else ", none for the last months")
        out = sum(self.beyond)
        return [first, f"{many(out, 'month')} beyond limits" if out else "no month beyond limits"]

    def _says_rare(self) -> list[str]:
        if not len(self.days):
            return ["no report to count from"]
        centre = self.points["centre"][-1]
        each = f"under five a month: sessions between reports, {many(self.points['events'][-1], 'report')} a point"
        if np.isnan(centre):
            return [each, self.reasons[-1]]
        close = int((self.points["between"] <= self.points["lower"]).sum())
        return [
            each,
            f"usual median {number(centre)}",
            f"{many(close, 'point')} unusually close" if close else "none unusually close",
        ]


def monthly_panel(
    sheet: Sheet, panel: Panel, row: int, route: str, top: float, few: int
) -> tuple[float, float]:
    """Draw monthly shares with centre and limits; return the ends of the scale, percent."""
    mark, x = route_mark(route, sheet.tone), iso(panel.at)
    values = panel.values
    rate, total = values["rate"], values["total"]
    low = -_STRIP * top
    for name in ("lower", "upper"):
        # A limit at the edge of what is possible limits nothing.
        line = np.where((values[name] > 0) & (values[name] < 100), np.minimum(values[name], top), np.nan)
        sheet.line(
            x, drawn(line), tint(sheet.tone.alert, 0.55), 1, row, dash=DASHED, shape="hvh", connectgaps=False
        )
    sheet.line(x, drawn(values["centre"]), sheet.tone.muted, 1, row, shape="hvh", connectgaps=False)
    sheet.line(
        *_apart(x, np.minimum(rate, top), panel.stretch), tint(mark.colour, 0.4), 1, row, connectgaps=False
    )
    sheet.scatter(
        x,
        drawn(np.minimum(rate, top)),
        row,
        cliponaxis=False,
        marker={
            "size": 6,
            "color": mark.colour,
            "symbol": [mark.symbol if n >= few else f"{mark.symbol}-open" for n in total.tolist()],
        },
        hovertext=_hovers(panel, mark.label),
        hoverinfo="text",
    )
    out = np.flatnonzero(np.array(panel.beyond, dtype=np.bool))
    if out.size:
        _ring(sheet, iso(panel.at[out]), np.minimum(rate[out], top), row)
    suffix = "" if row == 1 else str(row)
    steps = _steps(top)
    sheet.axis(
        f"yaxis{suffix}", range=[low, top], tickvals=steps, ticktext=[f"{number(step)} %" for step in steps]
    )
    return low, top


def sessions_panel(sheet: Sheet, panel: Panel, row: int, route: str) -> tuple[float, float]:
    """Draw the sessions between reports with their limits; return the ends of the scale, sessions."""
    mark, points = route_mark(route, sheet.tone), panel.points
    between, centre, lower = points["between"], points["centre"], points["lower"]
    usual = centre[~np.isnan(centre)]
    top = max(1.0, float(between.max(initial=0.0)), 1.3 * float(usual.max(initial=0.0))) * 1.12
    low = -_STRIP * top
    suffix = "" if row == 1 else str(row)
    sheet.axis(f"yaxis{suffix}", range=[low, top], tickvals=_steps(top))
    if not len(panel.days):
        sheet.scatter([None], [None], row, hoverinfo="skip")
        sheet.note(
            "no report", sheet.tone.muted, x=0.5, y=0.6, row=row, xref="paper", yref=f"y{suffix} domain"
        )
        return low, top
    x = iso(panel.days)
    sheet.line(x, drawn(centre), sheet.tone.muted, 1, row, shape="hv", connectgaps=False)
    sheet.line(
        x, drawn(lower), tint(sheet.tone.alert, 0.55), 1, row, dash=DASHED, shape="hv", connectgaps=False
    )
    sheet.line(*_apart(x, between, points["stretch"]), tint(mark.colour, 0.4), 1, row, connectgaps=False)
    sheet.scatter(
        x,
        drawn(between),
        row,
        cliponaxis=False,
        marker={"size": 6, "color": mark.colour, "symbol": mark.symbol},
        hovertext=[
            f"{mark.label}, {month(day)}: {many(gap, 'session')} without it before {many(each, 'report')}"
            for day, gap, each in zip(panel.days, between.tolist(), points["events"].tolist(), strict=True)
        ],
        hoverinfo="text",
    )
    close = np.flatnonzero(between <= lower)
    if close.size:
        _ring(sheet, iso(panel.days[close]), between[close], row)
    return low, top


def _apart(x: list[str], y: Floats, stretch: Floats) -> tuple[list[str], list[float | None]]:
    """Return a line that breaks where a new stretch begins: what lies on either side does not compare."""
    ends = [at for at in range(1, len(x)) if stretch[at] != stretch[at - 1]]
    values = drawn(y)
    for at in reversed(ends):
        x, values = [*x[:at], x[at], *x[at:]], [*values[:at], None, *values[at:]]
    return x, values


def _steps(top: float) -> list[float]:
    """Return two to four round places from 0 up."""
    step = next(s * 10**e for e in range(7) for s in (1, 2, 5, 10) if top / (s * 10**e) <= 4)
    return [float(at) for at in np.arange(0, top, step)]


def _ring(sheet: Sheet, x: list[str], y: NDArray[np.float64], row: int) -> None:
    ring = {"size": 12, "color": CLEAR, "line": {"width": 2, "color": sheet.tone.alert}}
    sheet.scatter(x, drawn(y), row, hoverinfo="skip", cliponaxis=False, marker=ring)


def _hovers(panel: Panel, label: str) -> list[str]:
    words = []
    columns = ("events", "total", "rate", "low", "high", "lower", "upper", "way_share")
    rows = zip(panel.at, panel.way, *(panel.values[name].tolist() for name in columns), strict=True)
    for at, way, events, total, rate, low, high, lower, upper, share in rows:
        if not total > 0:
            words.append(f"{label}, {month(at)}: not asked for")
            continue
        interval = "" if np.isnan(low) or np.isnan(high) else f" ({low:.1f}–{high:.1f})"
        limits = "" if np.isnan(upper) else f"<br>limits {lower:.1f} to {upper:.1f} %"
        asked = "" if np.isnan(share) or way == "none" else f"<br>asked: {way}, {share:.0f} % in one way"
        words.append(
            f"{label}, {month(at)}: {rate:.1f} %{interval}, {number(events)} of {number(total)}{limits}{asked}"
        )
    return words
