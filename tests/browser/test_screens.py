"""Every page draws in a real browser, light and dark, at both widths, and asks nothing of the outside."""

from pathlib import Path
from urllib.parse import urlparse

import psutil
import pytest

from tests.browser.conftest import Server, Window, start_server, stop_server

pytestmark = pytest.mark.browser

PAGES = {
    "": "Sorted by severity",
    "patient": "Last dose",
    "trajectories": "Change from baseline",
    "side_effects": "Side effects",
    "blood_pressure": "Blood pressure",
}
CHARTS = {"": 0, "patient": 5, "trajectories": 1, "side_effects": 1, "blood_pressure": 4}
SCREENS = [{"width": width, "scheme": scheme} for width in (1280, 1440) for scheme in ("light", "dark")]


@pytest.mark.parametrize(
    "window", SCREENS, indirect=True, ids=lambda screen: f"{screen['width']}-{screen['scheme']}"
)
@pytest.mark.parametrize("place", list(PAGES))
def test_every_page_is_drawn_whole(window: Window, place: str) -> None:
    """Each figure is painted, the page is no wider than the screen, and it says that its data are made up."""
    if place == "patient":
        window.open_patient()
    else:
        window.open(place)
    text = window.text()
    assert PAGES[place] in text
    assert "Made-up data" in text
    assert window.page.locator(".stPlotlyChart .main-svg").count() >= CHARTS[place]
    too_wide = window.page.evaluate(
        "() => document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth"
    )
    assert too_wide <= 0
    assert window.errors == []


@pytest.mark.parametrize("place", list(PAGES))
def test_a_page_asks_nothing_of_the_outside(window: Window, place: str) -> None:
    """Every request of a page load goes to this machine."""
    window.open(place)
    assert window.requests
    outside = [
        url for url in window.requests if urlparse(url).hostname not in {"127.0.0.1", "localhost", None, ""}
    ]
    assert outside == []


def test_figures_have_a_description(window: Window) -> None:
    """Screen readers get what a figure says, with numbers."""
    window.open("blood_pressure")
    described = window.page.locator(".stPlotlyChart").evaluate_all(
        "boxes => boxes.map(box => (box.querySelector('[aria-label]') || box).getAttribute('aria-label'))"
    )
    assert len(described) == CHARTS["blood_pressure"]
    assert all(words and ("mmHg" in words or "sessions" in words) for words in described)


def test_the_server_listens_on_this_machine_only(server: Server) -> None:
    """The process has no listening socket that another machine could reach."""
    process = psutil.Process(server.process.pid)
    sockets = [
        connection
        for member in [process, *process.children(recursive=True)]
        for connection in member.net_connections(kind="inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert sockets
    assert {connection.laddr.ip for connection in sockets} == {"127.0.0.1"}


def test_each_address_works_after_a_restart(demo_database: Path, tmp_path: Path, window: Window) -> None:
    """A visit straight to a page's address, first thing after a start, shows the page in its frame."""
    for place, words in PAGES.items():
        running = start_server(demo_database, tmp_path / "server.log")
        try:
            window.url = running.url
            window.open(place)
            assert (words if place != "patient" else "Choose a patient") in window.text()
            assert window.page.get_by_role("link", name="Blood pressure").count() > 0
            assert window.page.get_by_role("dialog").count() == 0, "a dialog stands over the page"
        finally:
            stop_server(running)
