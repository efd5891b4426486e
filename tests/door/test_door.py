"""The door before any server: who is turned away, who is let in, and what goes with an answer."""

import asyncio
from collections.abc import Callable, MutableMapping
from typing import Any

import pytest

from dash.door import MARK, Door, Guard, Key

PORT = 8501
HERE = ("127.0.0.1", PORT)
ME, OTHER = 1000, 1001
PAGE = b"<!DOCTYPE html><html><head><title>x</title></head><body>page</body></html>"
Header = tuple[str, str]


class Streamlit:
    """Stands for the application behind the door and notes what reaches it."""

    def __init__(self, kind: bytes = b"text/html", body: bytes = PAGE) -> None:
        self.scopes: list[MutableMapping[str, Any]] = []
        self.kind, self.body = kind, body

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        self.scopes.append(scope)
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            return
        headers = [(b"content-type", self.kind), (b"etag", b"x"), (b"X-Frame-Options", b"SAMEORIGIN")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": self.body[:9], "more_body": True})
        await send({"type": "http.response.body", "body": self.body[9:]})

    @property
    def marks(self) -> list[bytes]:
        return [value for scope in self.scopes for name, value in scope["headers"] if name == MARK.encode()]


def guard(owner: int | None, real: bool, always: bool = False, uid: int | None = ME) -> Guard:
    return Guard(
        Key(),
        real=lambda: real,
        idle_minutes=lambda: 7,
        uid=uid,
        always=always,
        owner_of=lambda client, server: owner,
    )


def sent(
    door: Door,
    *headers: Header,
    kind: str = "http",
    path: str = "/",
    method: str = "GET",
    host: str = f"localhost:{PORT}",
    server: tuple[str, int] = HERE,
    body: str = "",
) -> tuple[int, dict[bytes, bytes], bytes]:
    """Send something through the door; status 101 for an accepted socket, 403 for a refused one."""
    if kind == "websocket" and "origin" not in dict(headers):
        headers = (*headers, ("origin", f"http://{host}"))
    headers = tuple((name, value) for name, value in headers if value)
    scope = {
        "type": kind,
        "method": method,
        "path": path,
        "query_string": b"",
        "client": ("127.0.0.1", 40000),
        "server": server,
        "headers": [
            (name.encode(), value.encode())
            for name, value in (("host", host), ("accept", "text/html"), *headers)
            if value
        ],
    }
    out: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body.encode(), "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        out.append(message)

    asyncio.run(door(scope, receive, send))
    if kind == "websocket":
        return (101 if out[0]["type"] == "websocket.accept" else 403), {}, b""
    return (
        out[0]["status"],
        dict(out[0]["headers"]),
        b"".join(message.get("body", b"") for message in out[1:]),
    )


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("owner", "real", "always", "comes_in", "marked"),
    [
        (ME, True, False, True, True),
        (ME, False, False, True, True),
        (OTHER, True, False, False, False),
        (OTHER, False, False, True, False),
        (None, True, False, False, False),
        (None, False, False, True, False),
        # Root relays for others; who is root needs no door.
        (0, True, False, False, False),
        (ME, True, True, False, False),
        (ME, False, True, True, False),
    ],
)
def test_who_comes_in(
    kind: str, owner: int | None, real: bool, always: bool, comes_in: bool, marked: bool
) -> None:
    behind = Streamlit()
    door = Door(behind, guard(owner, real, always))
    # What a stranger writes into the mark's place is taken away.
    status, _, body = sent(door, (MARK, "guessed"), kind=kind)
    assert (status in {200, 101}) == comes_in
    assert bool(behind.scopes) == comes_in
    assert len(behind.marks) == marked and b"guessed" not in behind.marks
    assert (b"page</body>" in body) == (comes_in and kind == "http")


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("headers", "host"),
    [
        ([], "clinic.example:8501"),
        ([], "localhost:9999"),
        ([], "localhost"),
        ([], "localhost.:8501"),
        ([], "localhost:8501@evil.example"),
        ([], ""),
        ([("host", "evil.example")], "localhost:8501"),
        ([("origin", "http://evil.example")], "localhost:8501"),
        ([("origin", "http://localhost:9999")], "localhost:8501"),
        ([("origin", "http://localhost")], "localhost:8501"),
        ([("origin", "http://127.0.0.1:8501")], "localhost:8501"),
        ([("origin", "null")], "localhost:8501"),
        ([("origin", "http://localhost:8501.evil.example")], "localhost:8501"),
        ([("x-forwarded-for", "127.0.0.1:40001")], "localhost:8501"),
        ([("x-forwarded-proto", "https")], "localhost:8501"),
        ([("forwarded", "for=127.0.0.1")], "localhost:8501"),
        ([("sec-fetch-dest", "iframe"), ("sec-fetch-mode", "navigate")], "localhost:8501"),
        ([("sec-fetch-site", "same-site"), ("sec-fetch-mode", "no-cors")], "localhost:8501"),
        ([("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "cors")], "localhost:8501"),
    ],
)
@pytest.mark.parametrize("real", [True, False])
def test_a_foreign_page_or_name_never_comes_in(
    kind: str, headers: list[Header], host: str, real: bool
) -> None:
    """Not even with the owner's own browser, and not to the made-up clinic."""
    behind = Streamlit()
    status, _, _ = sent(Door(behind, guard(ME, real)), *headers, kind=kind, host=host)
    assert status == 403
    assert not behind.scopes


def test_a_socket_says_which_page_opens_it() -> None:
    behind = Streamlit()
    assert sent(Door(behind, guard(ME, True)), ("origin", ""), kind="websocket")[0] == 403
    assert sent(Door(behind, guard(ME, True)), method="POST", path="/x")[0] == 403
    assert not behind.scopes


def test_a_server_for_other_machines_answers_nobody() -> None:
    assert sent(Door(Streamlit(), guard(ME, False)), server=("192.168.1.7", PORT))[0] == 403


def test_a_link_elsewhere_may_lead_here() -> None:
    headers = (
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
    )
    assert sent(Door(Streamlit(), guard(ME, True)), *headers)[0] == 200


def test_every_answer_refuses_frames_and_pages_carry_the_lock() -> None:
    behind = Streamlit()
    status, headers, body = sent(
        Door(behind, guard(ME, True)), ("if-none-match", "x"), ("accept-encoding", "gzip")
    )
    assert status == 200
    assert headers[b"x-frame-options"] == b"DENY"
    assert headers[b"content-security-policy"] == b"frame-ancestors 'none'"
    assert b"etag" not in headers and headers[b"cache-control"] == b"no-store"
    assert body == PAGE.replace(b"<head>", b'<head><script src="/door/idle.js"></script>')
    assert headers[b"content-length"] == str(len(body)).encode()
    names = {name for scope in behind.scopes for name, _ in scope["headers"]}
    assert not names & {b"if-none-match", b"accept-encoding"}
    for path in ("/media/x.png", "/static/x.js"):
        _, headers, body = sent(
            Door(Streamlit(b"image/png", b"figure of a patient"), guard(ME, True)), path=path
        )
        assert headers[b"x-frame-options"] == b"DENY"
        assert headers[b"cross-origin-resource-policy"] == b"same-origin"
        assert body == b"figure of a patient"


def test_a_page_in_which_the_lock_has_no_place_is_not_shown() -> None:
    status, _, body = sent(Door(Streamlit(body=b"<html>patient</html>"), guard(ME, True)))
    assert (status, body) == (500, b"")


def _token(door: Door, token: str) -> tuple[int, dict[bytes, bytes]]:
    status, headers, _ = sent(
        door, ("origin", f"http://localhost:{PORT}"), path="/door/token", method="POST", body=token
    )
    return status, headers


def test_the_token_is_shown_once_and_then_a_cookie() -> None:
    told: list[int] = []
    place = guard(None, True)
    place.tell_token = lambda: told.append(1)
    door = Door(Streamlit(), place)
    status, _, body = sent(door)
    assert (status, told) == (403, [1])
    assert b"Token of this start" in body and place.key.token.encode() not in body
    for wrong in ("", "x", place.key.token[:-1], place.key.token + "a", "é" * 30, "a" * 2000):
        assert _token(door, wrong)[0] == 403
    status, headers = _token(door, f" {place.key.token.upper().replace('-', ' ')}\n")
    assert status == 204
    cookie, _, rest = headers[b"set-cookie"].decode().partition("; ")
    assert set(rest.split("; ")) == {"Path=/", "HttpOnly", "SameSite=Strict"}
    assert place.key.token not in cookie
    assert sent(door, ("cookie", f"a=b; {cookie}"))[0] == 200
    assert sent(door, ("cookie", cookie), kind="websocket")[0] == 101
    assert sent(door, ("cookie", cookie + "x"))[0] == 403
    # The next start knows neither token nor cookie.
    assert sent(Door(Streamlit(), guard(None, True)), ("cookie", cookie))[0] == 403


def test_a_stolen_token_or_cookie_does_not_help_another_user() -> None:
    """Browsers send cookies to every port of a machine: another user's server there may read one."""
    place = guard(OTHER, True)
    door = Door(Streamlit(), place)
    assert _token(door, place.key.token)[0] == 403
    cookie = f"ketamine-dash-{PORT}={place.key.new_browser()}"
    assert sent(door, ("cookie", cookie))[0] == 403
    assert sent(door, ("cookie", cookie), kind="websocket")[0] == 403


def test_only_a_page_somebody_opens_shows_the_token_in_the_terminal() -> None:
    told: list[int] = []
    place = guard(None, True)
    place.tell_token = lambda: told.append(1)
    sent(Door(Streamlit(), place), ("accept", ""), kind="websocket")
    assert not told


@pytest.mark.parametrize(
    ("owner", "real", "status", "said"),
    [(ME, True, 200, b'{"minutes": 7}'), (ME, False, 200, b'{"minutes": 0}'), (OTHER, True, 403, b"")],
)
def test_the_lock_holds_for_real_records(owner: int, real: bool, status: int, said: bytes) -> None:
    answer = sent(Door(Streamlit(), guard(owner, real)), path="/door/idle")
    assert (answer[0], answer[2]) == (status, said)


@pytest.mark.parametrize("path", ["/door/", "/door/../x", "/door/nothing", "/door/door.html"])
def test_nothing_else_is_behind_the_doors_own_addresses(path: str) -> None:
    behind = Streamlit()
    assert sent(Door(behind, guard(ME, True)), path=path)[0] == 403
    assert not behind.scopes


def test_where_users_have_no_numbers_the_token_decides() -> None:
    asked: list[int] = []
    owner_of: Callable[..., int | None] = lambda client, server: asked.append(1)  # noqa: E731
    place = guard(None, True, uid=None)
    place.owner_of = owner_of
    assert sent(Door(Streamlit(), place))[0] == 403
    assert not asked
