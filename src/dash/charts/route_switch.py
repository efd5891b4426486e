"""What was measured before and after each change of route or drug of one patient."""

from math import isnan
from textwrap import wrap

import pandas as pd

from dash.charts.chart import Chart, empty
from dash.charts.parts import NARROW_PX, Sheet, Spec, many, number
from dash.charts.switches import Pair, Switch, read_switches, signed
from dash.charts.template import TINY_PX, RouteMark, Tone, plain, route_mark, tint

LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 150, 8, 26, 20
ROW_PX = 46
MOST_SWITCHES = 5
"""Switches drawn; earlier ones are left to the table."""
_LABEL_PX = 34
"""Room for a value at either end of a cell."""
_GAP = 0.03
_LEAST_SHARE = 0.2
"""A scale spans at least this share of its highest value, so that small differences look small."""
_REASON_LETTERS = 24
_EMPTY_PX = 120


def route_switch(frame: pd.DataFrame, tone: Tone) -> Chart:
    """Draw a row per switch and a cell per measure: median before (open) and after (filled), shape is the route.

    Args:
        frame: A row per switch and measure: ``session_number`` and ``started_on`` of the first session after the
            switch, ``from_route``, ``from_drug``, ``to_route``, ``to_drug`` (keys of the vocabulary), ``measure``
            (its name as shown), ``unit``, ``before``, ``before_n``, ``after``, ``after_n`` (median and what it is
            of), ``difference`` (after less before), ``reason`` (why nothing can be said; missing where it can).
        tone: Colours.

    Each measure has a scale of its own. A difference is a description: other things changed with the route.
    """
    switches, measures = read_switches(frame)
    if not switches:
        return empty(tone, _EMPTY_PX, "No change of route or drug recorded.")
    shown = switches[:MOST_SWITCHES]
    sheet = Sheet(tone, TOP_PX + BOTTOM_PX + ROW_PX * len(shown), (LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX))
    for row, switch in enumerate(shown):
        _name(sheet, switch, row)
    for column, measure in enumerate(measures):
        _column(sheet, shown, measure, column, len(measures))
    more = len(switches) - len(shown)
    foot = "open: median before · filled: median after · more than the route may differ" + (
        f" · {many(more, 'earlier change')} in the table" if more else ""
    )
    place: Spec = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top", "yshift": -3}
    sheet.note(foot, tone.muted, x=0, y=0, size=TINY_PX, xshift=-LEFT_PX, **place)
    return sheet.chart(_words(switches))


def _name(sheet: Sheet, switch: Switch, row: int) -> None:
    """Write at the left when it was and from what to what."""
    tone = sheet.tone
    old, new = route_mark(switch.old[0], tone), route_mark(switch.new[0], tone)
    place: Spec = {"xref": "paper", "xanchor": "left", "xshift": -LEFT_PX}
    sheet.note(switch.title, tone.muted, x=0, y=row, yanchor="bottom", **place)
    change = f"{_short(old, switch.old[1])} → {_short(new, switch.new[1])}"
    sheet.note(change, tone.ink, x=0, y=row, yanchor="top", **place)


def _short(mark: RouteMark, drug: str) -> str:
    name = {"racemic_ketamine": " ket.", "esketamine": " esket."}.get(drug, "")
    return f'<span style="color:{mark.colour}">{mark.glyph}</span> {mark.short}{name}'


def _column(sheet: Sheet, switches: list[Switch], measure: str, column: int, count: int) -> None:
    """Draw one measure of all switches on its own scale."""
    number_of = column + 1
    suffix = "" if number_of == 1 else str(number_of)
    width = (1 - _GAP * (count - 1)) / count
    start = column * (width + _GAP)
    pairs = [switch.pairs.get(measure) for switch in switches]
    levels = [
        level for pair in pairs if pair is not None for level in (pair.before, pair.after) if not isnan(level)
    ]
    low, high = (min(levels), max(levels)) if levels else (0.0, 1.0)
    span = max(high - low, _LEAST_SHARE * max(abs(low), abs(high)), 1.0)
    cell_px = width * (NARROW_PX - LEFT_PX - RIGHT_PX)
    pad = span * _LABEL_PX / max(cell_px - 2 * _LABEL_PX, 20)
    middle = (low + high) / 2
    reach = [middle - span / 2 - pad, middle + span / 2 + pad]
    rows = [len(switches) - 0.5, -0.5]
    hidden: Spec = {"showticklabels": False, "showgrid": False, "showline": False}
    sheet.axis(f"xaxis{suffix}", range=reach, domain=[start, start + width], anchor=f"y{suffix}", **hidden)
    sheet.axis(f"yaxis{suffix}", range=rows, domain=[0, 1], anchor=f"x{suffix}", **hidden)
    unit = next((pair.unit for pair in pairs if pair is not None and pair.unit), "")
    head = f"<b>{plain(measure, 22)}</b>{f', {plain(unit, 12)}' if unit else ''}"
    place: Spec = {"xref": f"x{suffix} domain", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    sheet.note(head, sheet.tone.ink, x=0, y=1, yshift=3, **place)
    for row, (switch, pair) in enumerate(zip(switches, pairs, strict=True)):
        sheet.rule(
            sheet.tone.hair,
            1,
            xref=f"x{suffix} domain",
            x0=0,
            x1=1,
            yref=f"y{suffix}",
            y0=row - 0.5,
            y1=row - 0.5,
        )
        if pair is None or (isnan(pair.before) or isnan(pair.after)):
            _reason(sheet, pair, row, number_of)
        else:
            _pair(sheet, switch, pair, row, number_of)


def _pair(sheet: Sheet, switch: Switch, pair: Pair, row: int, panel: int) -> None:
    """Draw both medians joined, each named at its outer side with its n."""
    tone = sheet.tone
    sheet.line([pair.before, pair.after], [row, row], tint(tone.ink, 0.45), 1.6, panel)
    lower = pair.before <= pair.after
    for name, level, n, route, filled, left in (
        ("before", pair.before, pair.before_n, switch.old[0], False, lower),
        ("after", pair.after, pair.after_n, switch.new[0], True, not lower),
    ):
        mark = route_mark(route, tone)
        sheet.scatter(
            [level],
            [row],
            panel,
            cliponaxis=False,
            marker={
                "symbol": mark.symbol,
                "size": 9 if filled else 12,
                "opacity": 1,
                "color": mark.colour if filled else tone.page,
                "line": {"width": 1.6, "color": mark.colour},
            },
            hovertext=[
                f"{plain(pair.measure, 40)} {name}: {number(level)} {plain(pair.unit, 12)}, n = {number(n)}"
            ],
            hoverinfo="text",
        )
        place: Spec = {"xanchor": "right" if left else "left", "xshift": -7 if left else 7}
        sheet.note(
            f"<b>{number(level)}</b>",
            tone.ink,
            x=level,
            y=row,
            row=panel,
            yanchor="bottom",
            yshift=-4,
            **place,
        )
        counted = f"n {number(n)}" if not isnan(n) else "n ?"
        sheet.note(
            counted, tone.muted, x=level, y=row, row=panel, size=TINY_PX, yanchor="top", yshift=1, **place
        )
    middle = (pair.before + pair.after) / 2
    if pair.reason or isnan(pair.difference):
        text = "<br>".join(wrap(pair.reason or "not compared", _REASON_LETTERS)[:1])
        sheet.note(
            plain(text, 60), tone.muted, x=middle, y=row, row=panel, size=TINY_PX, yanchor="bottom", yshift=8
        )
    else:
        sheet.note(signed(pair.difference), tone.ink, x=middle, y=row, row=panel, yanchor="bottom", yshift=6)


def _reason(sheet: Sheet, pair: Pair | None, row: int, panel: int) -> None:
    """Say why nothing can be compared, and the side that is known."""
    said = "not recorded" if pair is None or not pair.reason else pair.reason
    lines = [plain(line, 60) for line in wrap(said, _REASON_LETTERS)[:3]]
    for name, level, n in (
        () if pair is None else (("before", pair.before, pair.before_n), ("after", pair.after, pair.after_n))
    ):
        if not isnan(level):
            lines = [*lines[:2], f"{name} {number(level)}, n {number(n)}"]
    suffix = "" if panel == 1 else str(panel)
    place: Spec = {"xref": f"x{suffix} domain", "xanchor": "left", "align": "left"}
    sheet.note("<br>".join(lines), sheet.tone.muted, x=0, y=row, row=panel, size=TINY_PX, **place)


def _words(switches: list[Switch]) -> str:
    count = many(len(switches), "change")
    return " ".join(
        [f"{count} of route or drug, the last one first.", *(switch.words for switch in switches)]
    )
