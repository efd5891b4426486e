"""What a session is: its sheet, day, drug, route, and the minutes of its readings."""

import re
from collections.abc import Iterator, Sequence

from dash.readers.layouts.doses import Dose, dose_of
from dash.readers.layouts.grid import shown
from dash.readers.layouts.layout import Choice, ColumnPlan, Question
from dash.readers.layouts.lexicon import plain, words
from dash.readers.layouts.meaning import END, PRE, VITALS
from dash.readers.layouts.questions.about_times import EXAMPLES
from dash.readers.layouts.tables import Table
from dash.readers.layouts.workbook import Workbook

_YES_NO = (Choice("yes", "yes"), Choice("no", "no, leave it out"))
_DRUGS = (Choice("racemic_ketamine", "ketamine (racemic)"), Choice("esketamine", "esketamine"))
_ROUTES = tuple(
    Choice(key, label)
    for key, label in (
        ("iv", "intravenous"),
        ("im", "intramuscular"),
        ("in", "intranasal"),
        ("sc", "subcutaneous"),
        ("sl", "sublingual"),
        ("po", "oral"),
    )
)
_LEAVING = frozenset(
    plain(word)
    for word in (
        "d/c",
        "dc",
        "discharge",
        "at discharge",
        "before discharge",
        "out",
        "leave",
        "leaving",
        "departure",
        "exit",
        "entlassung",
        "sortie",
        "alta",
        "uscita",
        "left",
        "time out",
        "d/c time",
        "dc time",
        "discharge time",
        "left at",
    )
)
_INFUSION = re.compile(r"\binfus|\bperfus|\binf\b", re.I)
_SESSIONS = ("sessions", "vitals", "effects")


def _sessions(tables: Sequence[Table]) -> list[Table]:
    return [table for table in tables if table.plan.role == "sessions"]


def which_sheets(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Ask whether to read a sheet that is hidden or whose name says that it is old."""
    for name, why in book.doubtful.items():
        said = "is hidden" if why == "hidden" else "is named as if it were not to be used"
        sheet = name.rpartition("!")[2]
        yield Question(
            f"sheet: {plain(sheet)}",
            f"The sheet '{sheet}' {said}. Read it?",
            _YES_NO,
            (),
            None,
            "not all of its rows stand on other sheets",
        )
    for name, why in book.left_out.items():
        if why == "stale":
            sheet = name.rpartition("!")[2]
            yield Question(
                f"sheet: {plain(sheet)}",
                f"Read the sheet '{sheet}'?",
                _YES_NO,
                (),
                "no",
                "its name says so, and all its rows stand on other sheets",
            )


def which_date(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Ask which of two dates is the day of the session."""
    for table in _sessions(tables):
        columns = table.plan.of_kind("day", "moment")
        if len(columns) < 2:
            submitted = table.plan.of_kind("submitted")
            if columns and submitted:
                evidence = f"'{columns[0].name}' is the day of the session; '{submitted[0].name}' is when the form was sent"
                yield Question(
                    "session-date",
                    "Which date is the day of the session?",
                    (Choice(columns[0].name, columns[0].name),),
                    (),
                    columns[0].name,
                    evidence,
                )
            continue
        choices = tuple(Choice(column.name, f"'{column.name}'") for column in columns)
        examples = tuple(f"{column.name}: {next(iter(table.texts(column.name)), '')}" for column in columns)
        same = [list(map(shown, table.cells(column.name))) for column in columns]
        if all(one == same[0] for one in same):
            yield Question(
                "session-date",
                "Which date is the day of the session?",
                choices,
                examples,
                columns[0].name,
                "both hold the same days",
            )
        else:
            yield Question(
                "session-date",
                "Which date is the day of the session?",
                choices,
                examples,
                None,
                "both names say that they are the day",
            )


def _words_in(texts: Sequence[str], kind: str) -> dict[str, str]:
    """Return the keys named in some texts, with the text that names each."""
    found: dict[str, str] = {}
    for text in texts:
        bare = re.sub(r"[_\-.()/]", " ", plain(text))
        for word, key in words(kind).items():
            if len(word) > 2 and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", bare):
                found.setdefault(key, text)
    return found


def _doses_speak(tables: Sequence[Table]) -> str:
    for table in _sessions(tables):
        if table.plan.of_kind("dose_per_kg"):
            return "doses are given in mg/kg"
        for column in table.plan.of_kind("dose"):
            if any(
                isinstance(dose := dose_of(text), Dose) and dose.mg_per_kg
                for text in table.texts(column.name)
            ):
                return "some doses are given in mg/kg"
    return ""


def which_drug(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Ask which drug was given where no column says so."""
    tables = _sessions(tables)
    if not tables or all("drug" in table.plan.kinds() for table in tables):
        return
    text = "No column names the drug. Which one is it?"
    names = [column.name for table in tables for column in table.plan.columns]
    named = _words_in([*book.titles, *names], "drug")
    if len(named) == 1:
        key, where = next(iter(named.items()))
        yield Question("drug", text, _DRUGS, (), key, f"'{where}' names it")
        return
    if any(table.plan.of_kind("devices") for table in tables) and "racemic_ketamine" not in named:
        yield Question("drug", text, _DRUGS, (), "esketamine", "doses are counted in devices")
    elif not named and (said := _doses_speak(tables)):
        yield Question("drug", text, _DRUGS, (), "racemic_ketamine", said)
    else:
        yield Question("drug", text, _DRUGS, (), None, "neither a title nor a dose tells")


def which_route(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Ask how the drug was given where neither a column nor the block above a table says so."""
    without = [table for table in _sessions(tables) if "route" not in table.plan.kinds()]
    if not without:
        return
    text = "No column names the route. How was the drug given?"
    names = [column.name for table in without for column in table.plan.columns]
    if any(table.plan.of_kind("devices") for table in without) or "esketamine" in _words_in(
        book.titles, "drug"
    ):
        yield Question("route", text, _ROUTES, (), "in", "esketamine from nasal devices")
    elif any(_INFUSION.search(plain(title)) for title in [*book.titles, *names]) or any(
        table.plan.of_kind("infusion_minutes", "stop_clock") for table in without
    ):
        yield Question("route", text, _ROUTES, (), "iv", "the table speaks of infusions")
    else:
        named = _words_in(book.titles, "route")
        answer = next(iter(named)) if len(named) == 1 else None
        yield Question(
            "route", text, _ROUTES, (), answer, f"'{named[answer]}' names it" if answer else "no title tells"
        )


def before_the_dose(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Ask whether the reading at 0 was taken before the dose, where no reading is named so."""
    vitals = [column for table in _sessions(tables) for column in table.plan.of_kind(*VITALS)]
    zero = [column.name for column in vitals if column.meaning.point == "0"]
    if not zero:
        return
    choices = (Choice("yes", "yes, before the dose"), Choice("no", "no, at or after the dose"))
    pre = [column.name for column in vitals if column.meaning.point == PRE]
    answer, evidence = (
        ("yes", f"other tables call their first reading '{pre[0]}'")
        if pre
        else (None, "it is the first reading of each session")
    )
    yield Question(
        "before-dose",
        f"Was '{zero[0]}' taken before the dose?",
        choices,
        tuple(zero)[:EXAMPLES],
        answer,
        evidence,
    )


def time_of_last(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Ask at which clock time a reading at the end was taken."""
    for table in _sessions(tables):
        last = [column for column in table.plan.of_kind(*VITALS) if column.meaning.point == END]
        clocks = table.plan.of_kind("end_clock", "ready_clock")
        if not last or not clocks:
            continue
        name, word = last[0].name, last[0].meaning.word
        key, text = f"last-reading: {name}", f"At which time was '{name}' taken?"
        choices = (
            *(Choice(column.name, f"the time in '{column.name}'") for column in clocks),
            Choice("unknown", "not known"),
        )
        same = _same_word(word, clocks)
        if same is not None:
            yield Question(
                key, text, choices, (), same.name, f"'{same.name}' and '{name}' name the same moment"
            )
        else:
            yield Question(key, text, choices, (), None, "no time has the same name")


def _same_word(word: str, clocks: Sequence[ColumnPlan]) -> ColumnPlan | None:
    for column in clocks:
        name = plain(column.meaning.word or column.name)
        if name == word or word in name.split():
            return column
    ends = [column for column in clocks if column.meaning.kind == "end_clock"]
    if word in _LEAVING and len(ends) == 1 and ends[0].meaning.word in _LEAVING:
        return ends[0]
    return None


def hours_or_discharge(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Ask whether a reading "at 2 h" stands at that minute or at the discharge."""
    for table in _sessions(tables):
        hourly = [column for column in table.plan.of_kind(*VITALS) if column.meaning.hours]
        ends = table.plan.of_kind("end_clock")
        if hourly and ends:
            name, point = hourly[-1].name, hourly[-1].meaning.point
            choices = (
                Choice("minute", f"at minute {point}"),
                Choice("end", f"at the time in '{ends[0].name}'"),
            )
            yield Question(
                f"hour-reading: {name}",
                f"When was '{name}' taken?",
                choices,
                (),
                None,
                "the table has a time of discharge too",
            )


def sent_twice(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Ask which of two forms about one session counts."""
    for table in _sessions(tables):
        if not table.plan.of_kind("submitted"):
            continue
        kinds = {column.meaning.kind: column.name for column in table.plan.columns}
        keyed = [kinds[kind] for kind in ("patient_id", "day", "moment", "clock") if kind in kinds]
        seen: dict[tuple[str, ...], tuple[str, ...]] = {}
        again: list[str] = []
        for region in table.regions:
            places = [table.column_of(region, name).place for name in keyed]
            sent = {table.column_of(region, column.name).place for column in table.plan.of_kind("submitted")}
            for row in region.records:
                key = tuple(plain(shown(region.grid.cell(row, place))) for place in places)
                rest = tuple(
                    shown(cell) for place, cell in enumerate(region.grid.rows[row]) if place not in sent
                )
                if all(key) and seen.setdefault(key, rest) != rest:
                    again.append(region.grid.where(row))
        if again:
            choices = (
                Choice("first", "the first; the later ones are listed as refused"),
                Choice("last", "the last; the earlier ones are listed as refused"),
            )
            yield Question(
                "sent-twice",
                "A form was sent twice about one session, with another content. Which one counts?",
                choices,
                tuple(again)[:EXAMPLES],
                None,
                "a later form may be a correction",
            )
