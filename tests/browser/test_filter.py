"""The filter changes every number alike, stays across pages and in the address, and names no patient there."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest

from dash.queries.selection import Selection
from dash.queries.selection_counts import selection_counts
from dash.store.reading import open_database
from tests.browser.conftest import Window

pytestmark = pytest.mark.browser


def counts(database: Path, selection: Selection) -> tuple[int, int]:
    """Sessions and patients of a selection, straight from the question."""
    with_database = open_database(database)
    row = selection_counts(with_database, selection).iloc[0]
    with_database.close()
    return int(row["sessions"]), int(row["patients"])


def shown(window: Window) -> tuple[int, int]:
    """Sessions and patients the filter bar says are left."""
    found = re.search(r"([\d,]+) sessions · ([\d,]+) patients of", window.text())
    assert found
    return int(found[1].replace(",", "")), int(found[2].replace(",", ""))


def choose_route(window: Window, label: str) -> None:
    window.page.get_by_role("button", name=re.compile(label)).first.click()
    window.page.wait_for_url(re.compile("route="))
    window.settle()


def test_a_route_changes_count_and_address(window: Window, demo_database: Path) -> None:
    window.open("side_effects")
    assert shown(window) == counts(demo_database, Selection())
    choose_route(window, "Intravenous")
    assert shown(window) == counts(demo_database, Selection(routes=("iv",)))
    assert parse_qs(urlparse(window.page.url).query) == {"route": ["iv"]}


def test_the_filter_is_remembered_on_the_next_page(window: Window, demo_database: Path) -> None:
    window.open("side_effects")
    choose_route(window, "Intravenous")
    window.page.get_by_role("link", name="Blood pressure").first.click()
    window.page.wait_for_url(re.compile("blood_pressure"))
    window.page.wait_for_url(re.compile("route=iv"))
    window.settle()
    assert shown(window) == counts(demo_database, Selection(routes=("iv",)))


def test_an_address_brings_its_filter_along(window: Window, demo_database: Path) -> None:
    window.open("blood_pressure?route=in&route=im&phase=maintenance&from=2026-01-01&to=2026-06-30")
    from datetime import date

    wanted = Selection(
        routes=("in", "im"), phases=("maintenance",), start=date(2026, 1, 1), end=date(2026, 7, 1)
    )
    assert shown(window) == counts(demo_database, wanted)
    assert "1 Jan 2026 – 30 Jun 2026" in window.text()


def test_a_clinician_and_a_dose_band_come_along_and_are_offered(window: Window, demo_database: Path) -> None:
    window.open("trajectories?clinician=C-05&dose_band=0.4_to_0.65")
    wanted = Selection(clinicians=("C-05",), dose_bands=("0.4_to_0.65",))
    assert shown(window) == counts(demo_database, wanted)
    assert "0.4 to 0.65 mg/kg" in window.text()
    window.page.get_by_role("button", name="Filter").first.click()
    panel = window.page.get_by_test_id("stPopoverBody")
    for title in ("Clinician", "Dose band"):
        panel.get_by_text(title, exact=True).first.wait_for()


def test_reset_shows_everything_again(window: Window, demo_database: Path) -> None:
    window.open("blood_pressure?route=in&phase=maintenance&from=2026-01-01&to=2026-06-30")
    window.page.get_by_role("button", name="Reset").click()
    window.page.wait_for_url(lambda url: "route" not in url)
    window.settle()
    assert shown(window) == counts(demo_database, Selection())
    assert urlparse(window.page.url).query == ""


def test_nonsense_in_the_address_is_ignored(window: Window, demo_database: Path) -> None:
    window.open("blood_pressure?route=rectal&site=%3Cscript%3E&from=yesterday&to=2026-13-45")
    assert shown(window) == counts(demo_database, Selection())
    assert window.errors == []


def test_the_filter_works_from_the_keyboard(window: Window, demo_database: Path) -> None:
    """Tab to the first route and press the space bar."""
    window.open("side_effects")
    route = window.page.get_by_role("button", name=re.compile("Intravenous")).first
    for _ in range(40):
        window.page.keyboard.press("Tab")
        if route.evaluate("element => element === document.activeElement"):
            break
    else:
        raise AssertionError("the routes cannot be reached with the tab key")
    window.page.keyboard.press("Space")
    window.page.wait_for_url(re.compile("route=iv"))
    window.settle()
    assert shown(window) == counts(demo_database, Selection(routes=("iv",)))
