"""The door itself: stands before Streamlit, sees every request and every socket first."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs

from dash.door.address import Asked, refused
from dash.door.guard import MARK, Entry, Guard, cookie_name

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

OWN = "/door/"
"""Addresses that the door answers itself."""
_LOCK = b'<script src="/door/idle.js"></script>'
_TYPED_AT_MOST = 1000
_POLICY_VIOLATION = 1008
# Not what a person opens: no page to keep up to date. (An address nobody knows below them is answered with a page, too.)
_FILES = ("/static/", "/_stcore/", "/media/", "/component/")
_SAFE = (
    (b"x-frame-options", b"DENY"),
    (b"content-security-policy", b"frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_OWN_PAGE = (
    b"default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; "
    b"frame-ancestors 'none'; form-action 'self'; base-uri 'none'"
)
_STRANGER = "Real records are open here. Only the user of this computer who started the dashboard gets in."
_TOKEN = "Real records are open here. Show that you are the one who started the dashboard."  # noqa: S105 - words


class Door:
    """ASGI middleware that lets in who may, marks the owner's sockets and puts the idle lock into every page."""

    def __init__(self, app: App, guard: Guard) -> None:
        """Stand before ``app``."""
        self._app, self._guard = app, guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or hand it on."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        asked = Asked.of(scope)
        why = refused(asked)
        if why:
            await _turn_away(asked, send, why)
            return
        if asked.kind == "http" and asked.path.startswith(OWN):
            await self._own(asked, scope, receive, send)
            return
        entry = await self._guard.entry(asked)
        if entry is Entry.STRANGER:
            await _turn_away(asked, send, _STRANGER)
        elif entry is Entry.UNKNOWN:
            await self._ask_for_token(asked, send)
        else:
            await self._app(
                _marked(scope, asked, self._guard.key.mark, entry), receive, _Dressed(asked, send)
            )

    async def _ask_for_token(self, asked: Asked, send: Send) -> None:
        if not asked.is_page:
            await _turn_away(asked, send, _TOKEN)
            return
        self._guard.tell_token()
        await _page(send, 403, _TOKEN, ask=True)

    async def _own(self, asked: Asked, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the door's own addresses: its scripts, the token, the lock's minutes, the proof of being this server."""
        name = asked.path.removeprefix(OWN)
        if name in {"idle.js", "door.js"} and asked.method in {"GET", "HEAD"}:
            await _answer(send, 200, _file(name), b"text/javascript; charset=utf-8")
        elif name == "proof" and asked.method == "GET":
            challenge = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("challenge", [""])[0]
            await _answer(send, 200, self._guard.key.proof(challenge[:100]).encode(), b"text/plain")
        elif name == "token" and asked.method == "POST":
            await self._take_token(asked, receive, send)
        elif name == "idle" and asked.method == "GET":
            await self._idle(asked, send)
        else:
            await _turn_away(asked, send, "There is nothing here.")

    async def _take_token(self, asked: Asked, receive: Receive, send: Send) -> None:
        typed = await _body(receive)
        # Who is known to be another user gets in with no token: it was not given to them.
        entry = await self._guard.entry(asked)
        if entry is Entry.STRANGER or typed is None or not self._guard.key.fits(typed):
            await _answer(send, 403, b"", b"text/plain")
            return
        cookie = f"{cookie_name(int(asked.server[1]))}={self._guard.key.new_browser()}; Path=/; HttpOnly; SameSite=Strict"
        await _answer(send, 204, b"", b"text/plain", [(b"set-cookie", cookie.encode())])

    async def _idle(self, asked: Asked, send: Send) -> None:
        entry = await self._guard.entry(asked)
        if entry not in {Entry.OWNER, Entry.GUEST}:
            await _answer(send, 403, b"", b"text/plain")
            return
        minutes = await asyncio.to_thread(self._guard.idle_minutes) if await self._guard.real_now() else 0
        await _answer(send, 200, json.dumps({"minutes": minutes}).encode(), b"application/json")


class _Dressed:
    """Sends an answer with the headers that refuse frames, and the lock's script at the top of each page."""

    def __init__(self, asked: Asked, send: Send) -> None:
        self._send, self._page = send, asked.kind == "http"
        self._start: Message | None = None
        self._body: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = _dressed(message.get("headers", ()))
            message = {**message, "headers": headers}
            kind = next((value for name, value in headers if name == b"content-type"), b"")
            if self._page and kind.startswith(b"text/html"):
                self._start = message
                return
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body.append(message.get("body", b""))
            if message.get("more_body"):
                return
            await self._finish(self._start)
            self._start = None
            return
        await self._send(message)

    async def _finish(self, start: Message) -> None:
        body = b"".join(self._body)
        status = start["status"]
        if body:
            head, tag, rest = body.partition(b"<head>")
            # A page without the lock must not be shown.
            body, status = (head + tag + _LOCK + rest, status) if tag else (b"", 500)
        left_out = {b"content-length", b"etag", b"last-modified", b"accept-ranges", b"cache-control"}
        headers = [(name, value) for name, value in start["headers"] if name not in left_out]
        if body:
            headers.append((b"content-length", str(len(body)).encode()))
        headers.append((b"cache-control", b"no-store"))
        await self._send({**start, "status": status, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def _may_be_page(asked: Asked) -> bool:
    return not asked.path.startswith(_FILES)


def _marked(scope: Scope, asked: Asked, mark: str, entry: Entry) -> Scope:
    """Return the scope with the door's mark on the owner's socket, and without what would bring a page as of before."""
    taken = {MARK.encode()}
    if asked.kind == "http" and _may_be_page(asked):
        taken |= {b"if-none-match", b"if-modified-since", b"if-range", b"range", b"accept-encoding"}
    headers = [(name, value) for name, value in scope["headers"] if name.lower() not in taken]
    if entry is Entry.OWNER:
        headers.append((MARK.encode(), mark.encode()))
    return {**scope, "headers": headers}


def _dressed(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    ours = {name for name, _ in _SAFE}
    return [(name.lower(), value) for name, value in headers if name.lower() not in ours] + list(_SAFE)


async def _body(receive: Receive) -> str | None:
    """Return what was sent; None when it is more than anybody types."""
    found: bytes = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        part: bytes = message.get("body", b"")
        found += part
        if len(found) > _TYPED_AT_MOST:
            return None
        if not message.get("more_body"):
            return found.decode("utf-8", "replace")


async def _turn_away(asked: Asked, send: Send, why: str) -> None:
    if asked.kind == "websocket":
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
    else:
        await _page(send, 403, why)


async def _page(send: Send, status: int, words: str, *, ask: bool = False) -> None:
    """Send the door's own page: what is wrong, and where to type the token."""
    text = _file("door.html").decode().replace("<!-- words -->", words)
    if not ask:
        before, _, rest = text.partition("<!-- ask -->")
        text = before + rest.partition("<!-- /ask -->")[2]
    await _answer(
        send, status, text.encode(), b"text/html; charset=utf-8", [(b"content-security-policy", _OWN_PAGE)]
    )


async def _answer(
    send: Send, status: int, body: bytes, kind: bytes, more: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    given = {name for name, _ in more}
    headers = [
        (b"content-type", kind),
        (b"cache-control", b"no-store"),
        (b"content-length", str(len(body)).encode()),
        *((name, value) for name, value in _SAFE if name not in given),
        *more,
    ]
    if not body:
        headers = [(name, value) for name, value in headers if name != b"content-type"]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _file(name: str) -> bytes:
    return files("dash.door").joinpath(name).read_bytes()
