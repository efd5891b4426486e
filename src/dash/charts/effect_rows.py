"""The side effects of one patient, read for drawing: one row per effect, and what they say in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from dash.charts.parts import Floats, many, missing, numbers, texts, truths
from dash.charts.pressure import listed
from dash.charts.template import clean
from dash.stats.affected import affected
from dash.vocabulary import SEVERITIES

MOST_ROWS = 12
"""Effects drawn; the others are left to the table."""
UNGRADED = 4
"""Colour index of a cell whose severity was not recorded."""
GRADES = ("none", "mild", "moderate", "severe", "not graded")


@dataclass
class Row:
    """One effect: its cells by session number, and what they come to; minutes only where wholly known."""

    key: str
    label: str
    severity: dict[float, int] = field(default_factory=dict)
    minutes: dict[float, float] = field(default_factory=dict)
    serious: set[float] = field(default_factory=set)

    @property
    def total(self) -> float:
        """Minutes over the sessions in which they are known."""
        return sum(self.minutes.values())


def read_rows(effects: pd.DataFrame, which: Floats) -> list[Row]:
    """Return the effects of the sessions numbered in ``which``, most minutes first."""
    known, rows = set(which.tolist()), dict[str, Row]()
    severity = texts(effects, "severity")
    labels, serious = texts(effects, "label"), truths(effects, "serious")
    columns = [
        numbers(effects, name).tolist() for name in ("session_number", "onset_minute", "resolved_minute")
    ]
    keys = [None if key is None else str(key) for key in texts(effects, "effect")]
    for i, (session, key) in enumerate(zip(columns[0], keys, strict=True)):
        if session not in known or key is None:
            continue
        row = rows.setdefault(key, Row(key, str(labels[i] or key)))
        row.severity[session] = max(row.severity.get(session, 0), _grade(severity[i]))
        if serious[i]:
            row.serious.add(session)
    for row in rows.values():
        own = [
            [value for value, key in zip(column, keys, strict=True) if key == row.key] for column in columns
        ]
        lasted = affected(*own)
        row.minutes |= {
            session: one.minutes for session, one in lasted.items() if session in known and not one.unknown
        }
    return sorted(rows.values(), key=lambda row: (-row.total, -len(row.severity), row.label))


def _grade(severity: object) -> int:
    """Return 1 to 3, or 0 where the severity was not graded."""
    if isinstance(severity, str):
        return SEVERITIES[severity].code if severity in SEVERITIES else 0
    if missing(severity) or not isinstance(severity, int | float):
        return 0
    return int(severity) if 1 <= severity <= 3 else 0


def strip_words(rows: Sequence[Row], which: Floats, asked: np.ndarray) -> str:
    """Return the strip in sentences, for the alternative text."""
    total = int(asked.sum())
    lines = [f"Side effects by session: {many(len(which), 'session')}, asked for in {total}."]
    for row in rows[:MOST_ROWS]:
        worst = max(row.severity.values())
        ungraded = sum(grade == 0 for grade in row.severity.values())
        grade = f"worst {GRADES[worst]}" if worst else "not graded"
        some = f", {ungraded} not graded" if worst and ungraded else ""
        least = "at least " if len(row.minutes) < len(row.severity) else ""
        lasted = f", {least}{row.total:.0f} min in all" if row.minutes else ", minutes not recorded"
        serious = f", serious in {listed(sorted(row.serious))}" if row.serious else ""
        lines.append(
            f"{clean(row.label, 40)}: {len(row.severity)} of {total} sessions, {grade}{some}{lasted}{serious}."
        )
    if len(rows) > MOST_ROWS:
        lines.append(f"{len(rows) - MOST_ROWS} more effects are in the table.")
    unasked = which[~asked]
    if unasked.size:
        lines.append(f"Not asked in {many(unasked.size, 'session')} ({listed(unasked.tolist())}).")
    last = float(which[-1])
    now = [
        f"{clean(row.label, 40)} {GRADES[row.severity[last] or UNGRADED]}"
        for row in rows
        if last in row.severity
    ]
    said = "not asked" if not asked[-1] else ", ".join(now) or "none"
    return " ".join([*lines, f"Last session ({last:.0f}): {said}."])
