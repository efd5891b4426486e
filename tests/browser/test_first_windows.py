"""Several windows in the first second after a start: each gets its page, none half of the program."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from helpers.raw_page import RawPage

from tests.browser.conftest import start_server, stop_server

pytestmark = pytest.mark.browser

PLACES = {"": "## Today", "patient": "Choose a patient", "side_effects": "Made-up data"}


def test_windows_opened_at_once_after_a_start_all_get_their_page(demo_database: Path, tmp_path: Path) -> None:
    """Streamlit takes a library for loaded that another window is only loading."""
    running = start_server(demo_database, tmp_path / "server.log")

    def opened(place: str) -> tuple[list[str], str]:
        window = RawPage(running.url)
        try:
            return window.run(place).errors, window.words
        finally:
            window.close()

    asked = ["", *PLACES, ""]
    try:
        with ThreadPoolExecutor(len(asked)) as pool:
            answers = list(pool.map(opened, asked))
    finally:
        stop_server(running)
    assert [errors for errors, _ in answers] == [[]] * len(asked)
    for place, (_, words) in zip(asked, answers, strict=True):
        assert PLACES[place] in words, place
    log = running.log.read_text()
    assert "Traceback" not in log and "partially initialized" not in log
