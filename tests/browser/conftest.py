"""A real server and a real headless Chromium, nothing mocked."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
COMMAND = str(Path(sys.executable).parent / "ketamine-dash")
SLOW_MS = 120_000
"""How long to wait for what must come, on a machine that is busy with other things."""
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# What goes over the page's line to the server, and when: before a run has begun the page looks as settled as after it.
LINE = """
() => {
  const line = window.line = {asked: 0, unanswered: false, moved: performance.now()};
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (...message) {
    if (!this.heard) {
      this.heard = true;
      this.addEventListener('message', () => { line.unanswered = false; line.moved = performance.now(); });
    }
    line.asked += 1; line.unanswered = true; line.moved = performance.now();
    return send.apply(this, message);
  };
}
"""
# Nothing on the line and nothing out of date for a moment; every figure is there.
SETTLED = """
() => !window.line.unanswered && performance.now() - window.line.moved > 300
     && document.querySelector("[data-testid='stApp'][data-test-script-state='notRunning']")
     && !document.querySelector("[data-stale='true']")
     && !document.querySelector("[data-testid='stSkeleton']")
     && [...document.querySelectorAll('.stPlotlyChart')].every(box => box.querySelector('.main-svg'))
"""


@dataclass
class Server:
    """A running dashboard: its address, its process and the database it shows."""

    url: str
    process: subprocess.Popen[bytes]
    database: Path
    log: Path


def free_port() -> int:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        return int(holder.getsockname()[1])


def start_server(database: Path, log: Path, port: int | None = None) -> Server:
    """Start ``streamlit run app.py`` as a user would and wait until it answers."""
    port = port or free_port()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        "--server.port",
        str(port),
        "--server.headless",
        "true",
    ]
    environment = {**os.environ, "KETAMINE_DASH_DATABASE": str(database)}
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    url = f"http://127.0.0.1:{port}"
    for _ in range(1500):
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer:  # noqa: S310
                if answer.status == 200:
                    return Server(url, process, database, log)
        except urllib.error.HTTPError as refused:
            if refused.code == 403:
                # It answers, and the door lets nobody in who does not show the token.
                return Server(url, process, database, log)
        except OSError:
            time.sleep(0.02)
    process.kill()
    process.wait()
    raise RuntimeError(f"The server did not answer: {log.read_text()[-2000:]}")


def stop_server(server: Server) -> None:
    server.process.terminate()
    server.process.wait(timeout=20)


@pytest.fixture(scope="session")
def demo_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up clinic, made once for all browser tests."""
    from dash.demo.load import load_demo

    path = tmp_path_factory.mktemp("demo") / "sessions.duckdb"
    load_demo(path)
    return path


@pytest.fixture(scope="session")
def server(demo_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = start_server(demo_database, tmp_path_factory.mktemp("log") / "server.log")
    yield running
    stop_server(running)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert executable, "The browser tests need Chromium: install the package 'chromium'."
    # What is waited for comes: how soon is no matter of these tests.
    expect.set_options(timeout=SLOW_MS)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=CHROMIUM)
        yield running
        running.close()


@dataclass
class Window:
    """One browser window with everything it asked for."""

    page: Page
    url: str
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(f"({LINE})()")
        self.page.on("request", lambda sent: self.requests.append(sent.url))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, place: str = "") -> None:
        """Go to a page of the dashboard and wait until it is drawn."""
        self.page.goto(f"{self.url}/{place}")
        self.settle()

    def open_patient(self) -> str:
        """Go to the patient page and take the first of the list of the day; return who that is."""
        self.open("patient")
        pick = self.page.locator(".st-key-patient_list button").first
        patient = pick.locator("strong").inner_text()
        pick.click()
        self.page.locator(".st-key-patient_name", has_text=patient).wait_for()
        self.settle()
        return patient

    def choose_patient(self, patient: str) -> None:
        """Find a patient by the search of the patient page and wait until the page of that patient stands."""
        self.page.locator(".st-key-patient_chosen input").first.click()
        self.page.keyboard.type(patient)
        self.page.get_by_role("option", name=patient).first.click()
        self.page.locator(".st-key-patient_name", has_text=patient).wait_for()
        self.settle()
        assert self.patient() == patient

    def patient(self) -> str:
        """Return whose page is open."""
        return self.page.locator(".st-key-patient_name").first.inner_text().strip()

    def settle(self) -> None:
        """Wait until what was asked is answered, the script has finished and nothing on screen is out of date."""
        self.page.wait_for_function(SETTLED, timeout=SLOW_MS)

    def text(self) -> str:
        return self.page.inner_text("[data-testid='stApp']")


def new_window(
    browser: Browser,
    url: str,
    width: int = 1440,
    height: int = 900,
    scheme: Literal["light", "dark"] = "light",
) -> Window:
    """Return a fresh window with nothing stored, not yet at any page."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, accept_downloads=True
    )
    context.set_default_timeout(SLOW_MS)
    return Window(context.new_page(), url)


@pytest.fixture
def window(browser: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[Window]:
    """A fresh window; parametrise indirectly with ``{"width": 1280, "height": 900, "scheme": "dark"}``."""
    opened = new_window(browser, server.url, **getattr(request, "param", {}))
    yield opened
    opened.page.context.close()
