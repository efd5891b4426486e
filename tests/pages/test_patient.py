"""The pre-session review in Streamlit's own harness: every state, acknowledging, and what nothing may hide."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from helpers.database import build
from helpers.states import STATES, build_states
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from dash.store.journal import journal_beside
from dash.store.staging import DeriveSettings

ROOT = Path(__file__).parents[2]
DAY = date.today()
COUNTED = ("sessions", "scores", "effects", "readings")
FILTERS = {
    "route": st.sampled_from(["iv", "in", "im", "iv,in", "nonsense"]),
    "drug": st.sampled_from(["esketamine", "racemic_ketamine"]),
    "phase": st.sampled_from(["induction", "maintenance"]),
    "site": st.sampled_from(["north", "nowhere"]),
    "period": st.sampled_from(["2020-01-01..2020-02-01", f"{DAY - timedelta(7)}..{DAY}", "nonsense"]),
}


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("states") / "sessions.duckdb"
    build_states(path)
    return path


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("getpass.getuser", lambda: "mb")
    return monkeypatch


def opened(database: Path, patient: str, here: pytest.MonkeyPatch, **query: str) -> AppTest:
    here.setenv("KETAMINE_DASH_DATABASE", str(database))
    running = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    running.session_state["patient_chosen"] = patient
    for name, value in query.items():
        running.query_params[name] = value
    return running.switch_page("pages/patient.py").run()


def pictures(running: AppTest) -> list[str]:
    """The alternative text of every figure, after the patient whom each names."""
    assert not running.exception
    assert [error.value for error in running.error] == []
    whose = f"{running.session_state['patient_chosen']}: "
    named = [str(figure.proto.alt) for figure in running.get("plotly_chart")]
    assert all(text.startswith(whose) for text in named)
    return [text.removeprefix(whose) for text in named]


def strip(running: AppTest) -> str:
    (found,) = [words for words in pictures(running) if words.startswith("Suicidal thoughts")]
    return found


def labels(running: AppTest) -> list[str]:
    return [str(panel.proto.popover.label).replace("\\", "") for panel in running.get("popover")]


@pytest.mark.parametrize("patient", STATES)
def test_every_state_is_designed(states: Path, here: pytest.MonkeyPatch, patient: str) -> None:
    """Five figures, four numbers and three sentences, whatever is recorded; nothing reads as None or NaN."""
    running = opened(states, patient, here)
    figures = pictures(running)
    # A first visit has boxes with what is known in the place of numbers of sessions.
    first = patient in ("S-000", "S-SCORES")
    assert len(figures) >= (3 if first else 5)
    assert len(running.metric) == (int(patient == "S-SCORES") if first else 4)
    sentences = running.code[0].value
    assert len(sentences.splitlines()) == 3
    assert all(sentence.startswith(f"{patient}: ") for sentence in sentences.splitlines())
    for text in (
        *figures,
        sentences,
        *(str(element.value) for element in running.markdown),
        *labels(running),
    ):
        assert not any(f" {word}" in f" {text}" for word in ("nan", "None", "NaT", "<NA>")), text
        assert " safe" not in text
        assert "because" not in text


def test_a_flag_opens_to_rule_threshold_source_and_rows(states: Path, here: pytest.MonkeyPatch) -> None:
    running = opened(states, "S-020", here)
    assert any("Act" in label and "Item 9 rose: 0 to 1, " in label for label in labels(running))
    running.session_state["flag_item9_rising"] = True
    running = running.run()
    said = "\n".join(str(element.value) for element in running.markdown)
    assert "Fires at" in said
    assert "the product" in said
    assert "Source" in said
    rows = running.dataframe[0].value
    assert list(rows["What"]) == ["PHQ-9 item 9"] * 2
    assert list(rows["Value"]) == ["0", "1"]
    assert all(file.endswith("scores.csv") for file in rows["File"])
    assert all(line > 1 for line in rows["Line"])


def test_an_answer_changed_by_a_later_import_waits_anew(tmp_path: Path, here: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sessions.duckdb"
    when = datetime.combine(DAY - timedelta(3), datetime.min.time())

    def record(value: int) -> None:
        scores = [
            {
                "patient_id": "p1",
                "instrument": "phq9",
                "item": "9",
                "value": value,
                "measured_at": f"{when:%Y-%m-%dT%H:%M}",
            }
        ]
        build(tmp_path / f"{value}.duckdb", {"scores": scores}, DeriveSettings())
        (tmp_path / f"{value}.duckdb").replace(path)

    record(1)
    journal_beside(path).append(
        "mb",
        "acknowledged",
        "p1",
        {"positives": [{"instrument": "phq9", "item": "9", "measured_at": when.isoformat(), "value": 1.0}]},
        "seen",
        made_up=False,
    )
    assert not any("not acknowledged" in label for label in labels(opened(path, "p1", here)))
    record(2)
    assert any("1 not acknowledged" in label for label in labels(opened(path, "p1", here)))


def test_what_was_not_shown_is_not_acknowledged_and_the_reason_stays(
    tmp_path: Path, here: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sessions.duckdb"

    def record(**values: int) -> None:
        scores = [
            {
                "patient_id": "p1",
                "instrument": name,
                "item": "9" if name == "phq9" else "total",
                "value": value,
                "measured_at": f"{DAY - timedelta(3)}T09:00",
            }
            for name, value in values.items()
        ]
        build(tmp_path / "made.duckdb", {"scores": scores}, DeriveSettings())
        (tmp_path / "made.duckdb").replace(path)

    record(phq9=1)
    running = opened(path, "p1", here)
    reason = next(one for one in running.text_area if "acknowledge_reason_all" in str(one.key))
    reason.set_value("asked, nothing acute")
    record(phq9=3, cssrs_ideation=5)
    send = [one for one in running.button if one.label == "Acknowledge"]
    running = send[-1].click().run()
    assert [one.value for one in running.error if "have changed since this was shown" in one.value]
    assert journal_beside(path).entries() == []
    assert any("2 not acknowledged" in label for label in labels(running))
    reason = next(one for one in running.text_area if "acknowledge_reason_all" in str(one.key))
    assert reason.value == "asked, nothing acute"


def test_todays_reading_is_drawn_and_not_kept(states: Path, here: pytest.MonkeyPatch) -> None:
    running = opened(states, "S-020", here)
    (field,) = [one for one in running.text_input if one.label.startswith("Pre-dose today")]
    running = field.set_value("151/93").run()
    (drawn,) = [words for words in pictures(running) if words.startswith("Blood pressure in session")]
    assert "151/93" in drawn
    assert (
        "Before today's dose blood pressure was 151/93 mmHg (typed, not recorded)." in running.code[0].value
    )
    # Of another patient nothing of it is left.
    running.session_state["patient_chosen"] = "S-150"
    running = running.run()
    (field,) = [one for one in running.text_input if one.label.startswith("Pre-dose today")]
    assert field.value == ""
    assert "151" not in running.code[0].value.splitlines()[1]
    # And it is there again when one comes back.
    running.session_state["patient_chosen"] = "S-020"
    assert "151/93" in running.run().code[0].value
    assert journal_beside(states).entries() == []


@pytest.mark.parametrize(("typed", "problem"), [("93/151", "swapped"), ("15193", "not a pressure")])
def test_a_doubtful_reading_is_refused_and_judged_by_nothing(
    states: Path, here: pytest.MonkeyPatch, typed: str, problem: str
) -> None:
    running = opened(states, "S-020", here)
    (field,) = [one for one in running.text_input if one.label.startswith("Pre-dose today")]
    running = field.set_value(typed).run()
    assert any(problem in str(element.value) for element in running.markdown)
    assert "typed, not recorded" not in running.code[0].value
    assert not any(f"{typed} today" in label for label in labels(running))


def test_the_head_says_why_and_what_is_taken(states: Path, here: pytest.MonkeyPatch) -> None:
    said = "\n".join(str(one.value).replace("\\", "") for one in opened(states, "S-020", here).markdown)
    assert "Treatment-resistant depression, 3 failed trials" in said
    assert "lorazepam, sertraline" in said
    assert "Hypertension (2019)" in said
    assert "SpO2 lowest 98 % at" in said
    assert "own rises by IN esketamine" in said


def test_a_first_visit_fills_its_boxes(states: Path, here: pytest.MonkeyPatch) -> None:
    said = "\n".join(str(one.value).replace("\\", "") for one in opened(states, "S-000", here).markdown)
    for words in (
        "Takes now",
        "Not recorded yet",
        "medications, history",
        "#### Medications",
        "#### History",
    ):
        assert words in said
    assert "no earlier session" in said


@pytest.fixture(scope="module")
def positive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A patient with one positive answer long ago, many negative ones since, and sessions on two routes."""
    path = tmp_path_factory.mktemp("positive") / "sessions.duckdb"
    first = DAY - timedelta(400)
    scores = [
        {
            "patient_id": "p1",
            "instrument": instrument,
            "item": item,
            "value": value,
            "measured_at": f"{first + timedelta(days)}",
        }
        for days in range(0, 400, 20)
        for instrument, item, value in (
            ("phq9", "total", 12),
            ("phq9", "9", int(days == 20)),
            ("gad7", "total", 7),
        )
    ]
    sessions = [
        {
            "session_id": f"s{days}",
            "patient_id": "p1",
            "started_at": f"{first + timedelta(days)}T10:00",
            "route": route,
        }
        for days, route in ((0, "iv"), (30, "iv"), (200, "in"), (390, "in"))
    ]
    build(path, {"scores": scores, "sessions": sessions}, DeriveSettings())
    return path


@given(
    query=st.fixed_dictionaries({}, optional=FILTERS),
    instrument=st.sampled_from(["phq9", "gad7", None]),
    other_day=st.integers(-500, 30),
)
@settings(max_examples=12)
def test_no_combination_of_filters_hides_an_unacknowledged_positive(
    positive: Path, query: dict[str, str], instrument: str | None, other_day: int
) -> None:
    with pytest.MonkeyPatch.context() as here:
        here.chdir(ROOT)
        here.setenv("KETAMINE_DASH_DATABASE", str(positive))
        running = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
        running.session_state["patient_chosen"] = "p1"
        running.session_state["review_day"] = DAY + timedelta(other_day)
        if instrument:
            running.session_state["instrument"] = instrument
        for name, value in query.items():
            running.query_params[name] = value
        for page in ("pages/side_effects.py", "pages/patient.py"):
            running = running.switch_page(page).run()
        assert "20 answers, 1 positive, 1 of them not acknowledged" in strip(running)
        assert any("1 not acknowledged" in label for label in labels(running))


def test_a_medication_that_the_last_review_showed_is_a_note(tmp_path: Path, here: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sessions.duckdb"
    taken = {"patient_id": "p1", "medication": "oxycodone", "class": "opioid", "started_on": "2020-05-01"}
    build(path, {"patients": [{"patient_id": "p1"}], "medications": [taken]}, DeriveSettings())
    before = [one for one in labels(opened(path, "p1", here)) if "oxycodone" in one]
    assert ["Review" in one for one in before] == [True]
    facts = {"medication_opioid": ["oxycodone 2020-05-01"]}
    subject = {"day": DAY.isoformat(), "fired": {}, "counts": dict.fromkeys(COUNTED, 0), "facts": facts}
    journal_beside(path).append("somebody else", "reviewed", "p1", subject, made_up=False)
    after = [one for one in labels(opened(path, "p1", here)) if "oxycodone" in one]
    assert ["Note" in one for one in after] == [True]
