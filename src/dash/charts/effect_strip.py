"""Side effects of one patient by session: lightness is severity, the number is minutes."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from dash.charts.chart import Chart, empty
from dash.charts.effect_rows import GRADES, MOST_ROWS, UNGRADED, Row, read_rows, strip_words
from dash.charts.parts import NARROW_PX, Floats, Sheet, Spec, many, numbers, truths
from dash.charts.pressure import listed, numbered
from dash.charts.rail import CHANGED, SLOT_LANE_PX, slot_rail
from dash.charts.runs import Run, read_runs
from dash.charts.slots import FULL, RECENT
from dash.charts.template import CLEAR, TEXT_PX, TINY_PX, Tone, plain

LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 120, 62, 4, 19
_PLOT_PX = NARROW_PX - LEFT_PX - RIGHT_PX
ROW_PX = 28
_PAST = 2
"""Slots of the column that sums up the earlier sessions."""


def effect_strip(effects: pd.DataFrame, sessions: pd.DataFrame, tone: Tone, *, height: int = 168) -> Chart:
    """Draw effect by session, most minutes on top, over the session rail.

    Args:
        effects: Rows of ``patient_effects``. Minutes; severity 1 to 3 or its key, 0 or missing where not graded.
        sessions: Rows of ``patient_sessions``; ``asked`` says whether side effects were asked for.
        tone: Colours.
        height: px; rows are at most 28 px high.

    Above 24 sessions the earlier ones are one column of counts. Asked and absent is the palest fill, not asked
    is an empty column, not graded an outlined cell.
    """
    held = numbered(sessions)
    if not len(held):
        return empty(tone, height, "No session recorded yet.")
    which = numbers(held, "session_number")
    rows = read_rows(effects, which)
    with_effect = {session for row in rows for session in row.severity}
    answers = truths(held, "asked")
    asked = np.array(
        [answer is True or one in with_effect for answer, one in zip(answers, which.tolist(), strict=True)]
    )
    if not asked.any():
        return empty(tone, height, f"Side effects not asked for in {many(len(which), 'session')}.")
    if not rows:
        part = f" of {many(len(which), 'session')}" if int(asked.sum()) < len(which) else ""
        return empty(
            tone, height, f"No side effect recorded in {many(int(asked.sum()), 'session')} asked{part}."
        )
    past = np.arange(len(which)) < (len(which) - RECENT if len(which) > FULL else 0)
    sheet = Sheet(tone, height, (LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX))
    shown = rows[: MOST_ROWS - 1] if len(rows) > MOST_ROWS else rows
    _cells(sheet, shown, which[~past], asked[~past], _PAST if past.any() else 0)
    if past.any():
        _past(sheet, shown, which[past], asked[past])
    _sides(sheet, shown, rows, which, asked, height)
    slot_px = _session_ticks(sheet, which, past)
    _rail(sheet, read_runs(held, effects, dated=False), which, past, slot_px)
    return sheet.chart(strip_words(rows, which, asked))


def _cells(sheet: Sheet, rows: Sequence[Row], which: Floats, asked: np.ndarray, offset: int) -> None:
    """Draw one cell per effect and session, and name the columns that were not asked for."""
    tone = sheet.tone
    places = [float(offset + 1 + i) for i in range(len(which))]
    grid: list[list[int | None]] = []
    hover: list[list[str]] = []
    texts_x: list[float] = []
    texts_y: list[int] = []
    words: list[str] = []
    colours: list[str] = []
    for y, row in enumerate(rows):
        line: list[int | None] = []
        says: list[str] = []
        label = plain(row.label, 40)
        for session, place, was_asked in zip(which.tolist(), places, asked.tolist(), strict=True):
            grade = row.severity.get(session)
            value = None if not was_asked else 0 if grade is None else grade or UNGRADED
            line.append(value)
            if value is None or value == 0:
                says.append(f"{label}, session {session:.0f}: {'not asked' if value is None else 'none'}")
                continue
            minutes = row.minutes.get(session)
            lasted = "minutes not recorded" if minutes is None else f"{minutes:.0f} min"
            serious = session in row.serious
            says.append(
                f"{label}, session {session:.0f}: {GRADES[value]}, {lasted}{', serious' if serious else ''}"
            )
            texts_x.append(place)
            texts_y.append(y)
            words.append(("–" if minutes is None else f"{minutes:.0f}") + ("!" if serious else ""))
            colours.append(tone.ink if value == UNGRADED else tone.cell_texts[value])
            if serious or value == UNGRADED:
                _outline(sheet, place, y, tone.alert if serious else tone.muted)
        grid.append(line)
        hover.append(says)
    fills = [*tone.cells, tone.page]
    scale = [[edge / 5, fill] for i, fill in enumerate(fills) for edge in (i, i + 1)]
    sheet.traces.append(
        {
            "type": "heatmap",
            "z": grid,
            "x": places,
            "y": list(range(len(rows))),
            "zmin": -0.5,
            "zmax": 4.5,
            "colorscale": scale,
            "showscale": False,
            "xgap": 2,
            "ygap": 2,
            "hoverongaps": False,
            "text": hover,
            "hoverinfo": "text",
        }
    )
    sheet.scatter(
        texts_x,
        texts_y,
        mode="text",
        text=words,
        textfont={"size": TINY_PX, "color": colours},
        hoverinfo="skip",
    )
    _not_asked(sheet, places, asked, len(rows))
    sheet.box(
        CLEAR,
        x0=places[-1] - 0.5,
        x1=places[-1] + 0.5,
        y0=-0.5,
        y1=len(rows) - 0.5,
        layer="above",
        line={"color": tone.ink, "width": 1.5},
    )


def _outline(sheet: Sheet, x: float, y: int, colour: str) -> None:
    sheet.box(
        CLEAR,
        x0=x - 0.43,
        x1=x + 0.43,
        y0=y - 0.4,
        y1=y + 0.4,
        layer="above",
        line={"color": colour, "width": 1},
    )


def _not_asked(sheet: Sheet, places: list[float], asked: np.ndarray, rows: int) -> None:
    """Name each run of columns in which nothing was asked, once."""
    i = 0
    while i < len(places):
        if asked[i]:
            i += 1
            continue
        end = i
        while end + 1 < len(places) and not asked[end + 1]:
            end += 1
        if rows == 1:
            return
        sheet.note(
            "not asked",
            sheet.tone.muted,
            x=(places[i] + places[end]) / 2,
            y=(rows - 1) / 2,
            textangle=-90,
            size=TINY_PX,
        )
        i = end + 1


def _past(sheet: Sheet, rows: Sequence[Row], which: Floats, asked: np.ndarray) -> None:
    """Sum up the earlier sessions in one column: sessions with the effect of sessions asked."""
    total = int(asked.sum())
    for y, row in enumerate(rows):
        sheet.box(sheet.tone.cells[0], x0=0.05, x1=_PAST + 0.35, y0=y - 0.46, y1=y + 0.46)
        found = sum(session in row.severity for session in which.tolist())
        sheet.note(f"{found}/{total}", sheet.tone.ink, x=_PAST / 2 + 0.2, y=y, size=TINY_PX)


def _sides(
    sheet: Sheet, shown: Sequence[Row], rows: Sequence[Row], which: Floats, asked: np.ndarray, height: int
) -> None:
    """Name the effects at the left and count their sessions at the right."""
    inner = height - TOP_PX - BOTTOM_PX
    foot = 0 if len(shown) == len(rows) else 13
    used = min(inner - foot - SLOT_LANE_PX, ROW_PX * len(shown))
    ground = 1 - used / inner
    for y, row in enumerate(shown):
        sheet.margin_note(f"{len(row.severity)} of {int(asked.sum())}", y, sheet.tone.muted)
    names = [plain(row.label, 19) for row in shown]
    sheet.axis(
        "yaxis",
        range=[len(shown) - 0.5, -0.5],
        domain=[ground, 1],
        tickvals=list(range(len(shown))),
        ticktext=names,
        showgrid=False,
        tickfont={"size": TEXT_PX if used / len(shown) > 15 else 11, "color": sheet.tone.ink},
    )
    sheet.axis("xaxis", anchor="y", showticklabels=False, matches="x2")
    sheet.axis("yaxis2", domain=[max(0.0, ground - SLOT_LANE_PX / inner), ground], anchor="x2")
    sheet.axis("xaxis2", anchor="y2", showline=False)
    if len(shown) == 1 and not asked.all():
        text = f"not asked in {listed(which[~asked].tolist())}"
        sheet.note(
            text,
            sheet.tone.muted,
            x=0,
            y=ground,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="top",
            yshift=-SLOT_LANE_PX - 20,
        )
    if foot:
        sheet.note(
            f"{len(rows) - len(shown)} more effects with fewer minutes are in the table",
            sheet.tone.muted,
            x=0,
            y=0,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="bottom",
            yshift=-BOTTOM_PX,
            size=TINY_PX,
        )


def _session_ticks(sheet: Sheet, which: Floats, past: np.ndarray) -> float:
    """Set range and ticks of the session axis; return the width of a slot, px."""
    offset = _PAST if past.any() else 0
    recent = which[~past]
    end = max(offset + len(recent), 6) + 0.5
    start = 0.0 if offset else 0.5
    slot = _PLOT_PX / (end - start)
    step = max(1, -(-int(len(f"{which[-1]:.0f}") * 6.4 + 5) // max(1, int(slot))))
    shown = list(range(len(recent) - 1, -1, -step))
    places, words = [offset + 1.0 + i for i in shown], [f"{recent[i]:.0f}" for i in shown]
    if offset:
        places.append(offset / 2 + 0.2)
        words.append(f"{which[0]:.0f}–{which[past][-1]:.0f}")
    for axis in ("xaxis", "xaxis2"):
        sheet.axis(axis, range=[start, end], tickvals=places, ticktext=words, showline=False)
    return slot


def _rail(sheet: Sheet, runs: Sequence[Run], which: Floats, past: np.ndarray, slot_px: float) -> None:
    """Draw the session rail under the cells; the earlier sessions share the width of their column."""
    old = int(past.sum())
    offset = _PAST if old else 0
    place = np.arange(len(which), dtype=np.float64) - old + offset + 1
    place[:old] = 0.3 + (np.arange(old) + 0.5) * (_PAST - 0.2) / max(old, 1)
    slot_rail(sheet, runs, which, place, past, slot_px, 2)
    left: Spec = {"x": 0, "xanchor": "right", "xshift": -8}
    foot: Spec = {"yref": "y2 domain", "yanchor": "top", "yshift": 1}
    sheet.margin_note("session number", 0, sheet.tone.muted, 2, **left, **foot)
    if any(any(run.changed) for run in runs):
        sheet.margin_note(CHANGED, 0, sheet.tone.muted, 2, size=TINY_PX, **left)
