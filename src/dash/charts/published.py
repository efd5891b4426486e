"""Published rates beside the clinic's own, and how far the axis of rates reaches."""

import pandas as pd

from dash.charts.parts import Sheet, numbers, texts
from dash.charts.rates import Effect
from dash.charts.template import plain, route_key


def rate_reach(shown: list[Effect], published: pd.DataFrame | None, unit: str) -> float:
    """Return the end of the rate axis: intervals of tiny groups may run over it, marks never do."""
    rates = [rate.rate for effect in shown for rate in effect.rates.values() if rate.rate >= 0]
    highs = [rate.high for effect in shown for rate in effect.rates.values() if rate.high >= 0]
    highest = max(rates, default=0.0)
    reach = max(highest * 1.08, min(max(highs, default=0.0), highest * 3), 2.0)
    if published is not None:
        units, keys = texts(published, "unit"), {effect.key for effect in shown}
        named = zip(texts(published, "effect"), units, numbers(published, "rate").tolist(), strict=True)
        reach = max(
            [reach, *(rate * 1.22 for key, word, rate in named if word == unit and key in keys and rate >= 0)]
        )
    return reach if unit == "hours" else min(104.0, reach)


def draw_published(
    sheet: Sheet,
    shown: list[Effect],
    routes: list[str],
    published: pd.DataFrame | None,
    unit: str,
    top: float,
) -> None:
    """Draw published rates of the same unit as upright ticks, named at the highest one."""
    if published is None or not len(published):
        return
    rows = {effect.key: row for row, effect in enumerate(shown)}
    marks = []
    columns = (texts(published, name) for name in ("effect", "route", "unit", "source"))
    for key, route, word, source, rate in zip(*columns, numbers(published, "rate").tolist(), strict=True):
        if key in rows and word == unit and route_key(route) in routes and 0 <= rate <= top:
            slot = routes.index(route_key(route))
            offset = 0.27 - 0.54 * slot / max(1, len(routes) - 1) if len(routes) > 1 else 0.0
            marks.append((rate, rows[key] - offset, f"{plain(source, 80)}: {rate:g} %"))
    if not marks:
        return
    sheet.scatter(
        [mark[0] for mark in marks],
        [mark[1] for mark in marks],
        hovertext=[mark[2] for mark in marks],
        hoverinfo="text",
        marker={"symbol": "line-ns", "size": 13, "line": {"width": 2, "color": sheet.tone.ink}},
    )
    rate, y, _ = max(marks)
    sheet.note(
        f"published {rate:g}",
        sheet.tone.ink,
        x=rate,
        y=y + 0.3,
        xshift=5 if rate * 1.2 <= top else -5,
        xanchor="left" if rate * 1.2 <= top else "right",
    )
