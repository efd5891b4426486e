"""The words on the page are those of the records, counted here a second time from the rows as they were written."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from helpers.states import STATES, state_tables

from dash.reports.brief import make_brief
from dash.reports.review import patient_review
from dash.store.journal import journal_beside, positives_subject
from dash.store.reading import Database
from dash.wording import day_words

Print = Callable[..., Any]
DAY = date(2026, 11, 20)


def squeezed(text: str) -> str:
    """Without any white space: where words are parted into lines is not the matter."""
    return "".join(text.split())


@pytest.mark.parametrize("name", STATES)
def test_the_foot_counts_what_was_recorded(printed: Print, name: str) -> None:
    tables = state_tables()
    sessions = {row["session_id"] for row in tables["sessions"] if row["patient_id"] == name}
    amounts = [
        (len(sessions), "session"),
        (sum(row["patient_id"] == name for row in tables["scores"]), "score"),
        (sum(row["session_id"] in sessions for row in tables["vitals"]), "reading"),
        (sum(row["session_id"] in sessions for row in tables["side_effects"]), "side effect"),
    ]
    words = ", ".join(f"{n} {noun}{'' if n == 1 else 's'}" for n, noun in amounts)
    assert f"n = {words}." in printed(name).text()


@pytest.mark.parametrize("name", STATES)
def test_flags_and_what_is_missing_are_those_of_the_rules(
    printed: Print, states: Database, key_of: dict[str, int], name: str
) -> None:
    found = patient_review(states, key_of[name], DAY)
    text = squeezed(printed(name).text())
    fired = [finding for finding in found if finding.state == "fired"]
    for finding in fired:
        assert squeezed(finding.headline) in text
        word = finding.rule.severity.capitalize()
        if finding.rule.severity != "missing":
            assert squeezed(word + finding.headline) in text
            assert squeezed(finding.detail) in text
    unknown = sum(finding.state == "not_measurable" for finding in found)
    assert squeezed(f"{unknown} could not be judged, of {len(found)} rules applied") in text


def test_the_last_session_in_words(printed: Print) -> None:
    tables = state_tables()
    last = [row for row in tables["sessions"] if row["patient_id"] == "S-020"][-1]
    text = printed("S-020").text()
    per_kg = last["dose_mg"] / last["weight_kg"]
    assert (
        f"Last given Esketamine · Intranasal · {last['dose_mg']} mg · {per_kg:.2f} mg/kg · Maintenance · "
        "session 20, 19 Nov 2026 · 1 day ago" in text
    )
    assert "Next session 21" in text
    assert "46 or 47, female" in text
    assert "Planned 09:00 · Esketamine · Intranasal · 84 mg" in text


def test_a_patient_without_anything_is_told_so_everywhere(printed: Print) -> None:
    text = printed("S-000").text()
    for words in (
        "Last given no session recorded",
        "no score recorded",
        "Suicidal thoughts: no answer recorded",
        "No session recorded.",
        "Next session 1",
        "No session has been given",
    ):
        assert words in text


def test_without_clock_times_the_highest_reading_is_told_and_nothing_is_placed(printed: Print) -> None:
    tables = state_tables()
    last = [row["session_id"] for row in tables["sessions"] if row["patient_id"] == "S-NOCLOCK"][-1]
    own = [row for row in tables["vitals"] if row["session_id"] == last]
    highest = (max(row["systolic_mmhg"] for row in own), max(row["diastolic_mmhg"] for row in own))
    text = printed("S-NOCLOCK").text()
    assert f"No minutes recorded. Highest of {len(own)} readings: {highest[0]}/{highest[1]} mmHg." in text
    assert "minutes from dose" not in text


def test_a_typed_pressure_is_judged_and_marked_as_recorded_nowhere(
    states: Database, key_of: dict[str, int], reader: Callable[[bytes], Any]
) -> None:
    keys = [key_of["S-020"], key_of["S-000"]]
    found = reader(make_brief(states, keys, DAY, today={keys[0]: (151, 93)}))
    assert squeezed("Before the dose today 151/93 mmHg (typed, not recorded)") in squeezed(found.text())
    assert squeezed("151/93 today") in squeezed(found.text())
    assert "Before today's dose" in found.text().replace("\u2019", "'")
    assert "typed" not in found.text(1)


def test_why_what_is_taken_and_what_was_lowest(printed: Print) -> None:
    text = squeezed(printed("S-020").text())
    assert squeezed("Treatment-resistant depression, 3 failed trials") in text
    assert squeezed("Takes now lorazepam, sertraline · history: Hypertension (2019)") in text
    assert squeezed("Measured then SpO2 lowest 98 % at −15 min · pulse 72/min · lowest pressure") in text
    assert squeezed("Takes now not recorded · history: not recorded") in squeezed(printed("S-000").text())


def test_nothing_after_the_day_of_review_is_on_the_page(printed: Print) -> None:
    tables = state_tables()
    day = date(2026, 9, 1)
    before = [
        row
        for row in tables["sessions"]
        if row["patient_id"] == "S-020" and datetime.fromisoformat(row["started_at"]).date() <= day
    ]
    scores = [
        row
        for row in tables["scores"]
        if row["patient_id"] == "S-020" and datetime.fromisoformat(row["measured_at"]).date() <= day
    ]
    text = printed("S-020", day=day).text()
    assert f"n = {len(before)} sessions, {len(scores)} scores" in text
    assert f"Next session {len(before) + 1}" in text
    assert "Oct 2026" not in text
    # After the day there are plans (the appointment), and the last record of the database, which the foot names.
    assert text.count("Nov 2026") == 2
    assert "Longer than planned: 85 days to 20 Nov 2026" in text
    assert "Data to 19 Nov 2026" in text


def test_the_made_up_mark_stands_where_data_are_made_up(
    open_db: Callable[..., Database], reader: Callable[[bytes], Any], printed: Print
) -> None:
    rows = "session_id | patient_id | started_at\ns1 | p1 | 2026-11-05T10:00"
    for made_up in (True, False):
        database = open_db(sessions=rows, made_up=made_up)
        text = reader(make_brief(database, [0], DAY)).text()
        assert ("MADE-UP DATA" in text) is made_up
        assert ("made-up data" in text) is made_up
    assert "MADE-UP" not in printed("S-001").text()


def test_the_digest_is_of_the_history_of_imports(open_db: Callable[..., Database], printed: Print) -> None:
    """As docs/method.md tells it, made here from the rows that the helper writes for every drawn database."""
    files = ("patients", "sessions", "vitals", "scores", "side_effects", "medications", "conditions")
    lines = [
        f"1\t2026-01-02 03:04:05\tFalse\t{{}}\tclinic/{table}.csv\t{table}\t{table}\t0\t0\t0\t0"
        for table in (*files, "appointments", "visits")
    ]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    assert f"digest {digest[:16]}." in printed("S-001").text()
    from dash.reports.brief.origin import data_digest

    rows = "session_id | patient_id | started_at\ns1 | p1 | 2026-11-05T10:00"
    assert data_digest(open_db(sessions=rows)) == digest
    assert data_digest(open_db(sessions=rows, made_up=True)) != digest


@pytest.fixture
def own(open_db: Callable[..., Database]) -> Iterator[Database]:
    scores = """
    patient_id | measured_at      | instrument | item  | value
    p1         | 2026-11-19T09:00 | phq9       | 9     | 2
    p1         | 2026-11-19T09:00 | phq9       | total | 14
    """
    yield open_db(scores=scores, patients="patient_id\np1")


def test_the_rulebook_and_whose_it_is(own: Database, reader: Callable[[bytes], Any]) -> None:
    before = reader(make_brief(own, [0], DAY)).text()
    assert "(product's thresholds)." in before
    (own.path.parent / "clinic.toml").write_text("[rules.score_old]\nthreshold = 21\n")
    after = reader(make_brief(own, [0], DAY)).text()
    assert "(with the clinic's settings)." in after
    version = before.split("Rulebook ")[1][:8]
    assert f"Rulebook {version}" not in after


def test_the_journal_says_what_was_acknowledged(own: Database, reader: Callable[[bytes], Any]) -> None:
    text = reader(make_brief(own, [0], DAY)).text()
    assert "not acknowledged" in text
    assert "Journal without entries." in text
    journal = journal_beside(own.path)
    answer = ("phq9", "9", datetime(2026, 11, 19, 9), 2.0)
    # That of the made-up clinic does not count here.
    journal.append("Dr A", "acknowledged", "p1", positives_subject([answer]), "trial", made_up=True)
    assert "not acknowledged" in reader(make_brief(own, [0], DAY)).text()
    last = journal.append("Dr A", "acknowledged", "p1", positives_subject([answer]), "known", made_up=False)
    text = reader(make_brief(own, [0], DAY)).text()
    assert "not acknowledged" not in text
    assert f"acknowledged by Dr A, {day_words(last.at.astimezone().date())} · known" in text
    assert f"Journal {last.hash}." in text
    assert f"Journal {'0' * 64}." in reader(make_brief(own, [0], DAY, journal_hash="0" * 64)).text()


def test_a_damaged_journal_keeps_nobody_from_printing(own: Database, reader: Callable[[bytes], Any]) -> None:
    Path(own.path.with_name(f"{own.path.stem}.journal.sqlite")).write_bytes(b"no journal")
    text = reader(make_brief(own, [0], DAY)).text()
    assert "Journal could not be read." in text
    assert "acknowledged" not in text
