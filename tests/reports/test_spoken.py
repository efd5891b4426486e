"""The three sentences: word for word on small records, and every number in them found again in the rows."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from helpers.database import draw
from helpers.states import STATES, build_states

from dash.demo.load import load_demo
from dash.queries.patient_records import patient_effects, patient_scores, patient_sessions
from dash.reports.review import patient_review
from dash.reports.spoken import three_sentences
from dash.reports.spoken.flagged import answers_and_flags
from dash.rulebook import load
from dash.rulebook.finding import Finding
from dash.store.reading import Database, open_database

OpenDb = Callable[..., Database]
DAY = date(2026, 11, 20)
FORBIDDEN = re.compile(
    r"(?i:\b(safe|safely|because|therefore|due to|caused?|should|must|recommend\w*)\b)|None|\bnan\b|NaN|NaT|<NA>|null"
)


def frames(database: Database, key: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    return patient_sessions(database, key), patient_scores(database, key), patient_effects(database, key)


SESSIONS = """
    session_id | patient_id | started_at       | route | drug       | dose_mg | weight_kg | phase       | elicitation | status
    s1         | p1         | 2026-10-30T10:00 | in    | esketamine | 56      | 78        | induction   | solicited   | completed
    s2         | p1         | 2026-11-01T10:00 | iv    | esketamine | 40      | 78        | induction   | solicited   | completed
    s3         | p1         | 2026-11-03T10:00 | in    | esketamine | 56      | 78        | induction   |             | completed
    s4         | p1         | 2026-11-06T10:00 | in    | esketamine | 84      | 78        | maintenance | solicited   | completed
    s5         | p1         | 2026-11-09T10:00 | in    | esketamine | 84      | 78        | maintenance | solicited   | cancelled
"""
VITALS = """
    session_id | minute | systolic_mmhg | diastolic_mmhg
    s1         | 40     | 140           | 80
    s2         | 40     | 199           | 99
    s3         | 40     | 150           | 90
    s4         | -10    | 128           | 76
    s4         | 40     | 151           | 88
    s4         | 90     | 133           | 80
"""
EFFECTS = """
    session_id | effect       | severity | onset_minute | resolved_minute
    s1         | dissociation | mild     | 10           | 30
    s4         | dissociation | moderate | 10           | 55
    s4         | odd itch     |          |              |
"""
SCORES = """
    patient_id | measured_at      | item  | value
    p1         | 2026-10-29       | total | 21
    p1         | 2026-10-29       | 9     | 2
    p1         | 2026-11-05       | total | 6
    p1         | 2026-11-19T09:00 | total | 9
    p1         | 2026-11-19T09:00 | 9     | 0
"""


def test_word_for_word(open_db: OpenDb) -> None:
    database = open_db(sessions=SESSIONS, vitals=VITALS, side_effects=EFFECTS, scores=SCORES)
    rules = load()
    findings = [
        Finding(rules["event_systolic_mmhg"], "not_measurable", why="no reading"),
        Finding(rules["event_systolic_mmhg"], "not_fired"),
    ]
    assert three_sentences(*frames(database, 0), day=DAY, findings=findings) == (
        "Last given on 6 Nov 2026 (14 days before review): esketamine 84 mg (1.08 mg/kg) intranasal, session 4, "
        "maintenance, 3 days after the one before; PHQ-9 was 9 on 19 Nov 2026, 12 below 21 (57 %), response since 5 Nov, "
        "first 21 on 29 Oct 2026, "
        "lowest 6 on 5 Nov 2026, of 3 totals.",
        "In the last session blood pressure was 128/76 mmHg before the dose, highest systolic 151 at 40 min, "
        "highest diastolic 88, 133/80 at the last reading, 90 min after the dose, back near pre-dose at 90 min, "
        "against a usual highest systolic of 140 in 2 earlier sessions by the same route and drug; "
        "side effects were dissociation moderate 45 min (1 of 1 earlier) and odd itch of unknown length (0 of 1 earlier).",
        "Suicidal thoughts: PHQ-9 item 9 was 0 on 19 Nov 2026 (highest 2, last on 29 Oct 2026, of 2 answers), "
        "C-SSRS ideation not recorded; nothing missing by the rules; no rule to act on or to review fired; "
        "1 rule could not be judged.",
    )


def test_without_any_record(open_db: OpenDb) -> None:
    database = open_db(patients=[{"patient_id": "p1"}])
    assert three_sentences(*frames(database, 0), day=DAY, instrument="madrs") == (
        "No session has been given; no MADRS total is recorded.",
        "There is no session, and with it no blood pressure or side effect of one.",
        "Suicidal thoughts: PHQ-9 item 9 not recorded, C-SSRS ideation not recorded; the rulebook was not asked.",
    )


def test_the_own_range_is_named_from_three_earlier_sessions_on(open_db: OpenDb) -> None:
    rows = [
        {"session_id": f"s{day}", "patient_id": "p1", "started_at": f"2026-11-0{day}T10:00"}
        for day in range(1, 5)
    ]
    for peak, word in ((152, "systolic above"), (151, "systolic within"), (108, "systolic below")):
        vitals = [
            {"session_id": f"s{day}", "minute": 40, "systolic_mmhg": value, "diastolic_mmhg": 80}
            for day, value in enumerate((120, 130, 140, peak), start=1)
        ]
        second = three_sentences(*frames(open_db(sessions=rows, vitals=vitals), 0), day=DAY)[1]
        assert (
            "usual highest systolic of 130 in 3 earlier sessions by the same route and drug "
            f"({word}, diastolic within the own range)" in second
        )


def test_text_from_files_stays_on_one_short_line(open_db: OpenDb) -> None:
    rows = [
        {
            "session_id": "s1", "patient_id": "p1", "started_at": "2026-11-20", "route": "other",
            "route_as_written": "by\nrectum\t" + "x" * 200, "drug": "other", "drug_as_written": "arketamine",
        }
    ]  # fmt: skip
    first, second, _ = three_sentences(*frames(open_db(sessions=rows), 0), day=DAY)
    assert first.startswith(
        "Last given on 20 Nov 2026 (on the day of review): arketamine (dose not recorded) by rectum x"
    )
    assert "\n" not in first and len(first) < 200
    assert second == (
        "In the last session no blood pressure is recorded; it is not recorded whether side effects were asked for."
    )


def numbers_of(text: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?", text)


def held(frame: pd.DataFrame) -> set[str]:
    """Every number of a frame as it may be written, and the parts of its days."""
    found: set[str] = set()
    for column in frame:
        values = frame[column].dropna()
        if values.dtype.kind == "M":
            found |= {str(part) for value in values for part in (value.day, value.year)}
        elif values.dtype.kind in "iuf":
            for value in values.unique():
                texts = [f"{float(value):.{digits}f}" for digits in range(3)]
                found |= {text.rstrip("0").rstrip(".") if "." in text else text for text in texts}
    return found


def counted(sessions: pd.DataFrame, scores: pd.DataFrame, effects: pd.DataFrame) -> list[set[str]]:
    """The counts each sentence may hold, made by plain loops."""
    given = [row for row in sessions.to_dict(orient="records") if row["status"] != "cancelled"]
    totals = scores[scores["item"].eq("total") & scores["instrument"].eq("phq9")]
    first = {str(len(totals))}
    for low in totals["value"]:
        # How far the last total lies from one before it, in points and percent.
        away = abs(totals["value"].iloc[-1] - low)
        first |= {f"{away:g}", f"{100 * away / low:.0f}" if low else ""}
    second: set[str] = set()
    if given:
        first.add(str(abs((DAY - given[-1]["started_on"].date()).days)))
        alike = [s for s in given[:-1] if (s["route"], s["drug"]) == (given[-1]["route"], given[-1]["drug"])]
        asked = [s["session_key"] for s in alike if s["asked"]]
        second |= {str(sum(not pd.isna(s["peak_systolic"]) for s in alike)), str(len(asked))}
        rows = effects.to_dict(orient="records")
        for effect in {row["effect"] for row in rows}:
            second.add(str(len({row["session_key"] for row in rows if row["effect"] == effect} & set(asked))))
            covered = {
                minute
                for row in rows
                if (row["effect"], row["session_key"]) == (effect, given[-1]["session_key"])
                and not pd.isna(row["minutes"])
                for minute in range(int(row["onset_minute"]), int(row["resolved_minute"]))
            }
            second.add(str(len(covered)))
        back = [s for s in alike if not pd.isna(s["pre_systolic"]) and not pd.isna(s["peak_minute"])]
        second.add(str(sum(s["last_minute"] > s["peak_minute"] for s in back)))
    third = {str(len(rows)) for _, rows in scores.groupby(["instrument", "item"])}
    return [first, second, third]


def check(database: Database, key: int) -> tuple[str, str, str]:
    sessions, scores, effects = frames(database, key)
    findings = patient_review(database, key, DAY)
    said = three_sentences(sessions, scores, effects, day=DAY, findings=findings)
    names = {"9", "10", *(word for rule in load().values() for word in numbers_of(rule.label))}
    by_finding = {
        word for one in findings for text in (one.headline, one.detail) for word in numbers_of(text)
    }
    by_finding.add(str(sum(one.state == "not_measurable" for one in findings)))
    sources: Sequence[set[str]] = (
        held(sessions) | held(scores),
        held(sessions) | held(effects),
        held(scores) | by_finding,
    )
    for text, counts, source in zip(said, counted(sessions, scores, effects), sources, strict=True):
        assert set(numbers_of(text)) <= source | counts | names, text
        assert not FORBIDDEN.search(text), text
        assert text.endswith(".") and "\n" not in text and "  " not in text
    again = three_sentences(
        sessions.sample(frac=1, random_state=1).sort_values(["started_at", "session_key"]), scores, effects,
        day=DAY, findings=findings,
    )  # fmt: skip
    assert again == said
    return said


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path: Path = tmp_path_factory.mktemp("states") / "states.duckdb"
    build_states(path)
    database = open_database(path)
    yield database
    database.close()


@pytest.mark.parametrize("key", range(len(STATES)))
def test_every_state_of_a_patient(states: Database, key: int) -> None:
    check(states, key)


def test_every_number_is_found_in_the_rows(tmp_path: Path) -> None:
    load_demo(tmp_path / "made-up.duckdb", patients=60, seed=3)
    database = open_database(tmp_path / "made-up.duckdb")
    said = [check(database, key) for key in range(60)]
    database.close()
    assert len(set(said)) > 50


def test_gaps_everywhere_leave_no_empty_words(tmp_path: Path) -> None:
    """Random records in which most cells are missing."""
    rng = np.random.default_rng(1)

    def maybe(value: Any) -> Any:
        return None if rng.random() < 0.5 else value

    people = [f"p{number:02d}" for number in range(40)]
    sessions = [
        {
            "session_id": f"{person}-{number}", "patient_id": person,
            "started_at": f"2026-11-{10 + number}" + (maybe("T10:00") or ""),
            "route": rng.choice(["iv", "in", "other"]), "drug": rng.choice(["esketamine", "other"]),
            "dose_mg": maybe(56), "weight_kg": maybe(70), "phase": maybe("induction"),
            "elicitation": maybe("solicited"), "status": rng.choice(["completed", "cancelled"]),
        }
        for person in people for number in range(3)
    ]  # fmt: skip
    own = [one["session_id"] for one in sessions]
    vitals = [
        {
            "session_id": rng.choice(own), "minute": maybe(int(rng.integers(-10, 90))), "measured_at": "2026-11-10",
            "systolic_mmhg": maybe(int(rng.integers(120, 190))), "diastolic_mmhg": maybe(80), "heart_rate_bpm": 70,
        }
        for _ in range(250)
    ]  # fmt: skip
    effects = [
        {
            "session_id": rng.choice(own), "effect": rng.choice(["nausea", "odd itch"]),
            "severity": maybe("mild"), "onset_minute": maybe(5), "resolved_minute": maybe(30),
        }
        for _ in range(60)
    ]  # fmt: skip
    tables = {"sessions": sessions, "vitals": vitals, "side_effects": effects}
    database = draw(tables)
    for key in range(len(people)):
        check(database, key)


def test_nothing_missing_is_never_said_without_an_answer_about_suicidal_thoughts() -> None:
    scores = pd.DataFrame(
        {
            "instrument": ["phq9"],
            "item": ["total"],
            "measured_at": [pd.Timestamp(2026, 11, 19)],
            "value": [9.0],
        }
    )
    said = answers_and_flags(scores, [])
    assert "PHQ-9 item 9 not recorded" in said
    assert "nothing missing" not in said
    assert "nothing missing by the rules" in answers_and_flags(scores.assign(item="9"), [])
