"""Answers that fill in, in Streamlit's own harness: the page first, then progress, answer, error, stop."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.database import OpenDb
from streamlit.testing.v1 import AppTest

from dash.ui import later

TESTS = Path(__file__).parents[1]
PAGE = TESTS / "helpers" / "later_page.py"
SESSIONS = """
    session_id | patient_id | started_at
    s1         | p1         | 2026-01-05T10:00
    s2         | p1         | 2026-02-05T10:00
"""


@pytest.fixture
def note(tmp_path: Path, open_file: OpenDb, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file in which the page's questions note what they do; database and background are the test's own."""
    path = tmp_path / "note"
    path.touch()
    monkeypatch.setenv("NOTE", str(path))
    monkeypatch.setenv("KETAMINE_DASH_DATABASE", str(open_file(sessions=SESSIONS).path))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")]))
    later.background.cache_clear()
    yield path
    later.background().close()
    later.background.cache_clear()


def words(page: AppTest) -> str:
    assert not page.exception
    return "\n".join(str(element.value) for element in page.markdown)


def until(page: AppTest, true: Callable[[AppTest], bool], seconds: float = 30) -> AppTest:
    """Run the page again until it shows what is waited for, as its own asking on does in a browser."""
    end = time.monotonic() + seconds
    while not true(page):
        assert time.monotonic() < end, words(page)
        time.sleep(0.05)
        page = page.run()
    return page


def button(page: AppTest, label: str) -> bool:
    return any(one.label == label for one in page.button)


def press(page: AppTest, label: str) -> AppTest:
    return next(one for one in page.button if one.label == label).click().run()


def test_the_page_is_there_first_then_the_answer(note: Path) -> None:
    page = AppTest.from_file(str(PAGE), default_timeout=30).run()
    assert "End of the page" in words(page)
    assert "sessions in" not in words(page)
    assert button(page, "Stop")
    page = until(page, lambda seen: "sessions in" in words(seen))
    assert "2 sessions in 10 steps" in words(page)
    assert not button(page, "Stop")
    assert note.read_text().split() == ["begun", "done"]


def test_two_browsers_share_one_computation(note: Path) -> None:
    pages = [AppTest.from_file(str(PAGE), default_timeout=30).run() for _ in range(2)]
    for page in pages:
        assert "2 sessions" in words(until(page, lambda seen: "sessions in" in words(seen)))
    assert note.read_text().split() == ["begun", "done"]


def test_errors_are_words_without_values(note: Path) -> None:
    page = AppTest.from_file(str(PAGE), default_timeout=30).run()
    page = page.toggle(key="errors").set_value(True).run()
    page = until(page, lambda seen: words(seen).count("Mixed model") == 1 and "KeyError" in words(seen))
    assert "There are too few patients for this." in words(page)
    assert "Widen the filter." in words(page)
    assert "K-0042" not in words(page)
    assert "End of the page" in words(page)
    assert button(page, "Try again")


def test_one_browser_stops_and_goes_on(note: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPS", "40")
    page = AppTest.from_file(str(PAGE), default_timeout=30).run()
    page = press(page, "Stop")
    assert "Stopped." in words(page)
    assert not button(page, "Stop")
    page = press(page, "Compute")
    assert button(page, "Stop")
    assert "40 steps" in words(until(page, lambda seen: "sessions in" in words(seen)))


def test_another_argument_is_another_question(note: Path) -> None:
    page = AppTest.from_file(str(PAGE), default_timeout=30).run()
    page = until(page, lambda seen: "in 10 steps" in words(seen))
    page = page.number_input(key="steps").set_value(3).run()
    assert "in 10 steps" not in words(page), "an answer to another question stands under the new one"
    page = until(page, lambda seen: "in 3 steps" in words(seen))
    page = page.number_input(key="steps").set_value(10).run()
    assert "in 10 steps" in words(page), "the earlier answer was not kept"


def test_an_import_gives_a_new_answer(note: Path, open_file: OpenDb) -> None:
    page = AppTest.from_file(str(PAGE), default_timeout=30).run()
    page = until(page, lambda seen: "2 sessions" in words(seen))
    more = open_file(sessions=SESSIONS + "    s3         | p2         | 2026-03-05T10:00\n")
    shutil.move(more.path, os.environ["KETAMINE_DASH_DATABASE"])
    page = page.run()
    assert "2 sessions" not in words(page)
    assert "3 sessions" in words(until(page, lambda seen: "sessions in" in words(seen)))
