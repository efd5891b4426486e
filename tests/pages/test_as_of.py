"""The patient page on an earlier day: nothing of later days is on it, and it says so."""

from datetime import date, datetime
from pathlib import Path

import pytest
from helpers.database import build
from streamlit.testing.v1 import AppTest

from dash.store.staging import DeriveSettings

ROOT = Path(__file__).parents[2]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "sessions.duckdb"
    sessions = [
        {
            "session_id": f"s{i}",
            "patient_id": "p1",
            "started_at": f"2026-11-{i:02d}T10:00",
            "elicitation": "solicited",
        }
        for i in (2, 5, 9, 14)
    ]
    peaks = {2: 130, 5: 132, 9: 134, 14: 175}
    vitals = [
        {"session_id": f"s{i}", "minute": minute, "systolic_mmhg": level, "diastolic_mmhg": 80}
        for i, peak in peaks.items()
        for minute, level in ((-5, 120), (40, peak), (90, 121))
    ]
    effects = [
        {
            "session_id": "s9",
            "effect": "nausea",
            "severity": "mild",
            "onset_minute": 10,
            "resolved_minute": 30,
        },
        {"session_id": "s9", "effect": "dissociation", "severity": "severe", "onset_minute": 15},
    ]
    scores = [
        {
            "patient_id": "p1",
            "measured_at": f"2026-11-{i:02d}",
            "instrument": "phq9",
            "item": "total",
            "value": value,
        }
        for i, value in ((1, 20), (8, 18), (13, 9))
    ]
    build(
        path,
        {
            "patients": [{"patient_id": "p1", "sbp_goal_high": 135}],
            "sessions": sessions,
            "vitals": vitals,
            "side_effects": effects,
            "scores": scores,
        },
        DeriveSettings(),
    )
    return path


def opened(database: Path, here: pytest.MonkeyPatch, day: date) -> AppTest:
    here.chdir(ROOT)
    here.setattr("getpass.getuser", lambda: "mb")
    here.setenv("KETAMINE_DASH_DATABASE", str(database))
    running = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    running.session_state["review_day"] = day
    running.session_state["patient_chosen"] = "p1"
    found = running.switch_page("pages/patient.py").run()
    assert not found.exception
    return found


def text(running: AppTest) -> str:
    alts = [str(figure.proto.alt) for figure in running.get("plotly_chart")]
    return "\n".join([*(str(one.value) for one in running.markdown), *alts, running.code[0].value])


def test_an_earlier_day_shows_nothing_later(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = opened(database, monkeypatch, date(2026, 11, 10))
    said = text(running)
    assert "As of 10 Nov 2026" in said
    assert "later records are not shown" in said
    for later in ("175", "session 4", "13 Nov 2026"):
        assert later not in said
    assert [metric.value.split()[0] for metric in running.metric] == ["18", "134", "≥", "1"]
    score, _, effects, _ = running.metric
    assert score.label == "PHQ-9 · 2 days ago"
    # How the score stands to the baseline; the rise beside the peak, and what is usual; nothing where a length is not known.
    assert ":small[**2 below 20 (10 %)**, :gray[no response]]" in said
    assert ":small[**120 to 134, +14**; :gray[usual peak 130]]" in said
    assert ":small[:gray[dissociation (severe), no end]]" in said.lower().replace("\\", "")
    assert effects.value.startswith("≥ 20")
    (button,) = [button for button in running.button if button.key == "as_of_newest"]
    button.click().run()
    assert "As of" not in text(running)
    assert [metric.value.split()[0] for metric in running.metric][:2] == ["9", "175"]
    assert ":small[**11 below 20 (55 %)**, :gray[response since 13 Nov]]" in text(running)


def test_the_newest_day_has_no_line(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = opened(database, monkeypatch, datetime.now().date())
    said = text(running)
    assert "As of" not in said
    # The first of the three earlier ones never rose by more than the tolerance.
    assert "back at 90 min (usual 90, n = 2)" in said
    assert "Line of the own goal: 135/–." in said
