"""Where a request says it goes and comes from: only this machine's own address, and nobody's frame or other page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NAMES = ("localhost", "127.0.0.1")
"""Host names to which the dashboard answers; ``.streamlit/config.toml`` names the same."""
_LISTENS = (*NAMES, "::1")
_USUAL_PORT = 80
# The server underneath believes what these say about the connection, and a stranger may write them.
_FORWARDED = (
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-forwarded-port",
    "forwarded",
    "x-real-ip",
)
_FRAMES = ("iframe", "frame", "embed", "object", "fencedframe")


@dataclass(frozen=True)
class Asked:
    """What a request or a socket says about itself.

    Attributes:
        kind: "http" or "websocket".
        method: Of HTTP; "GET" for a socket.
        path: Without the query.
        client, server: Both ends of the connection.
        headers: All values by name in lower case.
    """

    kind: str
    method: str
    path: str
    client: tuple[str, int]
    server: tuple[str, int]
    headers: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, scope: Mapping[str, Any]) -> "Asked":
        """Read an ASGI scope."""
        headers: dict[str, list[str]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
        return cls(
            scope["type"],
            scope.get("method", "GET"),
            scope["path"],
            tuple(scope.get("client") or ("", 0)),
            tuple(scope.get("server") or ("", 0)),
            headers,
        )

    def one(self, name: str) -> str | None:
        """Return a header that stands there exactly once."""
        values = self.headers.get(name, ())
        return values[0] if len(values) == 1 else None

    @property
    def is_page(self) -> bool:
        """Whether a person looks at the answer: somebody opens an address."""
        return (
            self.kind == "http"
            and self.method == "GET"
            and "text/html" in ",".join(self.headers.get("accept", ()))
        )


def refused(asked: Asked) -> str:
    """Return in words why nobody may be answered who asks like this; empty when there is no reason.

    The port counts too: another program's page on this machine has the same name and another port.
    """
    if asked.server[0] not in _LISTENS:
        return "The dashboard answers on this computer only."
    if any(name in asked.headers for name in _FORWARDED):
        return "The dashboard answers no relay: it could not tell who asks."
    port = int(asked.server[1])
    host = (asked.one("host") or "").lower()
    if host not in {f"{name}:{port}" for name in NAMES} | (set(NAMES) if port == _USUAL_PORT else set()):
        return f"Open it as http://localhost:{port} or http://127.0.0.1:{port}."
    if "origin" in asked.headers:
        if (asked.one("origin") or "").lower() not in {f"http://{host}", f"https://{host}"}:
            return "Another page asked for it."
    elif asked.kind == "websocket" or asked.method not in {"GET", "HEAD"}:
        # Every browser says which page opens a socket or sends something.
        return "It must be opened as a page of its own."
    return _as_part_of_a_page(asked)


def _as_part_of_a_page(asked: Asked) -> str:
    """Return why it may not be shown within what asks for it, as far as the browser tells."""
    if asked.one("sec-fetch-dest") in _FRAMES:
        return "The dashboard cannot be shown inside another page."
    opened = asked.one("sec-fetch-mode") == "navigate" and asked.one("sec-fetch-dest") == "document"
    if asked.one("sec-fetch-site") in {"cross-site", "same-site"} and not (opened and asked.method == "GET"):
        return "Another page asked for it."
    return ""
