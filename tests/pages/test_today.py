"""The list of the day in Streamlit's own harness: every state says true words, reviewing goes to the journal."""

import os
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from helpers.database import build
from helpers.states import STATES, build_states
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from dash.store.journal import journal_beside, positives_subject
from dash.store.staging import DeriveSettings

ROOT = Path(__file__).parents[2]
DAY = date.today()


def opened(database: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("KETAMINE_DASH_DATABASE", str(database))
    monkeypatch.setattr("getpass.getuser", lambda: "mb")
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()


def words(running: AppTest) -> str:
    assert not running.exception
    assert [error.value for error in running.error] == []
    return "\n".join(str(element.value) for element in running.markdown)


def pressed(running: AppTest, label: str) -> Button:
    """Return the one button of this label."""
    (found,) = [button for button in running.button if button.label == label]
    return found


def seen(running: AppTest, patient: str) -> AppTest:
    """Open the patient's page and come back to the list."""
    running.session_state["patient_chosen"] = patient
    running.switch_page("pages/patient.py").run()
    assert not running.exception
    return running.switch_page("pages/today.py").run()


def listed(running: AppTest) -> list[str]:
    return [str(name) for name in running.dataframe[0].value["Patient"]]


def written(path: Path, **tables: str) -> Path:
    build(path, tables, DeriveSettings())
    return path


@pytest.fixture
def sites(tmp_path: Path) -> Path:
    """Three patients of two sites; the one of the south has a positive answer."""
    return written(
        tmp_path / "sites.duckdb",
        scores=f"""
            patient_id | measured_at            | instrument | item  | value
            p1         | {DAY - timedelta(1)}   | phq9       | total | 4
            p1         | {DAY - timedelta(1)}   | phq9       | 9     | 0
            p2         | {DAY - timedelta(1)}   | phq9       | total | 12
            p2         | {DAY - timedelta(1)}   | phq9       | 9     | 1
        """,
        appointments=f"""
            patient_id | scheduled_at  | drug       | route | dose_mg | site_id
            p1         | {DAY}T08:00   | esketamine | in    | 84      | north
            p2         | {DAY}T09:00   | esketamine | in    | 56      | south
            p3         | {DAY}T10:00   | esketamine | in    | 56      | north
        """,
    )


def test_who_needs_attention_stands_first(sites: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = opened(sites, monkeypatch)
    assert "3 patients with an appointment" in words(running)
    assert "Sorted by severity" in words(running)
    assert listed(running)[0] == "p2"
    flags = str(running.dataframe[0].value["Flags"][0]).replace("\u00a0", " ")
    assert "not acknowledged" in flags
    assert running.query_params == {}


def test_a_site_filter_says_whom_it_hides(sites: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = opened(sites, monkeypatch)
    running.button_group(key="today_sites").set_value(["north"]).run()
    assert sorted(listed(running)) == ["p1", "p3"]
    assert "1 patient of another site with an unacknowledged positive" in words(running)
    running.button(key="all_sites").click().run()
    assert sorted(listed(running)) == ["p1", "p2", "p3"]
    assert "of another site" not in words(running)


def test_an_acknowledged_answer_is_not_first(sites: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = ("phq9", "9", datetime.combine(DAY - timedelta(1), datetime.min.time()), 1.0)
    journal_beside(sites).append(
        "mb", "acknowledged", "p2", positives_subject([answer]), "spoken with", made_up=False
    )
    running = opened(sites, monkeypatch)
    running.button_group(key="today_sites").set_value(["north"]).run()
    assert "of another site" not in words(running)


def test_reviewed_and_withdrawn(sites: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was reviewed is in the journal with the flags of then; withdrawing adds an entry."""
    running = seen(opened(sites, monkeypatch), "p2")
    pressed(running, "Reviewed").click().run()
    assert "1 reviewed by you today" in words(running)
    assert ", 1 answer still not acknowledged" in words(running)
    (entry,) = journal_beside(sites).entries()
    assert (entry.user, entry.kind, entry.patient_id) == ("mb", "reviewed", "p2")
    assert entry.subject["day"] == DAY.isoformat()
    assert entry.subject["counts"] == {"sessions": 0, "scores": 1, "effects": 0, "readings": 0}
    assert "item9_first" in entry.subject["fired"]
    assert [one["value"] for one in entry.subject["not_acknowledged"]] == [1.0]
    since = str(running.dataframe[0].value["Since your review"][0]).replace("\u00a0", " ")
    assert since.endswith(", 1 answer still not acknowledged, nothing new")
    pressed(running, "Withdraw").click().run()
    assert "0 reviewed by you today" in words(running)
    assert [entry.kind for entry in journal_beside(sites).entries()] == ["reviewed", "review_withdrawn"]


def test_a_patient_nobody_opened_cannot_be_marked(sites: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor one whom another user opened, or whose records have changed since."""
    running = opened(sites, monkeypatch)
    assert pressed(running, "Reviewed").disabled
    assert "not opened today" in words(running)
    running = seen(running, "p2")
    assert not pressed(running, "Reviewed").disabled
    assert "not opened today" not in words(running)
    running.button(key="cursor_next").click().run()
    assert pressed(running, "Reviewed").disabled, "another patient"
    running.button(key="cursor_previous").click().run()
    assert not pressed(running, "Reviewed").disabled
    running.session_state["user_name"] = "Dr Other"
    running.run()
    assert pressed(running, "Reviewed").disabled, "another user"
    running.session_state["user_name"] = "mb"
    running.run()
    assert not pressed(running, "Reviewed").disabled
    os.utime(sites, (1, 1))
    running.run()
    assert pressed(running, "Reviewed").disabled, "the records are in another state"
    assert journal_beside(sites).entries() == []


def test_a_press_on_what_is_out_of_date_records_nothing(sites: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The records change between drawing and pressing: what was shown is not what is there."""
    running = seen(opened(sites, monkeypatch), "p2")
    button = pressed(running, "Reviewed")
    os.utime(sites, (1, 1))
    button.click().run()
    assert any("The records have changed since this was shown" in str(error.value) for error in running.error)
    assert journal_beside(sites).entries() == []


def test_the_key_of_the_next_patient_with_that_of_reviewed_records_nothing(
    sites: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both presses come in one message: whom was on screen is not known."""
    running = seen(opened(sites, monkeypatch), "p2")
    button = pressed(running, "Reviewed")
    running.button(key="cursor_next").click()
    button.click().run()
    assert any("The page was turning" in str(error.value) for error in running.error)
    assert journal_beside(sites).entries() == []


def test_all_reviewed(sites: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = opened(sites, monkeypatch)
    for patient in listed(running):
        running = seen(running, patient)
        pressed(running, "Reviewed").click().run()
    assert "all 3 reviewed by you today" in words(running)
    assert running.button(key="cursor_next").disabled


def test_what_is_new_is_said(sites: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = {
        "day": f"{DAY}",
        "fired": {},
        "counts": {"sessions": 0, "scores": 0, "effects": 0, "readings": 0},
    }
    journal_beside(sites).append("mb", "reviewed", "p2", subject, made_up=False)
    journal_beside(sites).append("somebody else", "reviewed", "p1", subject, made_up=False)
    journal_beside(sites).append("mb", "reviewed", "p3", subject, made_up=True)
    table = opened(sites, monkeypatch).dataframe[0].value.set_index("Patient")
    said = table["Since your review"].str.replace("\u00a0", " ").to_dict()
    assert "new: 1 score, flag Item 9, first answer: 1" in said["p2"]
    assert said["p1"] == said["p3"] == "Not reviewed yet"


def test_a_day_without_appointments(sites: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = opened(sites, monkeypatch)
    assert "## Today" in words(running)
    running.button(key="day_chevron_right").click().run()
    assert "## Tomorrow" in words(running)
    assert "No appointments on" in words(running)
    assert sorted(listed(running)) == ["p1", "p2", "p3"]
    assert "Planned" not in running.dataframe[0].value.columns


def test_a_past_day_lists_nobody_without_a_session_or_an_appointment_that_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(
        tmp_path / "past.duckdb",
        sessions=f"""
            session_id | patient_id | started_at                  | route
            s1         | came       | {DAY - timedelta(1)}T09:00   | iv
            s2         | walked_in  | {DAY - timedelta(1)}T08:00   | iv
            s3         | elsewhere  | {DAY - timedelta(9)}T08:00   | iv
        """,
        appointments=f"""
            patient_id | scheduled_at
            came       | {DAY - timedelta(1)}T08:30
            missed     | {DAY - timedelta(1)}T10:00
            elsewhere  | {DAY}T10:00
        """,
    )
    running = opened(path, monkeypatch)
    running.button(key="day_chevron_left").click().run()
    said = words(running)
    assert "## Yesterday" in said and "## Today" not in said
    assert "3 patients with an appointment or a session" in said
    table = running.dataframe[0].value.set_index("Patient")
    assert sorted(table.index) == ["came", "missed", "walked_in"]
    told = table["Planned"].str.replace("\u00a0", " ").to_dict()
    assert told["missed"].startswith("No session recorded:")
    assert not told["came"].startswith("No session")
    assert told["walked_in"] == "No appointment"
    last = table["Last dose"].str.replace("\u00a0", " ").to_dict()
    assert last["came"].startswith("That day,"), "not the today of somebody who looks at it"
    running.button(key="day_chevron_left").click().run()
    assert "nobody had a session that day" in words(running)
    assert "There are no patients" not in words(running)
    assert not running.dataframe
    running.button(key="next_planned").click().run()
    assert "## Yesterday" in words(running)


def test_the_patient_at_hand_is_always_in_sight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list longer than the screen comes in parts; going on with N turns to the next part."""
    rows = "\n".join(f"p{number:02d} | {DAY}T08:{number:02d}" for number in range(25))
    path = written(tmp_path / "many.duckdb", appointments=f"patient_id | scheduled_at\n{rows}")
    running = opened(path, monkeypatch)
    assert "Rows 1 to 11 of 25" in words(running)
    for number in range(25):
        at_hand = f"p{number:02d}"
        assert running.session_state["worklist"].chosen == at_hand
        assert at_hand in listed(running)
        assert len(listed(running)) <= 11
        if number < 24:
            running.button(key="cursor_next").click().run()
    assert "Rows 23 to 25 of 25" in words(running)
    running.button(key="part_keyboard_arrow_up").click().run()
    assert listed(running)[0] == "p11"


def test_what_is_no_day_stays_as_it_was_typed(sites: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = opened(sites, monkeypatch)
    running.text_input(key="review_day_text").set_value("20.11.").run()
    assert "Not a day: write it like 2026-11-20." in words(running)
    assert running.text_input(key="review_day_text").value == "20.11."
    assert "## Today" in words(running)
    tomorrow = DAY + timedelta(1)
    running.text_input(key="review_day_text").set_value(f"{tomorrow:%d %B %Y}").run()
    assert "## Tomorrow" in words(running)
    assert "Not a day" not in words(running)
    assert running.text_input(key="review_day_text").value == tomorrow.isoformat()


def test_one_patient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(
        tmp_path / "one.duckdb",
        appointments=f"""
            patient_id | scheduled_at
            p1         | {DAY}
        """,
    )
    running = opened(path, monkeypatch)
    assert "1 patient with an appointment" in words(running)
    row = running.dataframe[0].value.iloc[0].str.replace("\u00a0", " ")
    assert row["Time"] == "no time"
    assert row["Last dose"] == "No session yet"


def test_every_state_of_a_patient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "states.duckdb"
    build_states(path)
    running = opened(path, monkeypatch)
    running.text_input(key="review_day_text").set_value("2026-11-20").run()
    assert sorted(listed(running)) == sorted(STATES)
    peaks = running.dataframe[0].value.set_index("Patient")["Last peak"].str.replace("\u00a0", " ")
    assert peaks["S-000"] == "–"
    assert peaks["S-NOCLOCK"].endswith("untimed")


def test_the_name_is_taken_from_the_panel(sites: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = opened(sites, monkeypatch)
    running.session_state["user_name"] = "Dr Other"
    running = seen(running.run(), "p2")
    pressed(running, "Reviewed").click().run()
    assert [entry.user for entry in journal_beside(sites).entries()] == ["Dr Other"]


def test_a_damaged_journal_hides_nobody(sites: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sites.with_name("sites.journal.sqlite").write_bytes(b"no journal" * 1000)
    running = opened(sites, monkeypatch)
    assert sorted(listed(running)) == ["p1", "p2", "p3"]
    assert all("journal at" in str(error.value) for error in running.error)
    assert len(running.error) == 2, "one stands on every page, one says what the list lacks"
