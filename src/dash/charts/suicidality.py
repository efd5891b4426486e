"""Every answer about suicidal thoughts in a strip of its own: the whole history, whatever else is cut."""

from collections.abc import Set

import numpy as np
import pandas as pd

from dash.charts.answers import CSSRS, Answers, Identity, read_answers
from dash.charts.chart import Chart
from dash.charts.dates import day
from dash.charts.parts import Floats, Sheet, Spec, number, stacked
from dash.charts.template import CLEAR, TINY_PX, Tone
from dash.charts.time_axis import LEFT_PX, RIGHT_PX, UNIT_PX, TimeAxis, history

TOP_PX, CAPTION_PX, LINE_PX = 1, 14, 11
_LINE_CHARACTERS = 105
"""What one line of the caption holds beside a figure at a window of 1280 px."""
_SLOT_PX = 15
"""Least distance of two numerals."""


def suicidality(
    scores: pd.DataFrame,
    tone: Tone,
    *,
    item_alert_from: float,
    cssrs_alert_from: float,
    madrs_alert_from: float | None = None,
    acknowledged: Set[Identity] = frozenset(),
    pressing: Set[Identity] | None = None,
    span: TimeAxis | None = None,
    height: int = 54,
) -> Chart:
    """Draw each answer to PHQ-9 item 9, to MADRS item 10 where one is recorded, and each C-SSRS ideation level.

    Args:
        scores: All rows of ``patient_scores``: never a part of them. Points.
        tone: Colours.
        item_alert_from: Answer to item 9 from which it is positive.
        cssrs_alert_from: Level of C-SSRS ideation from which it is positive.
        madrs_alert_from: The same for MADRS item 10; as ``item_alert_from`` if not given.
        acknowledged: Positive answers a clinician has acknowledged.
        pressing: Those of the others a rule fires on; all of them unless given.
        span: The axis of the figure above (``history`` of the same record), so that dates line up. One that
            leaves an answer out is not used.
        height: px.

    A positive answer is a square: filled while not acknowledged, outlined after; in the alert colour only while a rule
    fires on it. Where answers are crowded, neighbours are joined at the place of the last of them; the highest is shown,
    and the square stays filled as long as any of them is not acknowledged, in the alert colour as long as any presses.
    """
    levels = {"phq9": item_alert_from, "madrs": madrs_alert_from, CSSRS: cssrs_alert_from}
    rows = read_answers(
        scores,
        {key: item_alert_from if level is None else level for key, level in levels.items()},
        acknowledged,
        pressing,
    )
    asked = [row for row in rows if row.name.startswith("MADRS") and row.asked and not row.value.size]
    rows = [row for row in rows if row.value.size or not row.name.startswith("MADRS")]
    axis = _axis(scores, rows, span)
    joined = axis is not None and any(
        len(_joined(axis.place(row.at) * UNIT_PX)) < len(row.at) for row in rows
    )
    caption = _caption(tone, rows, asked, joined)
    foot = CAPTION_PX + LINE_PX * caption.count("<br>")
    sheet = Sheet(tone, height, (LEFT_PX, RIGHT_PX, TOP_PX, foot))
    stacked(sheet, [1.0], 0.0)
    names = [row.short for row in rows]
    edges = [len(rows) - 0.5, -0.5]
    sheet.axis("yaxis", range=edges, tickvals=list(range(len(rows))), ticktext=names, showgrid=False)
    sheet.axis("xaxis", range=[0, 1], showticklabels=False, showline=False)
    if axis is not None:
        axis.range_only(sheet, "xaxis")
        axis.rule(sheet)
    for place, row in enumerate(rows):
        _draw(sheet, row, place, len(rows), axis)
    if caption:
        at: Spec = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top", "align": "left"}
        sheet.note(caption, tone.muted, x=0, y=0, size=TINY_PX, yshift=1, **at)
    return sheet.chart(_words([*rows, *asked]))


def _axis(scores: pd.DataFrame, rows: list[Answers], span: TimeAxis | None) -> TimeAxis | None:
    if span is not None and all(span.holds(row.at) for row in rows):
        return span
    return history(scores, pd.DataFrame())


def _draw(sheet: Sheet, row: Answers, place: int, crowd: int, axis: TimeAxis | None) -> None:
    """Draw one of ``crowd`` rows of answers."""
    tone = sheet.tone
    if axis is None or not row.value.size:
        said = "asked, no answer recorded" if row.asked else "not asked"
        sheet.note(said, tone.muted, x=0.005, y=place, xref="x domain", xanchor="left")
        return
    x = axis.place(row.at)
    groups = _joined(x * UNIT_PX)
    is_open = [bool(row.open[group].any()) for group in groups]
    presses = [bool(row.pressing[group].any()) for group in groups]
    positive = [bool(row.positive[group].any()) for group in groups]
    sheet.scatter(
        [float(x[group[-1]]) for group in groups],
        [place] * len(groups),
        mode="markers+text",
        text=[number(float(row.value[group].max())) for group in groups],
        textfont={
            "size": TINY_PX,
            "color": [
                tone.page if filled else tone.ink if found else tone.muted
                for filled, found in zip(is_open, positive, strict=True)
            ],
        },
        marker={
            "symbol": "square",
            "size": 12 if crowd < 3 else 11,
            "opacity": 1,
            "color": [
                tone.alert if loud else tone.muted if filled else CLEAR
                for loud, filled in zip(presses, is_open, strict=True)
            ],
            "line": {
                "width": [1.2 if found else 0 for found in positive],
                "color": [tone.alert if loud else tone.muted for loud in presses],
            },
        },
        hovertext=[_hover(row, group) for group in groups],
        hoverinfo="text",
        cliponaxis=False,
    )
    last = f"last {day(row.at[-1])}"
    sheet.margin_note(last, place, tone.muted, size=TINY_PX)


def _joined(px: Floats) -> list[list[int]]:
    """Return rows joined where numerals would touch, from the last answer back: it keeps its own place."""
    groups: list[list[int]] = []
    edge = np.inf
    for i in range(len(px) - 1, -1, -1):
        if edge - px[i] < _SLOT_PX:
            groups[-1].insert(0, i)
        else:
            groups.append([i])
            edge = float(px[i])
    return groups[::-1]


def _hover(row: Answers, group: list[int]) -> str:
    at, value = row.at[group], row.value[group]
    loud, found = int(row.open[group].sum()), int(row.positive[group].sum())
    state = "" if not found else ", not acknowledged" if loud else ", acknowledged"
    if len(group) == 1:
        return f"{row.name}, {day(at[0])}: {number(value[0])}{state}"
    some = f"<br>{found} positive, {loud} not acknowledged" if found else ""
    return f"{row.name}, {day(at[0])} to {day(at[-1])}<br>highest {number(value.max())} of {len(group)} answers{some}"


def _caption(tone: Tone, rows: list[Answers], unanswered: list[Answers], joined: bool) -> str:
    """Say what the squares mean, since when answers are shown and what was never answered, in one line or two."""
    given = [row for row in rows if row.value.size]
    loud = sum(int(row.pressing.sum()) for row in given)
    older = sum(int(row.open.sum()) for row in given) - loud
    quiet = sum(int(row.positive.sum()) for row in given) - loud - older
    parts = []
    if loud:
        parts.append(f"■ {loud} not acknowledged")
    if older:
        parts.append(
            f"■ {older} {'earlier, ' if loud else ''}not acknowledged{'' if loud else ', no rule fires'}"
        )
    if quiet:
        parts.append(f"□ {quiet} acknowledged")
    if given:
        parts.append(f"all answers since {day(min(row.at[0] for row in given))}")
    if joined:
        parts.append("crowded ones joined, highest shown")
    parts += [f"{row.short} never answered" for row in unanswered]
    lines: list[str] = []
    for part in parts:
        if lines and len(lines[-1]) + len(part) <= _LINE_CHARACTERS:
            lines[-1] += f" · {part}"
        else:
            lines.append(part)
    caption = "<br>".join(lines)
    return (
        f'<span style="color:{tone.alert}">{parts[0]}</span>{caption[len(parts[0]) :]}' if loud else caption
    )


def _words(rows: list[Answers]) -> str:
    return " ".join(["Suicidal thoughts, every answer ever recorded.", *(row.words for row in rows)])
