"""The pre-session review as a psychiatrist uses it: flags open, answers are acknowledged, a reading is typed in."""

import re
from collections.abc import Iterator

import pytest
from helpers.states import STATES, build_states
from playwright.sync_api import Browser, expect

from dash.store.journal import journal_beside
from tests.browser.conftest import Server, Window, new_window, start_server, stop_server

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
    box = screen.page.locator(".st-key-patient_chosen input").first
    box.click()
    screen.page.keyboard.type(patient)
    screen.page.get_by_role("option", name=patient).first.click()
    screen.settle()
    expect(box).to_have_value(patient)


@pytest.mark.parametrize("patient", STATES)
@pytest.mark.parametrize(
    "screen",
    [{"width": 1440}, {"width": 1280, "scheme": "dark"}],
    indirect=True,
    ids=["1440 light", "1280 dark"],
)
def test_everything_is_seen_without_scrolling(screen: Window, patient: str) -> None:
    choose(screen, patient)
    for part in ("patient_header", "trajectory", "suicidality", "effect_strip", "in_session", "dumbbell"):
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
    screen.page.wait_for_function(f"!document.querySelector('{WAITING}')")
    screen.settle()
    (entry,) = journal_beside(own_server.database).entries()
    assert (entry.user, entry.kind, entry.patient_id) == ("Dr Example", "acknowledged", "S-020")
    assert entry.reason == "spoken with the patient"
    assert len(entry.subject["positives"]) == 4
    choose(screen, "S-150")
    assert "not acknowledged" in screen.page.inner_text(WAITING)


def test_a_flag_opens_to_its_rule_and_rows(screen: Window) -> None:
    choose(screen, "S-020")
    screen.page.locator(".st-key-flag_peak_outside_own button").first.click()
    screen.page.get_by_text("Fires at").first.wait_for()
    # What a popover holds stands outside the app's own element.
    said = screen.page.inner_text("body")
    for words in ("170/105 last session", "Source:", "the product's value", "Fired without a break since"):
        assert words in said


def test_todays_reading_is_drawn_beside_the_last_session(screen: Window, own_server: Server) -> None:
    choose(screen, "S-020")
    screen.page.locator(".st-key-coming button").first.click()
    for label, value in (("Systolic, mmHg", "151"), ("Diastolic, mmHg", "93")):
        screen.page.get_by_label(label).fill(value)
        screen.page.keyboard.press("Tab")
        screen.settle()
    said = screen.page.locator(".st-key-in_session [aria-label]").first
    expect(said).to_have_attribute("aria-label", re.compile("151/93"))
    # Judged by the rule on screen, written nowhere.
    screen.page.keyboard.press("Escape")
    screen.page.locator(".st-key-flag_predose_above_guide button").first.click()
    expect(screen.page.get_by_text("151/93 today").first).to_be_visible()
    kinds = [entry.kind for entry in journal_beside(own_server.database).entries()]
    assert set(kinds) <= {"acknowledged"}
