"""Reading a source by its layout: every row of every sheet becomes a record, is refused, or is no record."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from dash.readers.layouts.grid import Grid, Value, is_blank, shown
from dash.readers.layouts.layout import Layout, TablePlan
from dash.readers.layouts.other_rows import read_appointment, read_effect_row, read_score_row, read_vital_row
from dash.readers.layouts.output import Output
from dash.readers.layouts.patient_rows import conditions_in, default_order, medications_in, patient_values
from dash.readers.layouts.people import People, Visit, composite, near_births
from dash.readers.layouts.problems import Bad
from dash.readers.layouts.rows import Cell, Entry, Fields
from dash.readers.layouts.session_rows import read_session
from dash.readers.layouts.tables import Table
from dash.readers.layouts.times import day_of
from dash.readers.layouts.workbook import Workbook

_NOT_CONTENT = frozenset({"submitted", "session_number", "left_out", "unknown"})
_ORDER = ("patients", "sessions", "vitals", "effects", "scores", "appointments", "left_out")


def read_by(layout: Layout, book: Workbook, tables: Sequence[Table]) -> Output:
    """Read all tables of a source by a layout.

    Args:
        layout: With every question answered.
        book: What was found in the source.
        tables: Its tables.
    """
    return _Reading(layout, book, tables).run()


class _Reading:
    def __init__(self, layout: Layout, book: Workbook, tables: Sequence[Table]) -> None:
        self.layout, self.book = layout, book
        self.out = Output()
        planned = [(layout.table(table.plan.shape) or table.plan, table) for table in tables]
        self.tables = sorted(planned, key=lambda pair: _ORDER.index(pair[0].role))
        self.people = People(layout)
        self.said: dict[str, dict[str, str | float | None]] = {}
        self.from_row: dict[str, tuple[Fields, int]] = {}
        self.ids: Counter[str] = Counter()
        self.sessions: dict[tuple[str, date], list[str]] = defaultdict(list)
        self.starts: dict[str, tuple[str, date, int | None]] = {}

    def run(self) -> Output:
        for grid in self.book.grids:
            self.out.digests[grid.name] = grid.digest
        self._learn_people()
        for plan, table in self.tables:
            for region in table.regions:
                self._region(plan, Fields(region, plan, self.layout))
        self._emit_patients()
        self._tell_the_rest()
        return self.out

    # Who there is -----------------------------------------------------------------------------------------------------

    def _learn_people(self) -> None:
        written: Counter[str] = Counter()
        visits: list[Visit] = []
        for plan, table in self.tables:
            for region in table.regions:
                fields = Fields(region, plan, self.layout)
                for row in region.records:
                    text, visit = self._written(Entry(fields, row, self.out))
                    if isinstance(text, str) and text:
                        written[text] += 1
                    if visit is not None:
                        visits.append(visit)
        self.people.learn(written)
        self.people.mend(near_births(visits))
        self.people.closed = any(plan.role == "patients" for plan, _ in self.tables)

    def _written(self, entry: Entry) -> tuple[str | Bad, Visit | None]:  # noqa: PLR0911 - one for each form
        """Return the patient of a row as the source writes it."""
        cell = entry.fields.first("patient_id")
        if cell is not None:
            return shown(entry.value(cell)), None
        block = entry.fields.block.get("patient_id")
        if block is not None:
            return shown(block), None
        who = entry.text("initials") or entry.text("name")
        born_cell = entry.fields.first("birth_date")
        if who and self.layout.setting("patient", default="both") == "both" and born_cell is not None:
            born = day_of(entry.value(born_cell), entry.order(born_cell), birth=True)
            if not isinstance(born, date):
                return "", None
            number = entry.text("session_number")
            visit = Visit(who, born, int(number) if number.isdigit() else None)
            return composite(who, born), visit
        if who:
            return who, None
        label: Value = entry.fields.block.get("name") or entry.fields.block.get("initials")
        if label is None:
            return "", None
        born_value = day_of(
            entry.fields.block.get("birth_date"), default_order(self.layout, "dob"), birth=True
        )
        return composite(shown(label), born_value if isinstance(born_value, date) else ""), None

    def _patient(self, entry: Entry, table: str, *, introduces: bool) -> str | None:
        """Return the patient of a row; the row is refused where there is none or an unknown one."""
        text, _ = self._written(entry)
        if isinstance(text, Bad) or not text:
            entry.out.refuse_row(entry.fields.region, entry.row, "no_patient", table)
            return None
        patient_id = self.people.identifier(text)
        if patient_id not in self.people.known and (self.people.closed or not introduces):
            entry.out.refuse_row(entry.fields.region, entry.row, "unknown_patient", table)
            return None
        self.people.known.add(patient_id)
        return patient_id

    # Rows -------------------------------------------------------------------------------------------------------------

    def _region(self, plan: TablePlan, fields: Fields) -> None:
        if plan.role == "left_out":
            for row in fields.region.records:
                self.out.mark(fields.region.grid.name, fields.region.grid.line(row), "left_out")
            return
        if plan.role == "patients":
            self._patients(fields)
            return
        kept = self._kept(fields) if plan.role == "sessions" else {}
        seen: set[tuple[str, ...]] = set()
        for row in fields.region.records:
            entry = Entry(fields, row, self.out)
            content = fields.content(row, _NOT_CONTENT)
            if content in seen:
                self.out.mark(fields.region.grid.name, fields.region.grid.line(row), "already_there")
                continue
            seen.add(content)
            if plan.role == "sessions":
                self._session(entry, kept)
            else:
                self._other(plan.role, entry)

    def _key(self, entry: Entry) -> tuple[str, date, int | None] | None:
        text, _ = self._written(entry)
        cell = self._day_cell(entry.fields)
        if isinstance(text, Bad) or not text or cell is None:
            return None
        found = entry.when(cell)
        if found is None or isinstance(found, Bad):
            return None
        silent = Entry(entry.fields, entry.row, Output())
        clock = found[1] if found[1] is not None else silent.clock(entry.fields.first("clock"), "sessions")
        return self.people.identifier(text), found[0], clock

    def _kept(self, fields: Fields) -> dict[int, bool]:
        """Say of each row whether it is the one kept of those about the same session."""
        last = self.layout.setting("sent-twice") == "last"
        groups: dict[tuple[str, date, int | None], list[int]] = defaultdict(list)
        for row in fields.region.records:
            key = self._key(Entry(fields, row, self.out))
            if key is not None:
                groups[key].append(row)
        return {row: row == rows[-1 if last else 0] for rows in groups.values() for row in rows}

    def _day_cell(self, fields: Fields) -> Cell | None:
        chosen = fields.named(self.layout.setting("session-date"))
        return chosen or fields.first("moment") or fields.first("day")

    def _day(self, entry: Entry, table: str) -> tuple[date, int | None] | None:
        """Return day and clock of a row; without a possible day that is past the row is refused."""
        cell = self._day_cell(entry.fields)
        found = entry.when(cell) if cell is not None else None
        reason = "no_date" if found is None else found.reason if isinstance(found, Bad) else ""
        if not reason and not isinstance(found, Bad) and found is not None and found[0] > date.today():
            reason = "future_date"
        if reason or found is None or isinstance(found, Bad):
            entry.out.refuse_row(entry.fields.region, entry.row, reason, table)
            return None
        return found

    def _session(self, entry: Entry, kept: dict[int, bool]) -> None:
        day = self._day(entry, "sessions") if self._written(entry)[0] else None
        if day is None and self._written(entry)[0]:
            return
        patient_id = self._patient(entry, "sessions", introduces=True)
        if patient_id is None or day is None:
            return
        if not kept.get(entry.row, True):
            entry.out.refuse_row(entry.fields.region, entry.row, "duplicate", "sessions")
            return
        clock = day[1] if day[1] is not None else entry.clock(entry.fields.first("clock"), "sessions")
        session_id = read_session(entry, patient_id, day[0], clock, self.ids)
        self.sessions[patient_id, day[0]].append(session_id)
        self.starts[session_id] = (patient_id, day[0], clock)
        self._say(entry.fields, entry.row, patient_id, day[0])
        self.out.accept(entry.fields.region, entry.row)

    def _other(self, role: str, entry: Entry) -> None:
        introduces = not self.people.closed and not self.sessions
        table = {
            "scores": "scores",
            "vitals": "vitals",
            "effects": "side_effects",
            "appointments": "appointments",
        }[role]
        session = entry.text("session_id")
        if session in self.starts:
            patient_id: str | None = self.starts[session][0]
        else:
            patient_id = self._patient(entry, table, introduces=introduces)
        if patient_id is None:
            return
        if role == "appointments":
            taken = read_appointment(entry, patient_id)
        else:
            at = self._start(entry, table, patient_id, session)
            if at is None:
                return
            day, clock, session_id = at
            read = {"scores": read_score_row, "vitals": read_vital_row, "effects": read_effect_row}[role]
            taken = read(entry, patient_id, day, clock, session_id, self.starts.get(session_id or ""))
        if taken:
            self.out.accept(entry.fields.region, entry.row)

    def _start(
        self, entry: Entry, table: str, patient_id: str, session: str
    ) -> tuple[date, int | None, str | None] | None:
        cell = self._day_cell(entry.fields)
        if session in self.starts and (cell is None or not shown(entry.value(cell))):
            return self.starts[session][1], None, session
        day = self._day(entry, table)
        if day is None:
            return None
        clock = (
            day[1]
            if day[1] is not None
            else entry.clock(entry.fields.first("clock") or entry.fields.first("measured_clock"), table)
        )
        same_day = self.sessions.get((patient_id, day[0]), [])
        found = session if session in self.starts else same_day[0] if len(same_day) == 1 else None
        return day[0], clock, found

    # What is said of patients -----------------------------------------------------------------------------------------

    def _patients(self, fields: Fields) -> None:
        for row in fields.region.records:
            entry = Entry(fields, row, self.out)
            text, _ = self._written(entry)
            if isinstance(text, Bad) or not text:
                self.out.refuse_row(fields.region, row, "no_patient", "patients")
                continue
            patient_id = self.people.identifier(text)
            if patient_id in self.said:
                self.out.mark(fields.region.grid.name, fields.region.grid.line(row), "already_there")
                continue
            self.people.known.add(patient_id)
            self._say(fields, row, patient_id, None)
            self.out.accept(fields.region, row)

    def _say(self, fields: Fields, row: int, patient_id: str, seen: date | None) -> None:
        """Keep what a row and the block above it say of a patient; what was said first holds."""
        before = self.said.get(patient_id)
        if before is not None and not fields.of("birth_date") and not fields.of("sex"):
            return
        entry = Entry(fields, row, self.out)
        in_block = before is None

        def given(kind: str) -> Value:
            if kind == "weight" and fields.plan.role != "patients":
                return fields.block.get("weight")
            cell = fields.first(kind)
            value = entry.value(cell)
            return value if value is not None else fields.block.get(kind)

        def refuse(kind: str, bad: Bad) -> None:
            cell = fields.first(kind)
            if cell is not None and (before is None or fields.plan.role == "patients"):
                entry.refuse(cell, bad, "patients")

        born = fields.first("birth_date")
        order = entry.order(born) if born else default_order(self.layout, "dob")
        weights = fields.first("weight")
        unit = self.layout.setting(
            "weight-unit", weights.name if weights else "", (weights.meaning.unit if weights else "") or "kg"
        )
        values = patient_values(given, self.layout, order, unit, seen, refuse)
        if before is None:
            self.said[patient_id] = values
            self.from_row[patient_id] = (fields, row)
        else:
            self.said[patient_id] = {**values, **before}
        if in_block:
            self._history(entry, patient_id)

    def _history(self, entry: Entry, patient_id: str) -> None:
        for kind in ("medications", "conditions"):
            cell = entry.fields.first(kind)
            text = shown(entry.value(cell)) if cell is not None else shown(entry.fields.block.get(kind))
            if kind == "medications":
                for name, group in medications_in(text):
                    entry.add("medications", patient_id=patient_id, medication=name, **{"class": group})
            else:
                for condition, note in conditions_in(text):
                    entry.add("conditions", patient_id=patient_id, condition=condition, note=note)

    def _emit_patients(self) -> None:
        for patient_id, values in self.said.items():
            fields, row = self.from_row[patient_id]
            self.out.add(fields.region, row, "patients", patient_id=patient_id, **values)

    # Rows that are no records ---------------------------------------------------------------------------------------------

    def _tell_the_rest(self) -> None:
        for _, table in self.tables:
            for region in table.regions:
                for rows in (region.above, region.others, dict.fromkeys(region.header, "header")):
                    for row, kind in rows.items():
                        self.out.fates.setdefault((region.grid.name, region.grid.line(row)), kind)
        for grid in self.book.grids:
            left = self.book.left_out.get(grid.name)
            for row, fate in _rest(grid, left):
                self.out.fates.setdefault((grid.name, grid.line(row)), fate)


def _rest(grid: Grid, left: str | None) -> Iterator[tuple[int, str]]:
    fate = {"legend": "legend", None: "note"}.get(left, "left_out")
    for row, cells in enumerate(grid.rows):
        yield row, "blank" if is_blank(cells) else fate
