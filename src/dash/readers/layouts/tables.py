"""The tables of a workbook with a first plan: what the columns mean by their names and cells, and what the rows are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from dash.readers.layouts.cells import reading_of
from dash.readers.layouts.grid import Value, shown
from dash.readers.layouts.header_rows import Column
from dash.readers.layouts.headers import read_header
from dash.readers.layouts.layout import ColumnPlan, TablePlan
from dash.readers.layouts.lexicon import plain
from dash.readers.layouts.meaning import UNKNOWN, VITALS, Meaning
from dash.readers.layouts.problems import Bad
from dash.readers.layouts.regions import Region
from dash.readers.layouts.times import moment_of
from dash.readers.layouts.workbook import Workbook

SESSION_KINDS = frozenset(
    {
        "dose",
        "devices",
        "route",
        "dose_per_kg",
        "infusion_minutes",
        "clock",
        "end_clock",
        "ready_clock",
        "effect",
        "effects",
        *VITALS,
    }
)
_PATIENT_KINDS = frozenset(
    {"birth_date", "birth_year", "age", "sex", "indication", "failed", "goal", "medications", "conditions"}
)
_SAMPLE = 400
_LOOKS_LIKE = 0.6
_LETTERS = re.compile(r"[^\W\d_]\.?\s?[^\W\d_]\.?\s?(?:[^\W\d_]\.?)?")


@dataclass
class Table:
    """All regions of one shape, and the plan for them."""

    plan: TablePlan
    regions: list[Region]

    def column_of(self, region: Region, name: str) -> Column:
        """Return the column of a region by its name in the plan."""
        return region.columns[self.plan.shape.index(name)]

    def cells(self, name: str) -> Iterator[Value]:
        """Yield the cells of a column that are not empty, of all records."""
        at = self.plan.shape.index(name)
        for region in self.regions:
            place = region.columns[at].place
            for row in region.records:
                cell = region.grid.cell(row, place)
                if cell is not None:
                    yield cell

    def texts(self, name: str) -> list[str]:
        """Return the same as text, as a person sees it."""
        return [text for cell in self.cells(name) if (text := shown(cell))]


def plan_tables(book: Workbook) -> list[Table]:
    """Return the tables of a workbook, regions with the same names of columns together."""
    by_shape: dict[tuple[str, ...], list[Region]] = {}
    for region in book.regions:
        by_shape.setdefault(_distinct(region.shape), []).append(region)
    tables = [_planned(shape, regions) for shape, regions in by_shape.items()]
    patients_apart = any(table.plan.role == "sessions" for table in tables)
    for table in tables:
        if table.plan.role == "patients" and not patients_apart and _dated(table.plan):
            table.plan = replace(table.plan, role="sessions")
    return tables


def _distinct(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return names with a number behind those that come again."""
    seen: dict[str, int] = {}
    found: list[str] = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(found)


def _dated(plan: TablePlan) -> bool:
    return bool(plan.kinds() & {"day", "moment"})


def _planned(shape: tuple[str, ...], regions: list[Region]) -> Table:
    first = regions[0]
    columns = tuple(
        ColumnPlan(name, column.meaning) for name, column in zip(shape, first.columns, strict=True)
    )
    labels = dict.fromkeys(label for region in regions for label in region.block)
    block = tuple(ColumnPlan(plain(label), read_header(label)) for label in labels)
    table = Table(TablePlan("", columns, block), regions)
    for name in shape:
        _look_at_cells(table, name)
    _initials(table)
    _single(table)
    table.plan = replace(table.plan, role=role_of(table.plan))
    return table


def _look_at_cells(table: Table, name: str) -> None:
    """Correct what a name says by what stands under it."""
    meaning = next(column.meaning for column in table.plan.columns if column.name == name)
    texts = table.texts(name)[:_SAMPLE]
    if not texts:
        return
    pressures = sum(_is_pressure(text) for text in texts) / len(texts)
    if meaning.kind in {"unknown", "left_out"} and pressures >= _LOOKS_LIKE:
        found = Meaning("pressure", sure=0.6, why="its cells are pairs such as 132/84")
        table.plan = table.plan.with_meaning(name, found)
    elif (
        meaning.kind == "pressure"
        and pressures < 0.1
        and all(text.replace(".", "").isdigit() for text in texts[:20])
    ):
        # "BP" over plain numbers: one of the two pressures, but which is not said.
        table.plan = table.plan.with_meaning(
            name, replace(UNKNOWN, why="single numbers, not pairs of pressures")
        )
    elif meaning.kind == "clock" and _days(table, name):
        table.plan = table.plan.with_meaning(
            name, Meaning("moment", word=meaning.word, why="its cells are days with clock times")
        )
    elif meaning.kind == "day" and _with_clock(table, name):
        table.plan = table.plan.with_meaning(
            name, replace(meaning, kind="moment", why="its cells are days with clock times")
        )


def _is_pressure(text: str) -> bool:
    systolic = reading_of(text).systolic
    return isinstance(systolic, float)


def _days(table: Table, name: str) -> bool:
    cells = list(table.cells(name))[:_SAMPLE]
    days = sum(isinstance(cell, date) and cell.year > 1904 for cell in cells)
    return days >= _LOOKS_LIKE * len(cells) > 0


def _with_clock(table: Table, name: str) -> bool:
    cells = list(table.cells(name))[:_SAMPLE]
    found = [moment_of(cell) for cell in cells]
    clocks = sum(not (one is None or isinstance(one, Bad)) and one[1] not in {None, 0} for one in found)
    return clocks >= 0.3 * len(cells) > 0


def _initials(table: Table) -> None:
    """Take a column of patients for initials where its cells are two or three letters."""
    for column in table.plan.of_kind("patient_id"):
        texts = table.texts(column.name)
        if texts and sum(bool(_LETTERS.fullmatch(text)) for text in texts) >= 0.8 * len(texts):
            found = Meaning("initials", word=column.meaning.word, why="its cells are two or three letters")
            table.plan = table.plan.with_meaning(column.name, found)


def _single(table: Table) -> None:
    """Where two columns mean what only one can, keep the one that is filled and named best; the other is left out."""
    for kind in (
        "patient_id",
        "clock",
        "end_clock",
        "ready_clock",
        "stop_clock",
        "dose",
        "weight",
        "route",
        "drug",
        "note",
        "moment",
        "effects",
        "sex",
        "phase",
        "lot",
        "clinician",
        "site",
        "status",
        "infusion_minutes",
        "session_id",
    ):
        columns = table.plan.of_kind(kind)
        if len(columns) < 2:
            continue
        best = max(
            columns, key=lambda column: (round(column.meaning.sure, 1), min(len(table.texts(column.name)), 1))
        )
        for column in columns:
            if column is not best and kind != "effects":
                why = f"'{best.name}' says it already"
                table.plan = table.plan.with_meaning(column.name, Meaning("left_out", why=why))


def role_of(plan: TablePlan) -> str:  # noqa: PLR0911 - one for each form
    """Return what the rows of a table are, by what its columns mean; ``left_out`` where they are nothing the product keeps."""
    kinds = plan.kinds()
    columns = {column.meaning.kind for column in plan.columns}
    who = bool(kinds & {"patient_id", "initials", "name", "session_id"})
    when = bool(columns & {"day", "moment"})
    if "parameter" in columns and "value" in columns and (who or when):
        return "vitals"
    if "scheduled" in columns and who and not columns & {"dose", *VITALS} - {"dose"}:
        return "appointments"
    if {"instrument", "value"} <= columns or {"instrument", "score"} <= columns:
        return "scores" if who else "left_out"
    given = columns & SESSION_KINDS
    if who and when and columns & {"score", "scores", "question"} and not given - {"clock"}:
        return "scores"
    if (
        who
        and columns & set(VITALS)
        and not columns & {"dose", "devices", "route", "dose_per_kg", "drug"}
        and "session_id" in columns
    ):
        return "vitals"
    if (
        who
        and "effects" in columns
        and columns & {"onset", "resolved", "severity"}
        and not columns & {"dose", "devices", *VITALS}
    ):
        return "effects"
    if (who or plan.block) and when and given:
        return "sessions"
    if who and kinds & _PATIENT_KINDS:
        return "patients"
    return "left_out"
