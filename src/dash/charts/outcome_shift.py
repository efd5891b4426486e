"""Answers about suicidal thoughts: before the first session (rows) against the last one since (columns), as counts."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dash.charts.chart import Chart, empty
from dash.charts.parts import Sheet, Spec, count, many, number, numbers, texts
from dash.charts.template import SMALL_PX, TINY_PX, Tone, plain

LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 62, 8, 58, 30
_GAP = 0.1
_LEAST_LEVEL = 3


@dataclass(frozen=True)
class _Scale:
    """One scale: counts by level before (rows) and last (columns), the last row and column for "not asked"."""

    label: str
    counts: np.ndarray

    @property
    def levels(self) -> int:
        return len(self.counts) - 1

    @property
    def risen(self) -> int:
        return int(np.triu(self.counts[:-1, :-1], 1).sum())

    @property
    def positive(self) -> int:
        return int(self.counts[:, 1:-1].sum())


def outcome_shift(shifts: pd.DataFrame, tone: Tone, *, height: int = 300) -> Chart:
    """Draw one table of counts per scale; a higher last answer than before is framed in the alert colour.

    Args:
        shifts: Rows of ``outcome_ideation``: label, baseline, last_value, patients; of any routes, added up.
        tone: Colours.
        height: px.

    Patients not asked before, or not since, stand in a row and a column of their own.
    """
    scales = _read(shifts)
    if not scales:
        return empty(
            tone, height, "No answers about suicidal thoughts of patients who began in this selection."
        )
    sheet = Sheet(tone, height, (LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX))
    widths = [one.levels + 1.0 for one in scales]
    share = (1 - _GAP * (len(scales) - 1)) / sum(widths)
    left = 0.0
    for panel, (one, width) in enumerate(zip(scales, widths, strict=True), start=1):
        _table(sheet, one, panel, [left, min(1.0, left + width * share)])
        left += width * share + _GAP
    return sheet.chart(_words(scales))


def _read(shifts: pd.DataFrame) -> list[_Scale]:
    labels = texts(shifts, "label")
    before, last = numbers(shifts, "baseline"), numbers(shifts, "last_value")
    patients = np.nan_to_num(numbers(shifts, "patients"))
    found = []
    for label in dict.fromkeys(one for one in labels if one is not None):
        own = np.array([one == label for one in labels]) & (patients > 0)
        values = np.concatenate([before[own], last[own]])
        values = values[~np.isnan(values)]
        highest = max(_LEAST_LEVEL, int(values.max())) if len(values) else _LEAST_LEVEL
        counts = np.zeros((highest + 2, highest + 2), dtype=np.int64)
        for row, column, n in zip(before[own], last[own], patients[own], strict=True):
            # Not asked stands last. An answer between two levels counts as the lower one.
            at = (
                highest + 1 if np.isnan(row) else int(max(row, 0)),
                highest + 1 if np.isnan(column) else int(max(column, 0)),
            )
            counts[at] += int(n)
        if counts.sum():
            found.append(_Scale(str(label), counts))
    return found


def _table(sheet: Sheet, one: _Scale, panel: int, domain: list[float]) -> None:
    tone, name = sheet.tone, "" if panel == 1 else str(panel)
    size = len(one.counts)
    words = [*(str(level) for level in range(size - 1)), "not<br>asked"]
    axis: Spec = {"tickvals": list(range(size)), "ticktext": words, "showgrid": False, "showline": False}
    sheet.axis(f"xaxis{name}", domain=domain, anchor=f"y{name}", range=[-0.5, size - 0.5], side="top", **axis)
    rows = axis | {"ticktext": [word.replace("<br>", " ") for word in words]}
    sheet.axis(f"yaxis{name}", anchor=f"x{name}", range=[size - 0.5, -0.5], **rows)
    top = max(1, int(one.counts[:-1, :-1].max()))
    for row in range(size):
        for column in range(size):
            _cell(sheet, int(one.counts[row, column]), top, row, column, size - 1, name)
    head: Spec = {"xref": f"x{name} domain", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    sheet.note(f"<b>{plain(one.label)}</b>, last answer", tone.ink, x=0, y=1, yshift=36, **head)
    said = f"<b>{count(one.risen)}</b> higher than before · <b>{count(one.positive)}</b> above 0 at last"
    below: Spec = {"xref": f"x{name} domain", "yref": "paper", "xanchor": "left", "yanchor": "top"}
    sheet.note(said, tone.ink, x=0, y=0, yshift=-8, **below)
    if panel == 1:
        sheet.note("before", tone.muted, x=0, y=1, size=SMALL_PX, xref="paper", yref="paper", xanchor="right", yanchor="bottom",
                   xshift=-8, yshift=4)  # fmt: skip
    # An axis without any trace is not drawn by Plotly.
    sheet.scatter([0], [None], panel, hoverinfo="skip")


def _cell(sheet: Sheet, n: int, top: int, row: int, column: int, unasked: int, name: str) -> None:
    """Draw one count: the darker the more, framed where the last answer is higher than the first."""
    tone = sheet.tone
    known = row < unasked and column < unasked
    shade = 0 if not n or not known else 1 + (2 * n > top) + (4 * n > 3 * top)
    place: Spec = {"xref": f"x{name}", "yref": f"y{name}"}
    risen = known and column > row and n > 0
    line = {"color": tone.alert, "width": 1.6} if risen else {"color": tone.hair, "width": 1}
    inset = 0.46
    box: Spec = {
        "x0": column - inset,
        "x1": column + inset,
        "y0": row - inset,
        "y1": row + inset,
        "line": line,
    }
    sheet.box(tone.cells[shade], **place, **box)
    text = f"<b>{count(n)}</b>" if risen else count(n)
    colour = tone.cell_texts[shade] if n else tone.faint
    sheet.note(text, colour, x=column, y=row, size=SMALL_PX if known else TINY_PX, **place)


def _words(scales: list[_Scale]) -> str:
    said = [
        "Answers about suicidal thoughts before the first session against the last one since, as counts of patients."
    ]
    for one in scales:
        both = int(one.counts[:-1, :-1].sum())
        lower = int(np.tril(one.counts[:-1, :-1], -1).sum())
        unasked, since = number(int(one.counts[-1].sum())), number(int(one.counts[:, -1].sum()))
        said.append(
            f"{plain(one.label)}: {many(both, 'patient')} asked before and since, {number(one.risen)} higher at last, "
            f"{number(lower)} lower; {number(one.positive)} above 0 at last; {unasked} not asked before, {since} not since."
        )
    return " ".join(said)
