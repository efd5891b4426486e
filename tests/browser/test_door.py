"""Trying to get in to real records: as another user, from another page, by another name, in a frame, without the token."""

import json
import os
import re
import stat
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from helpers.raw_http import as_nobody, ask, opens_socket
from helpers.states import build_states
from playwright.sync_api import Browser, Page, TimeoutError, expect

from tests.browser.conftest import ROOT, SETTLED, Server, Window, new_window, start_server, stop_server

pytestmark = pytest.mark.browser
as_root = pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0, reason="only root can act as another user"
)
# Notes each connection and each name that the server and its children ask for.
WATCH = """
import os, sys
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"):
        place = arguments[1] if event in ("socket.connect", "socket.sendto", "socket.sendmsg") else arguments[0]
        with open(os.environ["WATCHED"], "a") as log:
            log.write(repr(place) + "\\n")
sys.addaudithook(watch)
"""


def port_of(server: Server) -> int:
    return int(server.url.rpartition(":")[2])


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where everything stands that a server of this module asked of any other."""
    return tmp_path_factory.mktemp("watched") / "asked.txt"


@pytest.fixture(scope="module")
def started(watched: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """How servers of this module start: watched, with a folder of their own for their notes."""
    (watched.parent / "sitecustomize.py").write_text(WATCH)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYTHONPATH", str(watched.parent))
        patched.setenv("WATCHED", str(watched))
        patched.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("notes")))
        yield


@pytest.fixture(scope="module")
def real(started: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with records that are not made up."""
    folder = tmp_path_factory.mktemp("real")
    build_states(folder / "sessions.duckdb")
    (folder / "clinic.toml").write_text("[screen]\nidle_lock_min = 1\n")
    running = start_server(folder / "sessions.duckdb", folder / "server.log")
    yield running
    stop_server(running)


@pytest.fixture(scope="module")
def by_token(real: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The same records on a machine that does not tell who asks."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("KETAMINE_DASH_TOKEN", "always")
        running = start_server(real.database, tmp_path_factory.mktemp("token") / "server.log")
    yield running
    stop_server(running)


@as_root
def test_another_user_gets_neither_page_nor_socket_nor_file(real: Server) -> None:
    port = port_of(real)
    for path in ("/", "/patient", "/_stcore/health", "/_stcore/host-config", "/media/x.csv", "/door/idle"):
        status, text = as_nobody(partial(ask, port, path))
        assert status == 403, path
        assert "streamlit" not in text.lower()
    assert not as_nobody(partial(opens_socket, port))
    # Neither by claiming to be somebody else's connection, nor with a mark of one's own.
    for name in ("X-Forwarded-For", "Forwarded", "X-Ketamine-Dash-Door"):
        assert not as_nobody(partial(opens_socket, port, {name: f"127.0.0.1:{port}"}))
    assert ask(port)[0] == 200
    assert opens_socket(port)


@as_root
def test_the_made_up_clinic_is_open_to_every_user(server: Server) -> None:
    port = port_of(server)
    status, text = as_nobody(partial(ask, port))
    assert status == 200
    assert "streamlit" in text.lower()
    assert as_nobody(partial(opens_socket, port))
    assert as_nobody(partial(ask, port, "/door/idle"))[1].endswith('{"minutes": 0}')


def test_nobody_comes_in_by_another_name_or_from_another_page_and_nothing_outside_is_asked(
    real: Server, watched: Path
) -> None:
    port = port_of(real)
    for host in (f"clinic.example:{port}", "localhost:1", "evil.example", f"10.0.0.1:{port}"):
        assert ask(port, headers={"Host": host})[0] == 403
        assert not opens_socket(port, {"Host": host, "Origin": f"http://{host}"})
    for origin in (
        "http://evil.example",
        "http://localhost:1",
        "http://127.0.0.1",
        "https://8.8.8.8",
        "null",
    ):
        assert not opens_socket(port, {"Origin": origin})
        assert ask(port, headers={"Origin": origin})[0] == 403
    assert not opens_socket(port, {"Origin": ""})
    assert opens_socket(port)
    # What was caught: nothing, or connections of this machine with itself.
    lines = watched.read_text().splitlines() if watched.exists() else []
    assert [line for line in lines if not re.search(r"127\.0\.0\.1|localhost|^'/|::1", line)] == []


def test_a_server_for_other_machines_asks_nothing_outside(
    real: Server, watched: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Streamlit would ask a server outside for its own address at the start."""
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "0.0.0.0")  # noqa: S104 - it must not help
    running = start_server(real.database, tmp_path / "server.log")
    try:
        log = running.log.read_text()
        assert "URL: http://127.0.0.1" in log
        lines = watched.read_text().splitlines() if watched.exists() else []
        assert [line for line in lines if not re.search(r"127\.0\.0\.1|localhost|^'/|::1", line)] == []
    finally:
        stop_server(running)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Another program's page on this machine: its address and its folder."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_words: object) -> None:
            pass

    serving = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{serving.server_address[1]}", tmp_path
    serving.shutdown()
    serving.server_close()


def test_another_page_of_this_machine_gets_nothing_in_the_owners_own_browser(
    browser: Browser, real: Server, elsewhere: tuple[str, Path]
) -> None:
    address, folder = elsewhere
    socket = real.url.replace("http", "ws") + "/_stcore/stream"
    (folder / "index.html").write_text(
        f"""<iframe src="{real.url}/"></iframe><img src="{real.url}/favicon.png"><script>
        window.said = {{}};
        const line = new WebSocket("{socket}", ["streamlit"]);
        line.onopen = () => said.socket = "open"; line.onerror = () => said.socket = "refused";
        fetch("{real.url}/_stcore/host-config").then(() => said.read = "read", () => said.read = "refused");
        const picture = document.querySelector("img");
        picture.onload = () => said.picture = "shown"; picture.onerror = () => said.picture = "refused";
        </script>"""
    )
    window = new_window(browser, address)
    window.page.goto(address, wait_until="load")
    window.page.wait_for_function("() => said.socket && said.read")
    said = window.page.evaluate("() => said")
    assert (said["socket"], said["read"]) == ("refused", "refused")
    assert said.get("picture") != "shown"
    framed = window.page.frames[1]
    assert "stApp" not in framed.content()
    # Opened as a page of its own, it is there.
    window.page.goto(f"{real.url}/")
    expect(window.page.locator("[data-testid=stApp]")).to_be_visible(timeout=60_000)
    window.page.context.close()


def _token(server: Server) -> str:
    for _ in range(100):
        found = re.search(r"type there: (\S+)", server.log.read_text())
        if found:
            return found[1]
        time.sleep(0.1)
    raise AssertionError("no token in the terminal")


def test_the_token_is_typed_once_then_a_cookie(browser: Browser, by_token: Server) -> None:
    window = new_window(browser, by_token.url)
    page = window.page
    page.goto(f"{by_token.url}/blood_pressure")
    expect(page.get_by_label("Token of this start")).to_be_visible()
    assert "stApp" not in page.content()
    page.get_by_label("Token of this start").fill("abcd-efgh")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_text("This is not the token of this start.")).to_be_visible()
    page.get_by_label("Token of this start").fill(_token(by_token))
    page.get_by_role("button", name="Open").click()
    expect(page.locator("[data-testid=stApp]")).to_be_visible(timeout=60_000)
    window.settle()
    assert "Blood pressure" in window.text() and "Real records are open" not in window.text()
    (cookie,) = [one for one in page.context.cookies() if one["name"].startswith("ketamine-dash")]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    assert _token(by_token) not in cookie["value"]
    window.open()
    assert page.get_by_label("Token of this start").count() == 0
    page.context.close()
    # Another browser knows nothing of it.
    assert ask(port_of(by_token))[0] == 403
    assert not opens_socket(port_of(by_token))


def test_the_owners_file_opens_it_with_the_token(browser: Browser, by_token: Server) -> None:
    folder = Path(os.environ["XDG_RUNTIME_DIR"]) / "ketamine-dash"
    port = port_of(by_token)
    note, page = folder / f"running-{port}.json", folder / f"open-{port}.html"
    assert json.loads(note.read_text())["address"] == by_token.url
    for path, mode in ((note, 0o600), (page, 0o600), (folder, 0o700)):
        assert stat.S_IMODE(path.stat().st_mode) == mode
    window = new_window(browser, by_token.url)
    window.page.goto(page.as_uri(), wait_until="commit")
    window.page.wait_for_url(f"{by_token.url}/*", timeout=60_000)
    expect(window.page.locator("[data-testid=stApp]")).to_be_visible(timeout=60_000)
    assert "#" not in window.page.url
    window.page.context.close()


FILLED_IN = f"() => ({SETTLED})() && !/is being computed|waits for its turn/.test(document.body.innerText)"


def _settle_touched(window: Window) -> None:
    """Wait for a page as somebody who moves the mouse now and then: on a busy machine it takes longer than the lock."""
    for turn in range(60):
        window.page.mouse.move(100 + turn, 100)
        with suppress(TimeoutError):
            window.page.wait_for_function(FILLED_IN, timeout=10_000)
            return
    raise AssertionError("the page does not settle")


def _stop_clock(page: Page) -> None:
    """From here on time passes only when a test says so."""
    page.clock.pause_at(page.evaluate("() => Date.now()") / 1000 + 5)


TYPED = """<!DOCTYPE html><html><head><script src="/door/idle.js"></script><title>Page</title></head><body style="height: 3000px">
K-0115 <input id="reason"><script>
  window.reached = [];
  for (const kind of ["keydown", "keyup", "click"]) addEventListener(kind, event => reached.push(event.key || kind));
</script></body></html>"""


def test_what_was_typed_is_there_after_the_press_and_the_press_reaches_nothing(browser: Browser) -> None:
    """The lock's script alone, with a page of a few lines: also what the page adds and takes away while it is blanked."""
    page = browser.new_context().new_page()
    script = (ROOT / "src/dash/door/idle.js").read_text()
    page.route("**/*", lambda route: route.fulfill(body=TYPED, content_type="text/html"))
    page.route("**/door/idle", lambda route: route.fulfill(json={"minutes": 1}))
    page.route("**/door/idle.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    page.clock.install()
    with page.expect_response("**/door/idle"):
        page.goto("http://localhost:9/")
    page.fill("#reason", "spoke with her")
    page.evaluate(
        "() => { scrollTo(0, 50); document.body.append(Object.assign(document.createElement('b'), {id: 'tip'})); }"
    )
    _stop_clock(page)
    page.evaluate(
        "() => { reached.length = 0; window.behind = document.body; window.tip = document.querySelector('#tip'); }"
    )
    page.clock.run_for(70_000)
    assert "K-0115" not in page.content() and page.locator("#reason").count() == 0
    page.evaluate(
        "() => { document.body.removeChild(tip); document.body.appendChild(document.createTextNode('K-0222')); }"
    )
    assert "K-0222" not in page.content()
    for press in (lambda: page.keyboard.press("V"), lambda: page.mouse.click(640, 360)):
        press()
        assert "K-0115" in page.content() and "K-0222" in page.content()
        assert page.input_value("#reason") == "spoke with her"
        assert page.evaluate("() => [reached.length, scrollY, document.title]") == [0, 50, "Page"]
        page.clock.run_for(70_000)
        assert "K-0115" not in page.content()
    page.context.close()


def test_an_untouched_screen_is_blanked_until_a_press(browser: Browser, real: Server) -> None:
    window: Window = new_window(browser, real.url)
    page = window.page
    page.clock.install()
    page.goto(f"{real.url}/trajectories", wait_until="commit")
    _settle_touched(window)
    _stop_clock(page)
    page.mouse.move(200, 200)
    page.clock.run_for(30_000)
    page.mouse.move(300, 300)
    page.clock.run_for(45_000)
    assert "stApp" in page.content(), "blanked although it was touched"
    # Whatever the page still changed by itself, it has: nothing moves its clock but this test.
    before, title = window.text(), page.title()
    page.clock.run_for(30_000)
    said = " ".join(page.locator("body").inner_text().split())
    assert said == "Screen blanked Nobody touched this page for 1 minute. Show the page again"
    assert "stApp" not in page.content()
    assert page.title() == "Screen blanked"
    # Moving the mouse shows nothing, a press shows the page as it was and does nothing else.
    page.mouse.move(500, 500)
    page.keyboard.press("Shift")
    assert "stApp" not in page.content()
    page.keyboard.press("L")
    # The bar of pages measures its room anew.
    for _ in range(100):
        if window.text() == before:
            break
        page.clock.run_for(100)
    assert (window.text(), page.title()) == (before, title)
    assert page.url.endswith("/trajectories")
    page.clock.run_for(62_000)
    assert "stApp" not in page.content()
    page.mouse.click(10, 10)
    assert "stApp" in page.content()
    assert window.errors == []
    page.context.close()
