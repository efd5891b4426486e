"""Symptom scores of one instrument over time, with the sessions under the same time axis."""

from itertools import pairwise
from math import isnan

import pandas as pd

from dash.charts.chart import Chart, empty
from dash.charts.dates import day
from dash.charts.fan import Fan, draw_fan, fan_words, read_fan
from dash.charts.parts import DASHED, Sheet, number, spread, stacked, text_px, texts
from dash.charts.past_scores import draw_past
from dash.charts.placing import NOWHERE, Point, Spot, free_spot
from dash.charts.rail import Rail
from dash.charts.runs import read_runs, run_days, run_words
from dash.charts.scores import Totals, goals, instrument_of_key, read_totals, totals_words
from dash.charts.template import TINY_PX, VALUE_PX, Tone, plain
from dash.charts.time_axis import LEFT_PX, PAD, PLOT_PX, RIGHT_PX, UNIT_PX, TimeAxis, history
from dash.vocabulary import INSTRUMENTS, Instrument

TOP_PX, BOTTOM_PX = 8, 20
HEIGHT_PX = 190


def trajectory(
    scores: pd.DataFrame,
    sessions: pd.DataFrame,
    tone: Tone,
    *,
    instrument: str = "phq9",
    effects: pd.DataFrame | None = None,
    like: pd.DataFrame | None = None,
    longest_interval_days: float = 45,
    near_session_days: float = 6,
    baseline_days: int = 180,
) -> Chart:
    """Draw the totals of one instrument over severity bands and like patients, the sessions under them.

    Args:
        scores: Rows of ``patient_scores``; only ``instrument`` is drawn, all give the time axis. Points.
        sessions: Rows of ``patient_sessions``.
        tone: Colours.
        instrument: Key of the vocabulary; another key is drawn without bands.
        effects: Rows of ``patient_effects``, for the session cards; None where not at hand.
        like: Like patients by ``day`` since the first session, with ``n``, ``p10``, ``p50``, ``p90``; gaps where
            rows are absent.
        longest_interval_days: The line breaks where two scores are further apart.
        near_session_days: The line also breaks where a session in between has no score this near to it.
        baseline_days: A total so many days before the first session can be the baseline.

    The last total before the first session is the baseline of the response line. Without one there is no such line and
    "no baseline" stands at the right; where it is in remission already there is no such line either. Nothing is carried
    forward: a break stays open.
    """
    known = instrument_of_key(instrument)
    chosen = scores[[key == instrument for key in texts(scores, "instrument")]]
    runs = read_runs(sessions, effects, scores=scores)
    given = sessions
    if "status" in sessions.columns:
        given = sessions[[status != "cancelled" for status in texts(sessions, "status")]]
    totals = read_totals(
        chosen, run_days(runs), longest_interval_days, near_session_days, given, known, baseline_days
    )
    axis = history(scores, sessions)
    if axis is None or not totals.value.size:
        return _nothing(chosen, known, tone, HEIGHT_PX)
    days = run_days(runs)
    fan = read_fan(like, days.min() if days.size else None, axis)
    sheet = Sheet(tone, HEIGHT_PX, (LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX))
    rail = Rail(runs, axis)
    stacked(sheet, [max(60, HEIGHT_PX - TOP_PX - BOTTOM_PX - rail.height), rail.height], 0.0)
    _bands(sheet, known, totals, fan, foot=len(runs) < 2)
    if fan is not None:
        draw_fan(sheet, fan, axis)
    _line(sheet, totals, known, axis)
    _end_values(sheet, totals, known, axis)
    _name_breaks(sheet, totals, known, axis)
    if fan is not None:
        _name_fan(sheet, fan, totals, known, axis)
    rail.draw(sheet, 2)
    axis.draw(sheet, ("xaxis", "xaxis2"))
    return sheet.chart(f"{totals_words(totals, known)}{fan_words(fan)} {run_words(runs)}{axis.words}")


def _nothing(chosen: pd.DataFrame, known: Instrument, tone: Tone, height: int) -> Chart:
    name = known.label if known.key in INSTRUMENTS else "This scale"
    if len(chosen):
        return empty(tone, height, f"{name} has single answers but no total: a total is never filled in.")
    return empty(tone, height, f"{name} not asked yet: no score recorded.")


def _bands(sheet: Sheet, known: Instrument, totals: Totals, fan: Fan | None, *, foot: bool) -> None:
    """Draw severity bands, response and remission, and name them at the right.

    Without ``foot`` the lowest tick is left out: the name of the first of several rows of sessions stands there.
    """
    tone, drawn_px = sheet.tone, _panel_px(sheet)
    low = min(known.minimum, float(totals.value.min()))
    high = max(known.maximum, float(totals.value.max()), low + 1)
    if fan is not None:
        low, high = min(low, float(fan.low.min())), max(high, float(fan.high.max()))
    edges = [*(first for _, first, _ in known.bands), high]
    labels: list[tuple[float, str, str]] = []
    for (name, first, _), upper, colour in zip(known.bands, edges[1:], _shades(tone, known), strict=True):
        sheet.box(colour, xref="x domain", x0=0, x1=1, yref="y", y0=first, y1=upper)
        labels.append(((first + upper) / 2, name, tone.muted))
    for level, name in goals(known, totals.response):
        sheet.rule(tone.muted, 1, DASHED, xref="x domain", x0=0, x1=1, yref="y", y0=level, y1=level)
        labels.append((level, name, tone.ink))
    if isnan(totals.baseline) and known.response_fall is not None:
        labels.append((high, "no baseline", tone.ink))
    places = spread([place for place, _, _ in labels], 12.5 * (high - low) / drawn_px, (low, high))
    for (_, name, colour), place in zip(labels, places, strict=True):
        sheet.margin_note(name, place, colour)
    cuts = (
        {
            "tickvals": _apart(
                sorted({low, *edges} - ({low} if not foot else set())), 11 * (high - low) / drawn_px
            )
        }
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


def _line(sheet: Sheet, totals: Totals, known: Instrument, axis: TimeAxis) -> None:
    """Draw the scores; a missing value after a score opens the line at each break."""
    tone, value, name = sheet.tone, totals.value.tolist(), plain(known.label)
    first = draw_past(sheet, totals, axis, name)
    x: list[float] = []
    y: list[float | None] = []
    hover: list[str] = []
    places = axis.place(totals.at).tolist()
    for i, broken in enumerate((*totals.breaks, False)):
        if i < first:
            continue
        remark = totals.remarks[i] and f"<br>{totals.remarks[i]}"
        said = f"{day(totals.at[i])}: {name} {number(value[i])}{remark}"
        for level in (value[i], None) if broken else (value[i],):
            x.append(places[i])
            y.append(level)
            hover.append(said)
    crowded = len(x) > 70
    sheet.scatter(
        x,
        y,
        mode="lines+markers",
        connectgaps=False,
        cliponaxis=False,
        line={"color": tone.ink, "width": 1.4 if crowded else 2},
        marker={"size": 3.5 if crowded else 5, "color": tone.ink},
        hovertext=hover,
        hoverinfo="text",
    )


def _end_values(sheet: Sheet, totals: Totals, known: Instrument, axis: TimeAxis) -> None:
    """Write the first and the last value beside their marks, off the dashed lines."""
    value, at = totals.value.tolist(), axis.place(totals.at).tolist()
    low, high = sheet.layout["yaxis"]["range"]
    px = _panel_px(sheet) / (high - low)
    ends = {0: ("right", -7), len(value) - 1: ("left", 7)} if len(value) > 1 else {0: ("left", 7)}
    for i, (anchor, shift) in ends.items():
        near = any(abs(level - value[i]) * px < 9 for level, _ in goals(known, totals.response))
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


def _name_breaks(sheet: Sheet, totals: Totals, known: Instrument, axis: TimeAxis) -> None:
    """Write "not asked" into the breaks that have room for it at the narrowest width."""
    low, high = sheet.layout["yaxis"]["range"]
    margin = 16 * (high - low) / _panel_px(sheet)
    levels = [level for level, _ in goals(known, totals.response)]
    for i, (one, two) in enumerate(pairwise(axis.place(totals.at).tolist())):
        if (
            not totals.breaks[i]
            or axis.past(totals.at[[i]])[0]
            or (two - one) * UNIT_PX < text_px("asked", TINY_PX) + 12
        ):
            continue
        middle = float(totals.value[i] + totals.value[i + 1]) / 2
        level = min(max(_off(middle, levels, margin), low + margin), high - margin)
        text = "not<br>asked" if totals.unasked[i] else "no<br>score"
        sheet.note(text, sheet.tone.muted, x=(one + two) / 2, y=level, size=TINY_PX)


def _name_fan(sheet: Sheet, fan: Fan, totals: Totals, known: Instrument, axis: TimeAxis) -> None:
    """Name the fan over its upper edge, where the name covers neither scores nor dashed lines."""
    low, high = sheet.layout["yaxis"]["range"]
    px = _panel_px(sheet) / (high - low)

    def path(x: list[float], y: list[float]) -> list[Point]:
        return [((a + PAD) * UNIT_PX, (b - low) * px) for a, b in zip(x, y, strict=True)]

    scores = path(axis.place(totals.at).tolist(), totals.value.tolist())
    upper = path(axis.place(fan.at).tolist(), fan.high.tolist())
    median = path(axis.place(fan.at).tolist(), fan.middle.tolist())
    levels = [path([-PAD, 1 + PAD], [level, level]) for level, _ in goals(known, totals.response)]
    size = (text_px(fan.label), 13.0)
    inside = [i for i, point in enumerate(upper) if point[0] + size[0] < PLOT_PX]
    spots = [(i, Spot("left", "bottom", 2, 3)) for i in inside] + [
        (i, Spot("left", "top", 2, -3)) for i in inside
    ]
    ends = [(x - 26, x + 26, y - 12, y + 12) for x, y in (scores[0], scores[-1])]
    for i, spot in spots:
        _, _, foot, head = spot.box(upper[i], *size)
        if foot < 0 or head > _panel_px(sheet):
            continue
        if free_spot(upper[i], size, (spot, NOWHERE), [scores, median, *levels], ends) is spot:
            place = vars(spot)
            x = float(axis.place(fan.at[[i]])[0])
            sheet.note(fan.label, sheet.tone.fan_ink, x=x, y=float(fan.high[i]), **place)
            return
    sheet.note(
        fan.label,
        sheet.tone.fan_ink,
        x=1,
        y=1,
        xref="x domain",
        yref="y domain",
        xanchor="right",
        yanchor="top",
        bgcolor=sheet.tone.page,
    )


def _off(place: float, levels: list[float], margin: float) -> float:
    """Return the nearest place that is ``margin`` away from every dashed line."""
    places = [place, *(level + side for level in levels for side in (margin, -margin))]
    free = [p for p in places if all(abs(p - level) >= margin * 0.999 for level in levels)]
    return min(free or [place], key=lambda p: abs(p - place))
