"""Who is let in: whoever started the program, anybody to the made-up clinic, nobody else."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from dash.door.address import Asked
from dash.door.key import Key
from dash.door.peer import peer_uid

MARK = "x-ketamine-dash-door"
"""Header that the door writes on a socket of the owner. What a stranger writes there is taken away."""
VARIABLE = "KETAMINE_DASH_TOKEN"
"""Environment variable; "always" asks for the token although the system tells whose the connection is."""
_ROOT = 0


class Entry(Enum):
    """What becomes of whoever asks."""

    OWNER = "owner"
    """Started the program, or showed its token."""
    GUEST = "guest"
    """Not known, and nothing but made-up data is open."""
    UNKNOWN = "unknown"
    """Not known: must show the token."""
    STRANGER = "stranger"
    """Another user of this machine."""


def _own_uid() -> int | None:
    return os.geteuid() if hasattr(os, "geteuid") else None


def _always() -> bool:
    return os.environ.get(VARIABLE, "").strip().lower() == "always"


@dataclass
class Guard:
    """Decides who is let in.

    Attributes:
        key: The secrets of this start.
        real: Tells whether the open database holds anything that is not made up; may take a while.
        idle_minutes: Minutes without a touch after which the screen is blanked; may take a while.
        tell_token: Called when somebody must type the token, to show it to whoever started the program.
        uid: Who started the program; None where users have no numbers.
        always: Ask for the token although the system tells whose the connection is.
        owner_of: Tells the user at the other end of a connection.
    """

    key: Key
    real: Callable[[], bool]
    idle_minutes: Callable[[], int]
    tell_token: Callable[[], None] = lambda: None
    uid: int | None = field(default_factory=_own_uid)
    always: bool = field(default_factory=_always)
    owner_of: Callable[[tuple[str, int], tuple[str, int]], int | None] = peer_uid

    async def entry(self, asked: Asked) -> Entry:
        """Decide about a request or socket whose address is in order."""
        owner = self.owner_of(asked.client, asked.server) if self.uid is not None else None
        # What root relays (a virtual machine's door to its host) may be anybody's; root itself reads the files anyway.
        told = owner is not None and (owner != _ROOT or self.uid == _ROOT)
        if told and owner != self.uid:
            return Entry.STRANGER if await self.real_now() else Entry.GUEST
        if (told and not self.always) or self.key.knows(asked_cookie(asked)):
            return Entry.OWNER
        return Entry.UNKNOWN if await self.real_now() else Entry.GUEST

    async def real_now(self) -> bool:
        """Tell whether real records are open, without holding up the server."""
        return await asyncio.to_thread(self.real)


def cookie_name(port: int) -> str:
    """Return the name of the cookie; browsers send cookies to every port, so each server has its own."""
    return f"ketamine-dash-{port}"


def asked_cookie(asked: Asked) -> str:
    """Return the door's cookie that a browser sent, or nothing."""
    name = cookie_name(int(asked.server[1]))
    for line in asked.headers.get("cookie", ()):
        for part in line.split(";"):
            key, _, value = part.strip().partition("=")
            if key == name:
                return value
    return ""
