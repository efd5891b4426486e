"""Random dirty tables against a second, slow validator that shares no code with the first."""

import math
import re
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

NOW = datetime(2026, 1, 31, 12, 0)
Row = dict[str, str]

WEIGHTS = ["", "70", "70 kg", "154 lb", "70,5", "heavy", "19", "401", " 80 "]
CELLS: dict[str, dict[str, list[str]]] = {
    "patients": {
        "patient_id": ["", "P1", "P2", "P3"],
        "birth_year": ["", "1970", "1970.5", "2027", "70"],
        "sex": ["", "F", "female", "x"],
        "weight_kg": WEIGHTS,
    },
    "sessions": {
        "session_id": ["", "S1", "S2", "S3"],
        "patient_id": ["", "P1", "P2", "P3"],
        "started_at": ["", "2025-03-01", "2025-03-01T10:00", "2025-03-01T10:00+02:00", "2026-02-01", "1.3.2025"],
        "drug": ["", "Ketamine", "other", "Ketanest"],
        "route": ["iv", "INTRANASAL", "ear"],
        "dose_mg": ["", "50", "0.5 mg/kg", "0", "-1", "0,5", "much", "40 mg"],
        "weight_kg": WEIGHTS,
        "ended_at": ["", "2025-03-01", "2025-03-01T09:00", "2025-02-28T10:00", "2025-03-01T08:30Z"],
        "status": ["", "cancelled", "completed", "lost"],
    },
    "vitals": {
        "session_id": ["", "S1", "S2"],
        "patient_id": ["", "", "P1", "P2"],
        "minute": ["", "-5", "40", "40.5", "40 min", "99999", "forty"],
        "measured_at": [
            "", "", "2025-03-01T10:40", "2025-03-01T10:40+02:00", "2025-03-01T10:40+01:00", "2025-03-01", "2026-02-01",
        ],
        "systolic_mmhg": ["", "120", "132/84", "84", "84.4", "39", "39.5", "300", "300.4", "12O"],
        "diastolic_mmhg": ["", "80", "84", "84.4", "200", "201"],
        "spo2_percent": ["", "98 %", "49", "97.5"],
    },
    "scores": {
        "patient_id": ["P1", "P2", ""],
        "session_id": ["", "S1", "S2"],
        "measured_at": ["2025-03-01", "2025-03-01T00:00", "2025-03-02T09:00", "2025-03-02T09:00Z", ""],
        "instrument": ["PHQ-9", "madrs", "other", "moaas", "mmse"],
        "item": ["", "total", "9", "09", "9.0", "8.6", "+9", "11", "x"],
        "value": ["0", "3", "4", "27", "60", "-1", "", "1.5"],
    },
    "side_effects": {
        "session_id": ["", "S1", "S2"],
        "patient_id": ["", "P1", "P2"],
        "effect": ["", "Nausea", "nausea", "Purple ears"],
        "severity": ["", "mild", "awful"],
        "onset_minute": ["", "10", "20 min", "x"],
        "resolved_minute": ["", "15", "30"],
        "started_at": ["", "2025-03", "2025-03-01", "2025-03-01T10:20", "2025-03-05T10:20"],
        "ended_at": ["", "2025", "2025-03-04", "2025-03-01T10:05", "2025-03-05T10:30"],
        "serious_death": ["", "yes", "0", "perhaps"],
    },
    "medications": {
        "patient_id": ["P1", "P2", ""],
        "medication": ["lithium", "lorazepam", ""],
        "class": ["", "other", "sweets"],
        "started_on": ["", "2013", "2013-07", "2013-13"],
        "stopped_on": ["", "2012", "2013-07-09", "2027"],
    },
}  # fmt: skip

# Cells that go together: most rows are made of these, with none, one or two cells of the lists above.
GOOD: dict[str, dict[str, list[str]]] = {
    "patients": {"patient_id": ["P1", "P2", "P3"], "sex": ["F"], "weight_kg": ["70", "154 lb"]},
    "sessions": {
        "session_id": ["S1", "S2", "S3"], "patient_id": ["P1", "P1", "P2"], "started_at": ["2025-03-01T10:00"],
        "drug": ["Ketamine"], "route": ["iv"], "weight_kg": ["80"], "dose_mg": ["40", "0.5 mg/kg"],
    },
    "vitals": {"session_id": ["S1", "S2"], "minute": ["-5", "40"], "systolic_mmhg": ["120", "132/84"]},
    "scores": {
        "patient_id": ["P1", "P2"], "measured_at": ["2025-03-01"], "instrument": ["PHQ-9", "madrs"],
        "item": ["", "9"], "value": ["0", "3"],
    },
    "side_effects": {"session_id": ["S1", "S2"], "effect": ["nausea", "Purple ears"], "onset_minute": ["10", "20 min"]},
    "medications": {"patient_id": ["P1", "P2"], "medication": ["lithium", "lorazepam"], "started_on": ["", "2013"]},
}  # fmt: skip

# Plain Python from here: what one row means; an error where it must be refused.

INSTRUMENTS = {"phq-9": ("phq9", 27, 9, 3), "madrs": ("madrs", 60, 10, 6), "moaas": ("moaas", 5, 0, 0)}


class RefusedError(Exception):
    pass


class OrphanError(RefusedError):
    pass


def must(condition: object) -> None:
    if not condition:
        raise RefusedError


def amount(
    cell: str, units: dict[str, float], low: float = -math.inf, high: float = math.inf
) -> float | None:
    if not cell:
        return None
    found = re.fullmatch(r"(-?\d+(?:\.\d+)?)\s*(.*)", cell)
    must(found)
    assert found
    must(found[2] == "" or found[2] in units)
    value = float(found[1]) * (units[found[2]] if found[2] else 1.0)
    must(low <= value <= high)
    return value


def rounded(value: float | None) -> int | None:
    return None if value is None else int(math.floor(abs(value) + 0.5) * (1 if value >= 0 else -1))


def moment(cell: str) -> tuple[datetime, bool, int | None] | None:
    """Wall clock, whether it has a clock time, offset in minutes."""
    if not cell:
        return None
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(Z|[+-]\d\d:\d\d)?)?", cell)
    must(found)
    assert found
    wall = datetime.fromisoformat(found[1] + "T" + (found[2] or "00:00"))
    offset = None
    if found[3]:
        parsed = datetime.fromisoformat(f"2000-01-01T00:00{found[3]}").utcoffset()
        offset = int((parsed or timedelta()).total_seconds() // 60)
    must(wall <= NOW)
    return wall, found[2] is not None, offset


def in_order(
    early: tuple[datetime, bool, int | None] | None, late: tuple[datetime, bool, int | None] | None
) -> None:
    if not early or not late:
        return
    if not early[1] or not late[1]:
        must(late[0].date() >= early[0].date())
    elif early[2] is None or late[2] is None:
        must(late[0] >= early[0])
    else:
        must(late[0] - timedelta(minutes=late[2]) >= early[0] - timedelta(minutes=early[2]))


def partial(cell: str) -> str | None:
    if not cell:
        return None
    parts = [int(part) for part in re.split(r"[-T:]", cell)]
    try:
        first = datetime(*[*parts, 1, 1][: max(3, len(parts))])  # type: ignore[arg-type]
    except ValueError:
        raise RefusedError from None
    must(first <= NOW)
    return cell


def dates_in_order(early: str | None, late: str | None) -> None:
    if early and late:
        shared = min(len(early), len(late))
        must(late[:shared] >= early[:shared])


def word(cell: str, words: dict[str, str]) -> str | None:
    must(not cell or cell.lower() in words)
    return words[cell.lower()] if cell else None


def same(*words: str) -> dict[str, str]:
    return {one: one for one in words}


KG = {"kg": 1.0, "lb": 0.45359237}
MIN = {"min": 1.0}


def patient(row: Row) -> tuple[Any, Any]:
    must(row["patient_id"])
    year = amount(row["birth_year"], {}, 1900, 2026)
    must(year is None or year == int(year))
    sex = word(row["sex"], {"f": "female", "female": "female"})
    return row["patient_id"], (year, sex, amount(row["weight_kg"], KG, 20, 400))


def session(row: Row) -> tuple[Any, Any]:
    must(row["session_id"] and row["patient_id"] and row["started_at"] and row["drug"])
    start, end = moment(row["started_at"]), moment(row["ended_at"])
    in_order(start, end)
    weight = amount(row["weight_kg"], KG, 20, 400)
    units = {"mg": 1.0, "mg/kg": weight} if weight else {"mg": 1.0}
    dose = amount(row["dose_mg"], units)
    status = word(row["status"], same("cancelled", "completed"))
    must(dose is None or dose > 0 or status == "cancelled")
    drug = {"ketamine": "racemic_ketamine"}.get(row["drug"].lower(), "other")
    route = {"iv": "iv", "intranasal": "in"}.get(row["route"].lower(), "other")
    words = tuple(None if one in ("iv", "other") else one for one in (row["drug"], row["route"]))
    return row["session_id"], (row["patient_id"], start, drug, route, words, dose, weight, end, status)


def owner(row: Row) -> tuple[str | None, str | None]:
    must(row["session_id"] or row["patient_id"])
    return row["session_id"] or None, None if row["session_id"] else row["patient_id"]


def vital(row: Row) -> tuple[Any, Any]:
    whose = owner(row)
    minute, at = rounded(amount(row["minute"], MIN, -1440, 2880)), moment(row["measured_at"])
    must(minute is not None or at if whose[0] else at and minute is None)
    first, slash, second = row["systolic_mmhg"].partition("/")
    systolic = amount(first, {}, 40, 300)
    given = amount(row["diastolic_mmhg"], {}, 20, 200)
    paired = amount(second, {}, 20, 200) if slash else None
    must(given is None or paired is None or rounded(given) == rounded(paired))
    diastolic = given if given is not None else paired
    must(systolic is None or diastolic is None or diastolic < systolic)
    spo2 = amount(row["spo2_percent"], {"%": 1.0}, 50, 100)
    must(any(value is not None for value in (systolic, diastolic, spo2)))
    key = (*whose, minute, at if minute is None else None)
    return key, (row["patient_id"] or None, at, rounded(systolic), rounded(diastolic), spo2)


def score(row: Row) -> tuple[Any, Any]:
    must(row["patient_id"] and row["measured_at"] and row["value"])
    at = moment(row["measured_at"])
    name = row["instrument"].lower()
    must(name == "other" or name in INSTRUMENTS)
    item = "total" if row["item"] in ("", "total") else re.sub(r"^0+|\.0$", "", row["item"])
    value = amount(row["value"], {})
    assert value is not None
    if name != "other":
        name, maximum, items, item_maximum = INSTRUMENTS[name]
        must(item == "total" or (item.isdigit() and 1 <= int(item) <= items))
        must(0 <= value <= (maximum if item == "total" else item_maximum))
        must(value == int(value))
    assert at
    return (row["patient_id"], name, item, at), (row["session_id"] or None, at, value)


def side_effect(row: Row) -> tuple[Any, Any]:
    whose = owner(row)
    must(row["effect"])
    onset, resolved = (
        amount(row["onset_minute"], MIN, -1440, 2880),
        amount(row["resolved_minute"], MIN, -1440, 30240),
    )
    start, end = partial(row["started_at"]), partial(row["ended_at"])
    must(whose[0] or (start and onset is None and resolved is None))
    must(onset is None or resolved is None or resolved >= onset)
    dates_in_order(start, end)
    effect = "nausea" if row["effect"].lower() == "nausea" else row["effect"]
    death = word(row["serious_death"], {"yes": "true", "0": "false"})
    content = (
        row["patient_id"] or None,
        word(row["severity"], same("mild")),
        rounded(resolved),
        start,
        end,
        death,
    )
    return (*whose, effect, rounded(onset), start if onset is None else None), content


def medication(row: Row) -> tuple[Any, Any]:
    must(row["patient_id"] and row["medication"])
    start, stop = partial(row["started_on"]), partial(row["stopped_on"])
    dates_in_order(start, stop)
    return (row["patient_id"], row["medication"], start), (word(row["class"], same("other")), stop)


MEANINGS = {
    "patients": patient, "sessions": session, "vitals": vital, "scores": score,
    "side_effects": side_effect, "medications": medication,
}  # fmt: skip


class SlowClinic:
    """What the database should hold: records by key with file number and line, and what became of each row."""

    def __init__(self) -> None:
        self.records: dict[str, dict[Any, Any]] = {name: {} for name in MEANINGS}
        self.origins: dict[str, dict[Any, tuple[int, int]]] = {name: {} for name in MEANINGS}
        self.waiting: dict[str, list[tuple[int, int, Row]]] = {name: [] for name in MEANINGS}
        self.replaced = self.taken_up = 0
        self.named: dict[str, set[str]] = {}
        self.doubted: set[str] = set()
        self.before: dict[str, str] = {}

    def bring(self, tables: dict[str, list[Row]], number: int) -> dict[str, Counter[str]]:
        fates: dict[str, Counter[str]] = {}
        self.replaced = self.taken_up = 0
        self.named, self.doubted = {}, set()
        for name in MEANINGS:
            fates[name] = Counter()
            self.before = {key: content[0] for key, content in self.records["sessions"].items()}
            seen: dict[Any, Any] = {}
            late: list[tuple[int, int, Row]] = []
            for line, dirty in enumerate(tables[name], start=2):
                row = {column: cell.strip() for column, cell in dirty.items()}
                try:
                    fates[name][self.take(name, row, (number, line), seen)] += 1
                except OrphanError:
                    late.append((number, line, row))
                    fates[name]["refused"] += 1
                except RefusedError:
                    fates[name]["refused"] += 1
            self.retry(name)
            self.waiting[name] += late
        return fates

    def take(self, name: str, row: Row, origin: tuple[int, int], seen: dict[Any, Any]) -> str:
        key, content = MEANINGS[name](row)
        must(name in {"patients", "sessions"} or row.get("session_id") not in self.doubted)
        self.parents_known(name, row)
        self.times_agree(name, row)
        if name == "sessions":
            self.same_patient(key, content[0])
        if key in seen:
            return "already_there" if seen[key] == content else "refused"
        seen[key] = content
        if key in self.records[name]:
            if self.records[name][key] == content:
                return "already_there"
            self.replaced += 1
        self.records[name][key] = content
        self.origins[name][key] = origin
        return "accepted"

    def same_patient(self, session_id: str, patient_id: str) -> None:
        """A session never changes its patient, neither against the database nor against a row above it."""
        others = self.named.setdefault(session_id, set())
        if session_id in self.before:
            others = others | {self.before[session_id]}
        self.named[session_id].add(patient_id)
        if others - {patient_id}:
            self.doubted.add(session_id)
            raise RefusedError

    def retry(self, name: str) -> None:
        """Newest first; a record that is there by now stays."""
        still = []
        for number, line, row in sorted(self.waiting[name], key=lambda one: (-one[0], one[1])):
            key, content = MEANINGS[name](row)
            try:
                self.parents_known(name, row)
                self.times_agree(name, row)
            except OrphanError:
                still.append((number, line, row))
                continue
            except RefusedError:
                continue
            if key not in self.records[name]:
                self.records[name][key] = content
                self.origins[name][key] = (number, line)
                self.taken_up += 1
        self.waiting[name] = still

    def parents_known(self, name: str, row: Row) -> None:
        sessions = self.records["sessions"]
        if name == "patients":
            return
        if name != "sessions" and row.get("session_id"):
            if row["session_id"] not in sessions:
                raise OrphanError
            must(not row["patient_id"] or sessions[row["session_id"]][0] == row["patient_id"])
        elif row["patient_id"] not in self.records["patients"]:
            raise OrphanError

    def times_agree(self, name: str, row: Row) -> None:
        """Minutes and clocks of one row, by the start of its session."""
        if name not in ("vitals", "side_effects") or not row["session_id"]:
            return
        start = self.records["sessions"][row["session_id"]][1]

        def by_clock(cell: str) -> int | None:
            at = moment(cell) if len(cell) >= 10 else None
            if not at or not at[1] or not start[1] or (at[2] is None) != (start[2] is None):
                return None
            return rounded((at[0] - start[0]).total_seconds() / 60 - (at[2] or 0) + (start[2] or 0))

        def apart(minute: float | None, cell: str) -> bool:
            if minute is None or len(cell) < 10:
                return False
            at = by_clock(cell)
            if at is not None:
                return abs(at - minute) > 60
            meant = start[0] + timedelta(minutes=rounded(minute) or 0)
            return abs((date.fromisoformat(cell[:10]) - meant.date()).days) > 1

        if name == "vitals":
            must(not apart(amount(row["minute"], MIN), row["measured_at"]))
        else:
            must(not apart(amount(row["onset_minute"], MIN), row["started_at"]))
            must(not apart(amount(row["resolved_minute"], MIN), row["ended_at"]))
            onset, end = (rounded(amount(row[f"{one}_minute"], MIN)) for one in ("onset", "resolved"))
            begun, ended = by_clock(row["started_at"]), by_clock(row["ended_at"])
            must(onset is None or ended is None or ended >= onset)
            must(end is None or begun is None or end >= begun)


def rows_of(name: str, most: int) -> st.SearchStrategy[list[Row]]:
    columns, good = CELLS[name], GOOD[name]
    plain = st.fixed_dictionaries({column: st.sampled_from(good.get(column, [""])) for column in columns})
    dirt = st.sampled_from([(column, cell) for column, cells in columns.items() for cell in cells])
    row = st.tuples(plain, st.lists(dirt, max_size=2)).map(lambda pair: {**pair[0], **dict(pair[1])})
    return st.lists(row, max_size=most)


def tables_of(most: int) -> st.SearchStrategy[dict[str, list[Row]]]:
    return st.fixed_dictionaries({name: rows_of(name, most) for name in MEANINGS})


def drawn(tables: dict[str, list[Row]], make_source: Any) -> list[Any]:
    return [
        make_source(name, {column: [row[column] for row in rows] for column in CELLS[name]})
        for name, rows in tables.items()
        if rows
    ]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("random")


@settings(max_examples=30)
@given(st.lists(tables_of(8), min_size=1, max_size=3))
def test_random_tables(
    folders: Path, make_clinic: Any, make_source: Any, imports: list[dict[str, list[Row]]]
) -> None:
    for leftover in folders.iterdir():
        leftover.unlink()
    clinic, slow = make_clinic(folders), SlowClinic()
    for number, tables in enumerate(imports, start=1):
        report = clinic.bring(tables=drawn(tables, make_source))
        expected = slow.bring(tables, number)
        for count in report.files:
            fates = expected[count.table]
            assert count.read == len(tables[count.table])
            assert (count.accepted, count.refused, count.already_there) == (
                fates["accepted"], fates["refused"], fates["already_there"],
            )  # fmt: skip
        assert (report.replaced, report.taken_up) == (slow.replaced, slow.taken_up)
        ((refused,),) = clinic.rows(f"SELECT count(*) FROM refused_rows WHERE import_id = {number}")
        assert refused == sum(fates["refused"] for fates in expected.values())
    for name in MEANINGS:
        where = f"SELECT import_id, line FROM {name} JOIN import_files USING (file_id) ORDER BY ALL"
        assert clinic.rows(where) == sorted(slow.origins[name].values())
    sessions = slow.records["sessions"]
    for session_id, patient_id, dose in clinic.rows("SELECT session_id, patient_id, dose_mg FROM sessions"):
        assert sessions[session_id][0] == patient_id
        assert (dose is None) == (sessions[session_id][5] is None)
        assert dose is None or math.isclose(dose, sessions[session_id][5], rel_tol=1e-6)
    readings = Counter(content[2:4] for content in slow.records["vitals"].values())
    assert Counter(clinic.rows("SELECT systolic_mmhg, diastolic_mmhg FROM vitals")) == readings
    scores = Counter((key[1], key[2], content[2]) for key, content in slow.records["scores"].items())
    assert Counter(clinic.rows("SELECT instrument, item, value FROM scores")) == scores


@settings(max_examples=20)
@given(st.lists(tables_of(6), min_size=1, max_size=3))
def test_undoing_random_imports_gives_what_was_before(
    folders: Path, make_clinic: Any, make_source: Any, imports: list[dict[str, list[Row]]]
) -> None:
    """One import after the other, then undone one after the other: each state comes back, bookkeeping and all."""
    for leftover in folders.iterdir():
        leftover.unlink()
    clinic = make_clinic(folders)
    clinic.bring(tables=[make_source("patients", {"patient_id": ["P0"], "sex": [None]}, "first.csv")])
    states = [clinic.everything()]
    numbers = []
    for tables in imports:
        if any(tables.values()):
            numbers.append(clinic.bring(tables=drawn(tables, make_source)).import_id)
            states.append(clinic.everything())
    for number in reversed(numbers):
        assert clinic.everything() == states.pop()
        clinic.undo(expected=number)
    assert clinic.everything() == states.pop()
