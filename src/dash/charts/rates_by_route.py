"""Rate of each side effect by route with its interval, the counts behind it, and the difference of two routes."""

from collections.abc import Collection

import pandas as pd

from dash.charts.chart import Chart, empty
from dash.charts.effect_gaps import draw_differences, head_of
from dash.charts.parts import Sheet, count, missing, number, texts
from dash.charts.published import draw_published, rate_reach
from dash.charts.rates import UNIT_WORDS, Effect, rates_words, read_effects, shown_effects
from dash.charts.template import TEXT_PX, RouteMark, Tone, plain, route_mark, route_order, tint

NAMES_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 150, 12, 42, 38
ROW_PX = 29
_TITLES = {
    "sessions": "sessions with the effect, of those in which it was asked for",
    "patients": "patients ever with the effect, of those asked",
    "hours": "sessions with the effect, per 100 monitored hours",
}
Q_PX = 46
"""Room right of the differences for their q-values."""


def rates_by_route(
    rates: pd.DataFrame,
    differences: pd.DataFrame | None,
    tone: Tone,
    *,
    unit: str = "sessions",
    compared: tuple[str, str] | None = None,
    pinned: Collection[str] = (),
    selected: str | None = None,
    published: pd.DataFrame | None = None,
    most: int = 25,
) -> Chart:
    """Draw rates by effect and route.

    Args:
        rates: Rates by route; only ``unit`` is drawn. Rates per 100 of it.
        differences: Rows of ``effect_differences`` (first minus second route, per 100), None for none.
        tone: Colours.
        unit: ``sessions``, ``patients`` or ``hours``: the denominator.
        compared: The two routes of ``differences``, first and second.
        pinned: Keys of effects kept on top, above a stronger rule, whatever their rate.
        selected: Key of the effect whose row is tinted.
        published: Columns effect, route, unit, rate (percent), source: an upright tick, in the same unit only.
        most: Rows at most.

    At most ``most`` rows, others are left to the table; pinned ones and the selected one always stay. Order: pinned,
    then by size of difference (highest rate where there is none). Counts below 5 are muted. A filled difference
    has an interval that excludes 0. An open mark of a route has no interval: too few
    patients had the effect. Meant for the full page width, from 1,100 px. Height: 29 px a row (more above
    four routes) and 80.
    """
    chosen = rates[[word == unit for word in texts(rates, "unit")]] if "unit" in rates.columns else rates
    routes = route_order(texts(chosen, "route"))
    effects = read_effects(chosen, differences, unit, pinned)
    if not effects:
        return empty(tone, 220, "No side effect recorded in the sessions chosen.")
    shown = shown_effects(effects, pinned, selected, most)
    row_px = ROW_PX + 2 * max(0, len(routes) - 4)
    foot = 16 if len(shown) < len(effects) else 0
    sheet = Sheet(
        tone,
        row_px * len(shown) + TOP_PX + BOTTOM_PX + foot,
        (NAMES_PX, Q_PX if compared else RIGHT_PX, TOP_PX, BOTTOM_PX + foot),
    )
    panels = _panels(
        sheet,
        len(routes),
        compared is not None and any(effect.difference or effect.too_few for effect in shown),
    )
    _row_rules(sheet, shown, pinned, selected)
    top = rate_reach(shown, published, unit)
    for slot, route in enumerate(routes):
        mark = route_mark(route, tone)
        offset = 0.27 - 0.54 * slot / max(1, len(routes) - 1) if len(routes) > 1 else 0.0
        _dots(sheet, shown, mark, offset, top, unit)
        _counts(sheet, shown, mark, slot, short=len(routes) > 4, hours=unit == "hours")
    draw_published(sheet, shown, routes, published, unit, top)
    if panels == 3:
        draw_differences(sheet, shown, unit)
        one, two = (route_mark(key, tone).label for key in compared or ("", ""))
        sheet.note(f"<b>{one} minus {two.lower()}</b>, 95 % interval", tone.ink, x=0, **head_of("x3"))
    sheet.note(
        f"<b>Rate</b> per 100 {UNIT_WORDS.get(unit, unit)}, 95 % interval", tone.ink, x=0, **head_of("x")
    )
    _axes(sheet, shown, unit, top, len(routes), panels)
    if foot:
        sheet.note(
            f"{len(effects) - len(shown)} more in the table",
            tone.muted,
            x=0,
            y=0,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="top",
            yshift=-BOTTOM_PX,
        )
    return sheet.chart(
        rates_words(shown, len(effects), routes, unit, compared if panels == 3 else None, pinned)
    )


def _panels(sheet: Sheet, routes: int, with_differences: bool) -> int:
    """Share the width between rates, counts and differences; return the number of panels."""
    counts = (0, 0.12, 0.2, 0.28, 0.35)[routes] if routes <= 4 else 0.063 * routes
    differences = 0.25 if with_differences else 0.0
    edge = 1 - differences - counts - 0.04
    sheet.axis("xaxis", domain=[0, edge])
    sheet.axis("xaxis2", domain=[edge + 0.02, edge + 0.02 + counts], anchor="y")
    if with_differences:
        sheet.axis("xaxis3", domain=[edge + 0.04 + counts, 1], anchor="y")
    return 3 if with_differences else 2


def _row_rules(sheet: Sheet, shown: list[Effect], pinned: Collection[str], selected: str | None) -> None:
    """Rule off every row, the pinned ones more strongly, and tint the selected one, row names included."""
    tone = sheet.tone
    on_top = sum(effect.key in pinned for effect in shown)
    for row, effect in enumerate(shown):
        strong = row + 1 == on_top and on_top < len(shown)
        for ends in ({"x0": 0, "x1": 1}, {"xsizemode": "pixel", "xanchor": 0, "x0": -NAMES_PX, "x1": 0}):
            sheet.rule(
                tone.muted if strong else tone.hair,
                1,
                xref="paper",
                yref="y",
                y0=row + 0.5,
                y1=row + 0.5,
                **ends,
            )
            if effect.key == selected:
                sheet.box(tone.fan, xref="paper", yref="y", y0=row - 0.48, y1=row + 0.48, **ends)


def _dots(sheet: Sheet, shown: list[Effect], mark: RouteMark, offset: float, top: float, unit: str) -> None:
    x: list[float] = []
    y: list[float] = []
    plus: list[float] = []
    minus: list[float] = []
    hover: list[str] = []
    cut: list[float] = []
    symbols: list[str] = []
    sign = "" if unit == "hours" else " %"
    for row, effect in enumerate(shown):
        rate = effect.rates.get(mark.key)
        if rate is None or missing(rate.rate):
            continue
        low, high = (rate.rate if missing(edge) else edge for edge in (rate.low, rate.high))
        x.append(rate.rate)
        y.append(row - offset)
        few = rate.state == "few" and missing(rate.low)
        symbols.append(f"{mark.symbol}-open" if few else mark.symbol)
        plus.append(max(0.0, high - rate.rate))
        minus.append(max(0.0, rate.rate - low))
        if high > top:
            cut.append(row - offset)
        said = (
            f" ({rate.low:.1f}–{rate.high:.1f})" if not missing(rate.low) and not missing(rate.high) else ""
        )
        how = f"<br>{plain(rate.method, 90)}" if rate.method else ""
        size = f"in {rate.total:,.0f} hours" if unit == "hours" else f"of {number(rate.total)}"
        hover.append(
            f"{mark.label}: {plain(effect.label, 60)}<br>{rate.rate:.1f}{sign}{said}, "
            f"{number(rate.events)} {size}{how}"
        )
    sheet.scatter(
        x,
        y,
        cliponaxis=False,
        marker={
            # One word where all are alike: an array of them would only make the figure longer.
            "symbol": symbols if len(set(symbols)) > 1 else next(iter(symbols), mark.symbol),
            "size": 8,
            "color": mark.colour,
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": plus,
            "arrayminus": minus,
            "width": 0,
            "thickness": 1.4,
            "color": tint(mark.colour, 0.55),
        },
        hovertext=hover,
        hoverinfo="text",
    )
    if cut:
        sheet.scatter(
            [top] * len(cut),
            cut,
            mode="text",
            text=["›"] * len(cut),
            textposition="middle right",
            cliponaxis=False,
            textfont={"size": TEXT_PX, "color": mark.colour},
            hoverinfo="skip",
        )


def _counts(
    sheet: Sheet, shown: list[Effect], mark: RouteMark, slot: int, *, short: bool, hours: bool
) -> None:
    """Write events under a head that also is the key to shape and colour."""
    tone = sheet.tone
    known = [(row, effect.rates[mark.key]) for row, effect in enumerate(shown) if mark.key in effect.rates]
    sheet.scatter(
        [slot] * len(known),
        [row for row, _ in known],
        xaxis="x2",
        yaxis="y",
        mode="text",
        text=["–" if rate.total == 0 or missing(rate.events) else count(rate.events) for _, rate in known],
        textfont={"size": TEXT_PX, "color": [tone.muted if rate.few else tone.ink for _, rate in known]},
        hoverinfo="skip",
    )
    totals = {round(rate.total) for _, rate in known if not missing(rate.total)}
    n = (
        "n = –"
        if not totals
        else f"n = {count(max(totals))}"
        if len(totals) == 1
        else f"n ≤ {count(max(totals))}"
    )
    if hours and totals:
        n = f"{max(totals):,} h"
    name = mark.short if short else mark.label
    sheet.note(
        f"{mark.glyph} <b>{name}</b><br>{n}",
        mark.colour,
        x=slot,
        y=1,
        xref="x2",
        yref="paper",
        yanchor="bottom",
        yshift=4,
    )


def _axes(sheet: Sheet, shown: list[Effect], unit: str, top: float, routes: int, panels: int) -> None:
    tone = sheet.tone
    sheet.axis(
        "yaxis",
        range=[len(shown) - 0.5, -0.5],
        tickvals=list(range(len(shown))),
        showgrid=False,
        ticktext=[plain(effect.label, 22) for effect in shown],
        tickfont={"size": TEXT_PX, "color": tone.ink},
        ticklabelstandoff=10,
    )
    sheet.axis(
        "xaxis",
        range=[0, top],
        title=_TITLES.get(unit, f"per 100 {unit}"),
        ticksuffix="" if unit == "hours" else " %",
        nticks=7,
    )
    sheet.axis("xaxis2", range=[-0.6, routes - 0.4], visible=False)
    if panels == 3:
        sheet.axis(
            "xaxis3", title="per 100 monitored hours" if unit == "hours" else "percentage points", nticks=6
        )
