"""Answers that fill in, in a real browser: page first, progress, answer in place, then silence; no orphan process."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import ROOT, free_port

pytestmark = pytest.mark.browser
PAGE = ROOT / "tests" / "helpers" / "later_page.py"


@dataclass
class Slow:
    """A server of the page with slow questions."""

    url: str
    process: subprocess.Popen[bytes]
    note: Path

    def noted(self) -> list[str]:
        return self.note.read_text().split()

    def workers(self) -> list[psutil.Process]:
        children = psutil.Process(self.process.pid).children(recursive=True)
        return [child for child in children if "dash.reports.background.worker" in child.cmdline()]


@pytest.fixture
def slow(demo_database: Path, tmp_path: Path) -> Iterator[Slow]:
    note = tmp_path / "note"
    note.touch()
    environment = os.environ | {
        "KETAMINE_DASH_DATABASE": str(demo_database),
        "PYTHONPATH": str(ROOT / "tests"),
        "NOTE": str(note),
        "STEPS": "25",
    }
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(PAGE),
        "--server.port",
        str(port),
        "--server.headless",
        "true",
    ]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    for _ in range(1000):
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):  # noqa: S310
                break
        except OSError:
            time.sleep(0.02)
    yield Slow(url, process, note)
    process.kill()
    process.wait()


def opened(browser: Browser, slow: Slow) -> tuple[Page, list[float]]:
    """Open the page; the list fills with the times at which the browser says something to the server."""
    page = browser.new_page(viewport={"width": 1280, "height": 700})
    said: list[float] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda _: said.append(time.monotonic())))
    page.goto(slow.url)
    page.get_by_text("End of the page").wait_for(timeout=20_000)
    return page, said


def until(true: object, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "not in time"
        time.sleep(0.05)


def test_it_fills_in_without_moving_the_page_and_falls_silent(browser: Browser, slow: Slow) -> None:
    page, said = opened(browser, slow)
    assert page.get_by_text("sessions in 25 steps").count() == 0
    page.get_by_text("is being computed").wait_for()
    end = page.get_by_text("End of the page")
    before = end.bounding_box()
    shares = set()
    while not page.get_by_text("sessions in 25 steps").count():
        shares.update(page.locator("[data-testid=stProgress]").all_inner_texts())
        page.wait_for_timeout(100)
    assert len(shares) > 2, "the bar did not move"
    page.wait_for_timeout(700)
    after = end.bounding_box()
    assert before and after
    assert abs(before["y"] - after["y"]) <= 2
    until_now = len(said)
    page.wait_for_timeout(2500)
    assert len(said) == until_now, "the page goes on asking although nothing is pending"
    page.close()


def test_a_page_stays_usable_and_two_windows_share_the_work(browser: Browser, slow: Slow) -> None:
    hold = slow.note.with_suffix(".hold")
    hold.touch()
    first, _ = opened(browser, slow)
    second, _ = opened(browser, slow)
    first.get_by_text("Errors").click()
    first.get_by_text("Time to relapse").wait_for()
    # The page answered the press while it is still being computed.
    assert "done" not in slow.noted()
    hold.unlink()
    for page in (first, second):
        page.get_by_text("sessions in 25 steps").wait_for(timeout=60_000)
        page.close()
    assert slow.noted() == ["begun", "done"]


def test_stop_ends_the_work_and_compute_takes_it_up(browser: Browser, slow: Slow) -> None:
    page, said = opened(browser, slow)
    page.get_by_label("Steps").fill("400")
    page.keyboard.press("Enter")
    until(lambda: slow.noted()[-1:] == ["begun"])
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped.").wait_for()
    until(lambda: slow.noted()[-1] == "stopped")
    silent = len(said)
    page.wait_for_timeout(1500)
    assert len(said) == silent
    page.get_by_role("button", name="Compute").click()
    page.get_by_text("is being computed").wait_for()
    page.close()


def test_a_closed_window_ends_the_work(browser: Browser, slow: Slow) -> None:
    page, _ = opened(browser, slow)
    page.get_by_label("Steps").fill("900")
    page.keyboard.press("Enter")
    until(lambda: slow.noted()[-1:] == ["begun"])
    page.close()
    until(lambda: slow.noted()[-1] == "stopped", 20)


@pytest.mark.parametrize("how", ["terminate", "kill"])
def test_no_process_outlives_the_server(browser: Browser, slow: Slow, how: str) -> None:
    page, _ = opened(browser, slow)
    until(lambda: slow.noted() == ["begun"])
    workers = slow.workers()
    assert len(workers) == 1
    getattr(slow.process, how)()
    gone, alive = psutil.wait_procs(workers, timeout=10)
    assert (len(gone), alive) == (1, [])
    page.close()
