"""Dates and clock times that can be read in two ways."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise

from dash.readers.layouts.grid import Value, shown
from dash.readers.layouts.layout import Choice, Question
from dash.readers.layouts.problems import Bad
from dash.readers.layouts.tables import Table
from dash.readers.layouts.times import (
    DAY_FIRST,
    MONTH_FIRST,
    clock_of,
    day_of,
    is_clock_number,
    numeric_parts,
)
from dash.readers.layouts.workbook import Workbook

DAYS = ("day", "moment", "birth_date", "scheduled", "submitted", "started_on", "stopped_on")
CLOCKS = (
    "clock",
    "end_clock",
    "ready_clock",
    "stop_clock",
    "vital_clock",
    "arrival",
    "measured_clock",
    "effect_onset",
    "effect_resolved",
)
EXAMPLES = 4
_LOSERS = 0.05
"""Share of dates that may speak against an order and be taken for typing errors."""
_IN_ORDER, _OUT_OF_ORDER = 0.97, 0.8
_LEAST_STEPS = 8
_ORDERS = (
    Choice(DAY_FIRST, "day first: 03/04 is 3 April"),
    Choice(MONTH_FIRST, "month first: 03/04 is 4 March"),
)


def date_order(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Ask which number of a date is the day, for each column of dates that can be read in both ways."""
    columns = [(table, column.name) for table in tables for column in table.plan.of_kind(*DAYS)]
    settled: dict[str, Question] = {}
    open_ones: dict[str, tuple[str, ...]] = {}
    for table, name in columns:
        cells = [cell for cell in table.cells(name) if numeric_parts(cell)]
        if not cells:
            continue
        answer, evidence = _by_numbers(cells)
        if answer is None:
            answer, evidence = _by_sequence(list(table.cells(name)))
        key = f"date-order: {name}"
        examples = tuple(dict.fromkeys(shown(cell) for cell in cells))[:EXAMPLES]
        if answer is not None:
            settled.setdefault(key, Question(key, _text(name), _ORDERS, examples, answer, evidence))
        else:
            open_ones.setdefault(key, examples)
    yield from settled.values()
    answers = {question.answer for question in settled.values()}
    for key, examples in open_ones.items():
        if key in settled:
            continue
        if len(answers) == 1:
            other = next(iter(settled.values()))
            evidence = f"the other dates are {other.answer} ({other.evidence})"
            yield Question(
                key, _text(key.partition(": ")[2]), _ORDERS, examples, next(iter(answers)), evidence
            )
        else:
            yield Question(
                "date-order",
                "Which number of a date is the day?",
                _ORDERS,
                examples,
                None,
                "no number above 12 tells",
            )


def _text(name: str) -> str:
    return f"Which number of the dates in '{name}' is the day?"


def _by_numbers(cells: Sequence[Value]) -> tuple[str | None, str]:
    parts = [found for cell in cells if (found := numeric_parts(cell))]
    day_first = [one for one in parts if one[0] > 12 >= one[1]]
    month_first = [one for one in parts if one[1] > 12 >= one[0]]
    for answer, votes, against, place in (
        (DAY_FIRST, day_first, month_first, "first"),
        (MONTH_FIRST, month_first, day_first, "second"),
    ):
        if votes and len(against) <= _LOSERS * len(votes):
            high = max(one[0 if place == "first" else 1] for one in votes)
            return answer, f"{len(votes)} dates have a {place} number above 12, such as {high}"
    return None, ""


def _by_sequence(cells: Sequence[Value]) -> tuple[str | None, str]:
    """Settle it by the order of rows: read rightly, dates that were written one after the other do not jump back."""
    shares: dict[str, float] = {}
    for order in (DAY_FIRST, MONTH_FIRST):
        days = [day for cell in cells if isinstance(day := day_of(cell, order), date)]
        steps = [later >= earlier for earlier, later in pairwise(days)]
        if len(steps) < _LEAST_STEPS:
            return None, ""
        shares[order] = sum(steps) / len(steps)
    best = max(shares, key=lambda order: shares[order])
    if shares[best] >= _IN_ORDER and min(shares.values()) <= _OUT_OF_ORDER:
        return best, "only read so the rows stand in order of time"
    return None, ""


def clock_numbers(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Ask whether 10.3 is half past ten where a column of clock times holds plain numbers."""
    examples: dict[str, None] = {}
    for table in tables:
        for column in table.plan.of_kind(*CLOCKS[:-2]):
            examples |= dict.fromkeys(
                shown(cell) for cell in table.cells(column.name) if is_clock_number(cell)
            )
    if examples:
        choices = (
            Choice("yes", "yes, 10.3 is 10:30 and 9.05 is 9:05"),
            Choice("no", "no, refuse these cells"),
        )
        yield Question(
            "clock-numbers",
            "Are plain numbers among clock times hours and minutes?",
            choices,
            tuple(examples)[:EXAMPLES],
            None,
            "a spreadsheet keeps 10.30 as the number 10.3",
        )


def half_days(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Ask whether 1:30 is in the afternoon where no clock time of a table says so and none lies after 12:59."""
    for table in tables:
        columns = table.plan.of_kind("clock", "end_clock", "ready_clock")
        cells = [cell for column in columns for cell in table.cells(column.name)]
        if any(isinstance(cell, datetime) for cell in cells) or not all(
            isinstance(cell, str) for cell in cells
        ):
            continue
        texts = [shown(cell) for cell in cells]
        if not texts or any(text.lower().rstrip(". ").endswith(("m", "a", "p")) for text in texts):
            continue
        clocks = [
            clock for text in texts if not isinstance(clock := clock_of(text), Bad) and clock is not None
        ]
        early = [text for text in texts if isinstance(clock := clock_of(text), int) and 60 <= clock < 6 * 60]
        if clocks and early and max(clocks) < 13 * 60:
            choices = (
                Choice("afternoon", "in the afternoon: 1:30 is 13:30"),
                Choice("night", "at night: 1:30 is 01:30"),
            )
            yield Question(
                "half-days",
                "Are the times from 1:00 to 5:59 in the afternoon?",
                choices,
                tuple(dict.fromkeys(early))[:EXAMPLES],
                None,
                "no time is later than 12:59 and none says am or pm",
            )
