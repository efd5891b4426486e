"""The list of the day by keyboard, in a real browser: next, open, back with the list kept, reviewed by one key."""

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from playwright.sync_api import Browser

from dash.store.journal import journal_beside
from tests.browser.conftest import Server, Window, new_window, start_server, stop_server

pytestmark = pytest.mark.browser


@pytest.fixture
def own_server(demo_database: Path, tmp_path: Path) -> Iterator[Server]:
    """The demo clinic with a journal of its own."""
    database = tmp_path / "sessions.duckdb"
    copyfile(demo_database, database)
    running = start_server(database, tmp_path / "server.log")
    yield running
    stop_server(running)


@pytest.fixture
def today(browser: Browser, own_server: Server) -> Iterator[Window]:
    window = new_window(browser, own_server.url)
    window.open()
    yield window
    window.page.context.close()


STRIP = ".st-key-day_strip"


def press(window: Window, key: str, words: str) -> None:
    """Press a key on the page and wait until the words, or the part of the page named, are on screen."""
    window.page.keyboard.press(key)
    part = window.page.locator(words) if words.startswith(".") else window.page.get_by_text(words)
    part.first.wait_for(timeout=15_000)
    window.settle()


def opened(window: Window) -> str:
    """Return the patient on the patient page."""
    return window.patient()


def at_hand(window: Window) -> str:
    return window.page.locator(".st-key-today_cursor strong").first.inner_text()


def test_the_keys_are_shown_and_move_along_the_list(today: Window) -> None:
    first = at_hand(today)
    assert "1 of " in today.page.inner_text(".st-key-today_cursor")
    for label, key in (("Previous", "P"), ("Next", "N"), ("Open", "O"), ("Reviewed", "V")):
        assert key in today.page.get_by_role("button", name=re.compile(f"^.*{label}")).first.inner_text()
    press(today, "n", "2 of ")
    second = at_hand(today)
    assert second != first
    press(today, "p", "1 of ")
    assert at_hand(today) == first
    assert today.errors == []


def test_open_next_and_back_keep_the_list(today: Window) -> None:
    """From the list to a patient, on to the next, and back: the same place, no identifier in any address."""
    press(today, "n", "2 of ")
    second = at_hand(today)
    press(today, "o", STRIP)
    assert opened(today) == second
    press(today, "n", "3 of ")
    press(today, "l", "Sorted by severity")
    assert "3 of " in today.page.inner_text(".st-key-today_cursor")
    third = at_hand(today)
    assert third not in {second, ""}
    for identifier in (second, third):
        assert all(identifier not in url for url in [today.page.url, *today.requests])


def test_a_patient_chosen_in_the_box_is_the_one_at_hand_on_the_list(today: Window) -> None:
    """What is pressed on the list after coming back is about whom one looked at last."""
    press(today, "n", "2 of ")
    second = at_hand(today)
    press(today, "n", "3 of ")
    third = at_hand(today)
    press(today, "o", STRIP)
    box = today.page.locator(".st-key-patient_chosen input").first
    box.click()
    box.fill(second)
    box.press("Enter")
    today.page.locator(".st-key-patient_name", has_text=second).wait_for()
    today.page.locator(STRIP).get_by_text("2 of ").first.wait_for(timeout=15_000)
    today.settle()
    # Out of the box, where keys are letters.
    today.page.locator(".st-key-patient_header").click()
    press(today, "l", "Sorted by severity")
    assert at_hand(today) == second != third


def test_a_cell_opens_the_patient_and_the_box_does_not(today: Window) -> None:
    place = today.page.locator(".st-key-today_rows canvas").first.bounding_box()
    assert place
    today.page.mouse.click(place["x"] + 16, place["y"] + 32 + 57 + 28)
    today.page.get_by_text("2 of ").first.wait_for()
    today.settle()
    second = at_hand(today)
    today.page.mouse.click(place["x"] + 100, place["y"] + 32 + 57 + 28)
    today.page.locator(STRIP).first.wait_for(timeout=15_000)
    today.settle()
    assert opened(today) == second
    assert "2 of " in today.page.inner_text(STRIP)


def test_reviewed_by_one_key(today: Window, own_server: Server) -> None:
    """On the list and on the patient page; withdrawing is another entry."""
    first = at_hand(today)
    today.page.keyboard.press("v")
    today.settle()
    assert "not opened today" in today.page.inner_text(".st-key-today_cursor")
    assert journal_beside(own_server.database).entries() == []
    press(today, "o", STRIP)
    press(today, "l", "Sorted by severity")
    press(today, "v", "Reviewed today")
    assert "1 reviewed by you today" in today.text()
    press(today, "n", "2 of ")
    second = at_hand(today)
    press(today, "o", STRIP)
    press(today, "v", "Reviewed today")
    press(today, "l", "2 reviewed by you today")
    today.page.get_by_role("button", name="Withdraw").click()
    today.page.get_by_text("1 reviewed by you today").wait_for(timeout=15_000)
    entries = journal_beside(own_server.database).entries()
    assert [(entry.kind, entry.patient_id) for entry in entries] == [
        ("reviewed", first),
        ("reviewed", second),
        ("review_withdrawn", second),
    ]
    assert journal_beside(own_server.database).verify().problems == ()


def test_a_site_filter_says_whom_it_hides(today: Window) -> None:
    """The demo's day has unacknowledged positive answers at several sites."""
    today.page.get_by_role("button", name="Harbour").click()
    today.page.get_by_text("of another site with an unacknowledged positive").wait_for(timeout=15_000)
    before = today.page.inner_text(".st-key-today_cursor")
    today.page.get_by_role("button", name="Show all sites").click()
    today.page.get_by_text("11 patients with an appointment").wait_for(timeout=15_000)
    today.settle()
    assert today.page.inner_text(".st-key-today_cursor") != before


def test_the_brief_of_the_patient_at_hand(today: Window) -> None:
    """Made when asked for; the name of the file names nobody."""
    patient = at_hand(today)
    today.page.get_by_role("button", name="Brief (PDF)").click()
    today.page.get_by_text("The patient at hand").click()
    today.settle()
    today.page.get_by_role("button", name="Make the brief").click()
    with today.page.expect_download(timeout=30_000) as waiting:
        today.page.get_by_role("button", name="Download the brief").click(timeout=30_000)
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF")
    assert patient not in waiting.value.suggested_filename


def test_escape_leaves_what_was_typed_as_a_day(today: Window) -> None:
    field = today.page.locator(".st-key-review_day_text input")
    before = field.input_value()
    field.fill("2026-11-1")
    field.press("Escape")
    today.settle()
    assert field.input_value() == "2026-11-1" != before
    field.press("End")
    today.page.keyboard.type("0")
    field.press("Enter")
    today.page.get_by_role("heading", name="Past day").wait_for(timeout=15_000)
    today.settle()
    assert field.input_value() == "2026-11-10"


def test_enter_opens_the_row_that_was_chosen(today: Window) -> None:
    place = today.page.locator(".st-key-today_rows canvas").first.bounding_box()
    assert place
    today.page.mouse.click(place["x"] + 16, place["y"] + 32 + 57 + 28)
    today.page.get_by_text("2 of ").first.wait_for()
    today.settle()
    second = at_hand(today)
    press(today, "Enter", STRIP)
    assert opened(today) == second
