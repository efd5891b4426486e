"""The pre-session review as a psychiatrist uses it: flags open, answers are acknowledged, a reading is typed in."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.database import build
from helpers.states import STATES, build_states
from playwright.sync_api import Browser, expect

from dash.store.journal import journal_beside
from dash.store.staging import DeriveSettings
from tests.browser.conftest import SETTLED, Server, Window, new_window, start_server, stop_server

pytestmark = pytest.mark.browser

WAITING = ".st-key-waiting"
LAST_FIGURE = ".st-key-dumbbell"


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One patient for every state, with a journal of its own."""
    folder = tmp_path_factory.mktemp("states")
    build_states(folder / "sessions.duckdb")
    running = start_server(folder / "sessions.duckdb", folder / "server.log")
    yield running
    stop_server(running)


@pytest.fixture
def screen(browser: Browser, own_server: Server, request: pytest.FixtureRequest) -> Iterator[Window]:
    window = new_window(browser, own_server.url, **getattr(request, "param", {}))
    window.open("patient")
    yield window
    assert window.errors == []
    window.page.context.close()


def choose(screen: Window, patient: str) -> None:
    screen.choose_patient(patient)


@pytest.mark.parametrize("patient", STATES)
@pytest.mark.parametrize(
    "screen",
    [{"width": 1440}, {"width": 1280, "scheme": "dark"}],
    indirect=True,
    ids=["1440 light", "1280 dark"],
)
def test_everything_is_seen_without_scrolling(screen: Window, patient: str) -> None:
    choose(screen, patient)
    first = patient in ("S-000", "S-SCORES")
    sessions = () if first else ("effect_strip", "dumbbell")
    for part in ("patient_header", "patient_about", "trajectory", "suicidality", "in_session", *sessions):
        drawn = screen.page.locator(f".st-key-{part}").first
        drawn.wait_for()
        box = drawn.bounding_box()
        assert box is not None, part
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 900, (part, box)
    wide = screen.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= screen.page.viewport_size["width"]  # type: ignore[index]
    assert patient not in screen.page.url


def test_acknowledging_needs_a_name_and_a_reason(screen: Window, own_server: Server) -> None:
    choose(screen, "S-020")
    assert "4 not acknowledged" in screen.page.inner_text(WAITING)

    def send(name: str, reason: str, then: str) -> None:
        screen.page.get_by_label("Name", exact=True).fill(name)
        screen.page.get_by_label("Reason", exact=True).fill(reason)
        screen.page.get_by_role("button", name="Acknowledge", exact=True).click()
        screen.page.get_by_text(then).first.wait_for()

    screen.page.locator(f"{WAITING} button").first.click()
    screen.page.get_by_text("Not acknowledged: 4 positive answers").wait_for()
    send("Dr Example", "", "has no reason")
    send("", "spoken with the patient", "has no name")
    assert journal_beside(own_server.database).entries() == []
    screen.page.get_by_label("Name", exact=True).fill("Dr Example")
    screen.page.get_by_role("button", name="Acknowledge", exact=True).click()
    expect(screen.page.locator(WAITING).first).to_contain_text("4 acknowledged")
    screen.settle()
    (entry,) = journal_beside(own_server.database).entries()
    assert (entry.user, entry.kind, entry.patient_id) == ("Dr Example", "acknowledged", "S-020")
    assert entry.reason == "spoken with the patient"
    assert len(entry.subject["positives"]) == 4
    choose(screen, "S-150")
    assert "not acknowledged" in screen.page.inner_text(WAITING)


def test_escape_does_not_throw_a_typed_reason_away(screen: Window) -> None:
    choose(screen, "S-150")
    for panel in (WAITING, ".st-key-flag_positives_open"):
        button = screen.page.locator(f"{panel} button").first
        if not button.count():
            continue
        button.click()
        screen.settle()
        reason = screen.page.get_by_label("Reason", exact=True)
        reason.click()
        screen.page.keyboard.type("asked, plan agreed")
        screen.page.keyboard.press("Escape")
        expect(reason).not_to_be_visible()
        screen.settle()
        button.click()
        expect(reason).to_have_value("asked, plan agreed")
        # Opened is opened by the page's own run, too: pressed before its end, that run would open the panel again.
        screen.settle()
        screen.page.keyboard.press("Escape")
        expect(reason).not_to_be_visible()
        screen.settle()
    # Never in the form of another patient.
    choose(screen, "S-SCORES")
    if screen.page.locator(f"{WAITING} button").count():
        screen.page.locator(f"{WAITING} button").first.click()
        expect(screen.page.get_by_label("Reason", exact=True)).to_have_value("")


def answers_of(path: Path, *answers: tuple[str, str, int]) -> None:
    """Put a database with one patient's answers in the place of the one on screen, as an import does."""
    rows = [
        {
            "patient_id": "p1",
            "instrument": name,
            "item": item,
            "value": value,
            "measured_at": "2026-11-19T09:00",
        }
        for name, item, value in answers
    ]
    made = path.with_name("made.duckdb")
    build(made, {"scores": rows}, DeriveSettings())
    made.replace(path)


@pytest.fixture(scope="module")
def changing_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("changing")
    answers_of(folder / "sessions.duckdb", ("phq9", "9", 1))
    running = start_server(folder / "sessions.duckdb", folder / "server.log")
    yield running
    stop_server(running)


@pytest.fixture
def changing(browser: Browser, changing_server: Server) -> Iterator[tuple[Window, Path]]:
    """One patient with one positive answer that nobody acknowledged, whatever a test before did."""
    path = changing_server.database
    answers_of(path, ("phq9", "9", 1))
    for place in (journal_beside(path).path, *path.parent.glob("*.journal.*")):
        place.unlink(missing_ok=True)
    window = new_window(browser, changing_server.url)
    window.page.goto(f"{window.url}/patient")
    # The first page of a server that has just started.
    window.page.wait_for_function(SETTLED, timeout=300_000)
    choose(window, "p1")
    yield window, path
    window.page.context.close()


def test_an_answer_that_was_not_shown_is_never_acknowledged(changing: tuple[Window, Path]) -> None:
    """An import corrects 1 to 3 while the panel with the 1 is open: nothing is recorded, what was typed stays."""
    window, path = changing
    window.page.locator(f"{WAITING} button").first.click()
    window.settle()
    expect(window.page.get_by_text("PHQ-9 item 9 = 1 on 19 Nov 2026")).to_be_visible()
    window.page.get_by_label("Name", exact=True).fill("Dr Example")
    window.page.get_by_label("Reason", exact=True).fill("asked, nothing acute")
    answers_of(path, ("phq9", "9", 3), ("cssrs_ideation", "total", 5))
    press = window.page.get_by_role("button", name="Acknowledge", exact=True)
    press.click()
    expect(window.page.get_by_text("The answers have changed since this was shown")).to_be_visible()
    window.settle()
    assert journal_beside(path).entries() == []
    # Its label has changed: the panel is closed, and what was typed is still there.
    window.page.locator(f"{WAITING} button").first.click()
    expect(window.page.get_by_label("Reason", exact=True)).to_have_value("asked, nothing acute")
    window.settle()
    # The highest first.
    said = window.page.inner_text("body")
    assert said.index("C-SSRS ideation = 5 on") < said.index("PHQ-9 item 9 = 3 on")
    press.click()
    expect(window.page.locator(WAITING).first).to_contain_text("2 acknowledged")
    (entry,) = journal_beside(path).entries()
    assert [one["value"] for one in entry.subject["positives"]] == [5.0, 3.0]
    assert entry.reason == "asked, nothing acute"


def test_who_acknowledged_when_and_why_stands_on_the_page_and_is_withdrawn(
    changing: tuple[Window, Path],
) -> None:
    window, path = changing
    flag = window.page.locator(".st-key-flag_item9_first")
    expect(flag).to_contain_text("first answer")
    window.page.locator(f"{WAITING} button").first.click()
    window.page.get_by_label("Name", exact=True).fill("Dr Example")
    window.page.get_by_label("Reason", exact=True).fill("asked, nothing acute")
    window.page.get_by_role("button", name="Acknowledge", exact=True).click()
    expect(window.page.locator(WAITING).first).to_contain_text("1 acknowledged")
    window.settle()
    (entry,) = journal_beside(path).entries()
    at = entry.at.astimezone()
    window.page.locator(f"{WAITING} button").first.click()
    expect(
        window.page.get_by_text(f"by Dr Example, {at.day} {at:%b %Y} {at:%H:%M}: asked, nothing acute")
    ).to_be_visible()
    expect(window.page.get_by_text(f"acknowledged by Dr Example, {at.day} {at:%b %Y}").first).to_be_visible()
    red = "() => [...document.querySelectorAll('.st-key-flag_item9_first *')].map(e => getComputedStyle(e).color)"
    grey = set(window.page.evaluate(red))
    withdraw = window.page.get_by_role("button", name="Withdraw", exact=True)
    withdraw.click()
    expect(window.page.locator(WAITING).first).to_contain_text("1 not acknowledged")
    window.settle()
    assert set(window.page.evaluate(red)) != grey
    kinds = [one.kind for one in journal_beside(path).entries()]
    assert kinds == ["acknowledged", "acknowledgement_withdrawn"]


def test_a_flag_opens_to_its_rule_and_rows(screen: Window) -> None:
    choose(screen, "S-020")
    screen.page.locator(".st-key-flag_peak_outside_own button").first.click()
    screen.page.get_by_text("Fires at").first.wait_for()
    # What a popover holds stands outside the app's own element.
    said = screen.page.inner_text("body")
    for words in ("170/105 mmHg", "Source:", "the product's value", "Fired without a break since"):
        assert words in said


def test_todays_reading_is_drawn_beside_the_last_session(screen: Window, own_server: Server) -> None:
    choose(screen, "S-020")
    field = screen.page.get_by_label("Pre-dose today: pressure before the dose, systolic/diastolic in mmHg")
    field.fill("93/151")
    field.press("Enter")
    expect(screen.page.get_by_text("the two values are swapped.")).to_be_visible()
    field.fill("151/93")
    field.press("Enter")
    expect(screen.page.get_by_text("typed, not recorded").first).to_be_visible()
    screen.settle()
    said = screen.page.locator(".st-key-in_session [aria-label]").first
    expect(said).to_have_attribute("aria-label", re.compile("151/93"))
    # Judged by the rule on screen, written nowhere.
    screen.page.locator(".st-key-flag_predose_above_guide button").first.click()
    expect(screen.page.get_by_text("151/93 today").first).to_be_visible()
    kinds = [entry.kind for entry in journal_beside(own_server.database).entries()]
    assert set(kinds) <= {"acknowledged"}
