"""Nothing on the patient page is cut, and everything on it can be reached and named, at four widths.

720 px is a window of 1,440 px at a zoom of 200 %.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from helpers.database import build
from playwright.sync_api import Browser, expect

from dash.store.staging import DeriveSettings
from tests.browser.conftest import Server, Window, new_window, start_server, stop_server

pytestmark = pytest.mark.browser

LAST = datetime(2026, 11, 19, 9, 30)
SCALES = {"phq9": 3, "gad7": 4, "madrs": 8, "qids_sr16": 5, "pcl5": 22}
SCREENS = [{"width": 1024}, {"width": 1280}, {"width": 1440}, {"width": 720, "height": 450}]
# Of everything to press, read as a picture or type into: what is outside the window, or cut by what it stands in.
CUT = """
() => [...document.querySelectorAll("[data-testid=stMain] :is(button, img, input, .main-svg)")].filter(one => {
  const box = one.getBoundingClientRect();
  if (box.width === 0 || getComputedStyle(one).visibility === 'hidden') return false;
  if (box.right > innerWidth + 1 || box.left < -1) return true;
  for (let up = one.parentElement; up && up.dataset.testid !== 'stMain'; up = up.parentElement) {
    const hides = ['hidden', 'clip', 'auto', 'scroll'].includes(getComputedStyle(up).overflowX);
    if (hides && box.right > up.getBoundingClientRect().right + 2) return true;
  }
  return false;
}).map(one => one.tagName + ' ' + (one.getAttribute('aria-label') || one.innerText || one.alt || ''))
"""


@pytest.fixture(scope="module")
def five_scales(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A patient with three sessions, five scales and five positive answers that nobody acknowledged."""
    scores: list[dict[str, Any]] = [
        {
            "instrument": scale,
            "item": "total",
            "value": last + 2 * days,
            "measured_at": LAST - timedelta(days, minutes=24),
        }
        for scale, last in SCALES.items()
        for days in (8, 0)
    ]
    scores += [
        {"instrument": "phq9", "item": "9", "value": 1, "measured_at": LAST - timedelta(days, minutes=24)}
        for days in range(0, 10, 2)
    ]
    tables = {
        "sessions": [
            {
                "session_id": f"s{days}", "patient_id": "five", "started_at": f"{LAST - timedelta(days):%Y-%m-%dT%H:%M}",
                "route": "in", "drug": "esketamine", "dose_mg": 56, "weight_kg": 78, "elicitation": "solicited",
            }
            for days in (8, 4, 0)
        ],
        "vitals": [
            {"session_id": f"s{days}", "minute": minute, "systolic_mmhg": level, "diastolic_mmhg": 80}
            for days in (8, 4, 0)
            for minute, level in ((-10, 128), (40, 140 + days), (90, 131))
        ],
        "scores": [
            {"patient_id": "five", **row, "measured_at": f"{row['measured_at']:%Y-%m-%dT%H:%M}"} for row in scores
        ],
    }  # fmt: skip
    folder = tmp_path_factory.mktemp("five")
    build(folder / "sessions.duckdb", tables, DeriveSettings())
    running = start_server(folder / "sessions.duckdb", folder / "server.log")
    yield running
    stop_server(running)


@pytest.fixture(params=SCREENS, ids=lambda screen: str(screen["width"]))
def screen(browser: Browser, five_scales: Server, request: pytest.FixtureRequest) -> Iterator[Window]:
    window = new_window(browser, five_scales.url, **request.param)
    window.open("patient")
    window.choose_patient("five")
    yield window
    assert window.errors == []
    window.page.context.close()


def test_nothing_is_cut_and_the_answers_can_be_acknowledged(screen: Window) -> None:
    page = screen.page
    assert page.evaluate(CUT) == []
    wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= page.viewport_size["width"]  # type: ignore[index]
    button = page.locator(".st-key-waiting button").first
    expect(button).to_be_visible()
    # Its words stand whole.
    parts = "one => [...one.querySelectorAll('*')].filter(part => part.clientWidth > 0)"
    assert button.evaluate(f"{parts}.every(part => part.scrollWidth <= part.clientWidth + 1)")
    expect(button).to_contain_text("5 not acknowledged")
    # Every scale can be chosen.
    page.locator(".st-key-instrument input").first.click()
    page.keyboard.press("ArrowDown")
    for label in ("PHQ-9", "MADRS", "QIDS-SR16", "GAD-7", "PCL-5"):
        expect(page.get_by_role("option", name=label, exact=True)).to_be_visible(timeout=20_000)


def test_headings_lead_through_the_page_and_no_two_buttons_share_a_name(screen: Window) -> None:
    page = screen.page
    headings = page.get_by_role("heading").all_inner_texts()
    for title in ("five", "Side effects", "Last session", "Pressure by session", "In words"):
        assert title in headings
    names = [
        name
        for name in page.locator("[data-testid=stMain] [data-testid=stPopover] button").all_inner_texts()
        if name.strip()
    ]
    assert len(names) == len(set(names)), names
