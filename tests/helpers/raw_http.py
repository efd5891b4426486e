"""Requests as anybody on the machine can send them, byte by byte; also as another user of the machine."""

import json
import os
import socket
import warnings
from collections.abc import Callable, Mapping
from typing import Any

NOBODY = 65534
KEY = "dGhlIHNhbXBsZSBub25jZQ=="


def ask(
    port: int,
    path: str = "/",
    headers: Mapping[str, str] | None = None,
    method: str = "GET",
    body: str = "",
) -> tuple[int, str]:
    """Return status, and head and body of the answer; a header with an empty value is left out."""
    given = {"Host": f"127.0.0.1:{port}", "Connection": "close", "Accept": "text/html", **(headers or {})}
    if body:
        given["Content-Length"] = str(len(body))
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items() if value)]
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(("\r\n".join(lines) + "\r\n\r\n" + body).encode())
        found = b""
        while True:
            part = line.recv(65536)
            found += part
            # An opened socket stays open: its head is the answer.
            if not part or (found.startswith(b"HTTP/1.1 101") and b"\r\n\r\n" in found):
                break
    text = found.decode("utf-8", "replace")
    return int(text.split(" ", 2)[1]), text


def opens_socket(port: int, headers: Mapping[str, str] | None = None) -> bool:
    """Tell whether the server lets a socket be opened, by default as a browser on its own page would."""
    given = {
        "Origin": f"http://127.0.0.1:{port}",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": KEY,
        "Sec-WebSocket-Version": "13",
        **(headers or {}),
    }
    status, _ = ask(port, "/_stcore/stream", given)
    return status == 101


def as_nobody(call: Callable[[], Any]) -> Any:
    """Run something as another user of this machine, in a process of its own; needs root."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            os.write(writing, json.dumps(call()).encode()[:60_000])
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        text = answer.read()
    os.waitpid(child, 0)
    assert text, "it failed as another user"
    return json.loads(text)
