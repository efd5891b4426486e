"""Symptom scores of one instrument over time, with the sessions under the same time axis."""

from itertools import pairwise

import numpy as np
import pandas as pd

from dash.charts.chart import Chart, empty
from dash.charts.dates import Moments, iso, seconds, ticks
from dash.charts.item_lane import draw_item_lane, item_words
from dash.charts.parts import (
    DASHED,
    NARROW_PX,
    Sheet,
    number,
    spread,
    stacked,
    text_px,
    texts,
)
from dash.charts.rail import Rail, rail_days, rail_words, read_rail
from dash.charts.scores import Totals, goals, instrument_of_key, read_item, read_totals, totals_words
from dash.charts.template import TINY_PX, VALUE_PX, Tone, plain
from dash.vocabulary import INSTRUMENTS, Instrument

LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 58, 96, 8, 20
ITEM_PX = 28
_PLOT_PX = NARROW_PX - LEFT_PX - RIGHT_PX
_SLOT_PX = 15
_PAD = 0.065
"""Share of the time span left free at either end, for the first and last value beside their marks."""


def trajectory(
    scores: pd.DataFrame,
    sessions: pd.DataFrame,
    tone: Tone,
    *,
    instrument: str = "phq9",
    item_alert_from: float | None = 1,
    longest_interval_days: float = 45,
    near_session_days: float = 6,
    height: int = 292,
) -> Chart:
    """Draw the totals of one instrument over severity bands, its item about suicidal thoughts, the sessions.

    Args:
        scores: Rows of ``patient_scores``; only ``instrument`` is drawn. Points.
        sessions: Rows of ``patient_sessions``.
        tone: Colours.
        instrument: Key of the vocabulary; another key is drawn without bands.
        item_alert_from: A value of the item from which it is drawn as an alert square; None: never.
        longest_interval_days: The line breaks where two scores are further apart.
        near_session_days: The line also breaks where a session in between has no score this near to it.
        height: px.

    The first total is the baseline of the response line. Nothing is carried forward: a break stays open.
    """
    known = instrument_of_key(instrument)
    chosen = scores[[key == instrument for key in texts(scores, "instrument")]]
    runs = read_rail(sessions)
    totals = read_totals(chosen, rail_days(runs), longest_interval_days, near_session_days)
    if not totals.value.size:
        return _nothing(chosen, known, tone, height)
    item = read_item(chosen, known)
    start, end = _span([totals.at, rail_days(runs), *([item.at] if item else [])])
    sheet = Sheet(tone, height, (LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX))
    rail = Rail(runs, start, end, _PLOT_PX)
    rest = height - TOP_PX - BOTTOM_PX - rail.height - ITEM_PX
    stacked(sheet, [max(60, rest), ITEM_PX, rail.height], 0.0)
    _bands(sheet, known, totals)
    _line(sheet, totals, known)
    _end_values(sheet, totals, known)
    _name_breaks(sheet, totals, known, end - start)
    px = _PLOT_PX / (1 + 2 * _PAD) / max(1.0, seconds(end - start))
    draw_item_lane(sheet, item, known.suicidality_item, px, item_alert_from, row=2)
    rail.draw(sheet, 3)
    _time_axes(sheet, start, end)
    return sheet.chart(f"{totals_words(totals, known)} {item_words(item, item_alert_from)}{rail_words(runs)}")


def _nothing(chosen: pd.DataFrame, known: Instrument, tone: Tone, height: int) -> Chart:
    name = known.label if known.key in INSTRUMENTS else "This scale"
    if len(chosen):
        return empty(tone, height, f"{name} has single answers but no total: a total is never filled in.")
    return empty(tone, height, f"{name} not asked yet: no score recorded.")


def _span(moments: list[Moments]) -> tuple[np.datetime64, np.datetime64]:
    every = np.concatenate(moments)
    start, end = every.min(), every.max()
    short = np.timedelta64(6 * 86400, "s")
    return (start, end) if end - start >= short else (start - short / 2, end + short / 2)


def _time_axes(sheet: Sheet, start: np.datetime64, end: np.datetime64) -> None:
    pad = (end - start) * _PAD
    places, words = ticks(start, end, _PLOT_PX // 52)
    for axis in ("xaxis", "xaxis2", "xaxis3"):
        sheet.axis(axis, type="date", showline=False, range=iso(np.array([start - pad, end + pad])))
    sheet.axis("xaxis3", tickvals=places, ticktext=words)


def _bands(sheet: Sheet, known: Instrument, totals: Totals) -> None:
    """Draw severity bands, response and remission, and name them at the right."""
    tone, drawn_px = sheet.tone, _panel_px(sheet)
    low = min(known.minimum, float(totals.value.min()))
    high = max(known.maximum, float(totals.value.max()), low + 1)
    edges = [*(first for _, first, _ in known.bands), high]
    labels: list[tuple[float, str, str]] = []
    for (name, first, _), upper, colour in zip(known.bands, edges[1:], _shades(tone, known), strict=True):
        sheet.box(colour, xref="x domain", x0=0, x1=1, yref="y", y0=first, y1=upper)
        labels.append(((first + upper) / 2, name, tone.muted))
    for level, name in goals(known, float(totals.value[0])):
        sheet.rule(tone.muted, 1, DASHED, xref="x domain", x0=0, x1=1, yref="y", y0=level, y1=level)
        labels.append((level, name, tone.ink))
    places = spread([place for place, _, _ in labels], 12.5 * (high - low) / drawn_px)
    for (_, name, colour), place in zip(labels, places, strict=True):
        sheet.margin_note(name, place, colour)
    cuts = (
        {"tickvals": _apart(sorted({low, *edges}), 11 * (high - low) / drawn_px)}
        if known.bands
        else {"nticks": 6}
    )
    sheet.axis("yaxis", range=[low, high], showgrid=not known.bands, **cuts)


def _panel_px(sheet: Sheet) -> float:
    low, high = sheet.layout["yaxis"]["domain"]
    return float((high - low) * (sheet.layout["height"] - TOP_PX - BOTTOM_PX))


def _apart(values: list[float], gap: float) -> list[float]:
    """Leave out tick values nearer than ``gap`` to the one kept before."""
    kept: list[float] = []
    for value in values:
        if not kept or value - kept[-1] >= gap:
            kept.append(value)
    return kept


def _shades(tone: Tone, known: Instrument) -> list[str]:
    last, steps = len(tone.severity) - 1, max(1, len(known.bands) - 1)
    shades = [tone.severity[round(i * last / steps)] for i in range(len(known.bands))]
    return shades if known.higher_is_worse else shades[::-1]


def _line(sheet: Sheet, totals: Totals, known: Instrument) -> None:
    """Draw the scores; a missing value after a score opens the line at each break."""
    tone, at, value = sheet.tone, iso(totals.at), totals.value.tolist()
    x: list[str] = []
    y: list[float | None] = []
    for when, points, broken in zip(at, value, (*totals.breaks, False), strict=True):
        x += [when, when] if broken else [when]
        y += [points, None] if broken else [points]
    crowded = len(value) > 70
    sheet.scatter(
        x,
        y,
        mode="lines+markers",
        connectgaps=False,
        cliponaxis=False,
        line={"color": tone.ink, "width": 1.4 if crowded else 2},
        marker={"size": 3.5 if crowded else 5, "color": tone.ink},
        hovertemplate=f"%{{x|%-d %b %Y}}: {plain(known.label)} %{{y}}<extra></extra>",
    )


def _end_values(sheet: Sheet, totals: Totals, known: Instrument) -> None:
    """Write the first and the last value beside their marks, off the dashed lines."""
    value, at = totals.value.tolist(), iso(totals.at)
    low, high = sheet.layout["yaxis"]["range"]
    px = _panel_px(sheet) / (high - low)
    ends = {0: ("right", -7), len(value) - 1: ("left", 7)} if len(value) > 1 else {0: ("left", 7)}
    for i, (anchor, shift) in ends.items():
        near = any(abs(level - value[i]) * px < 9 for level, _ in goals(known, value[0]))
        lift = 0 if not near else 10 if (high - value[i]) * px > 18 else -10
        sheet.note(
            f"<b>{number(value[i])}</b>",
            sheet.tone.ink,
            x=at[i],
            y=value[i],
            size=VALUE_PX,
            xanchor=anchor,
            xshift=shift,
            yshift=lift,
        )


def _name_breaks(sheet: Sheet, totals: Totals, known: Instrument, span: np.timedelta64) -> None:
    """Write "not asked" into the breaks that have room for it at the narrowest width."""
    low, high = sheet.layout["yaxis"]["range"]
    margin = 16 * (high - low) / _panel_px(sheet)
    levels = [level for level, _ in goals(known, float(totals.value[0]))]
    for i, (one, two) in enumerate(pairwise(totals.at)):
        px = seconds(two - one) / seconds(span) / (1 + 2 * _PAD) * _PLOT_PX
        if not totals.breaks[i] or px < text_px("asked", TINY_PX) + 12:
            continue
        middle = float(totals.value[i] + totals.value[i + 1]) / 2
        level = min(max(_off(middle, levels, margin), low + margin), high - margin)
        when = iso(np.array([one + (two - one) / 2]))[0]
        text = "not<br>asked" if totals.unasked[i] else "no<br>score"
        sheet.note(text, sheet.tone.muted, x=when, y=level, size=TINY_PX)


def _off(place: float, levels: list[float], margin: float) -> float:
    """Return the nearest place that is ``margin`` away from every dashed line."""
    places = [place, *(level + side for level in levels for side in (margin, -margin))]
    free = [p for p in places if all(abs(p - level) >= margin * 0.999 for level in levels)]
    return min(free or [place], key=lambda p: abs(p - place))
