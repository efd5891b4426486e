"""The note that a running dashboard leaves for ``ketamine-dash open``: where it answers, and its token, for its user alone."""

import json
import os
import secrets
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from dash.door.key import proof_of

_OWNER_ONLY_FOLDER, _OWNER_ONLY = 0o700, 0o600
_ANSWERS_WITHIN_S = 2.0
_PATTERN = "running-*.json"


@dataclass(frozen=True)
class Running:
    """One running dashboard.

    Attributes:
        address: Where it answers, such as "http://127.0.0.1:8501".
        token: Of this start.
        database: The session database it shows, absolute.
    """

    address: str
    token: str
    database: str


def folder() -> Path:
    """Return the folder for notes, which other users of the machine cannot enter."""
    for variable in ("XDG_RUNTIME_DIR", "LOCALAPPDATA", "XDG_STATE_HOME"):
        named = os.environ.get(variable)
        if named and Path(named).is_dir():
            return Path(named) / "ketamine-dash"
    return Path.home() / ".local" / "state" / "ketamine-dash"


def note(running: Running) -> list[Path]:
    """Write the note, and the page that hands the token to a browser without showing it in the list of processes.

    Returns:
        What was written, the note first, the page second.

    Raises:
        OSError: It cannot be written.
    """
    place = folder()
    place.mkdir(parents=True, exist_ok=True, mode=_OWNER_ONLY_FOLDER)
    if os.name == "posix":
        place.chmod(_OWNER_ONLY_FOLDER)
    port = running.address.rpartition(":")[2]
    page = (
        '<!DOCTYPE html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>Ketamine sessions</title>'
        f"<script>location.replace({json.dumps(f'{running.address}/#door={running.token}')})</script>"
    )
    return [
        _write(place / f"running-{port}.json", json.dumps(asdict(running))),
        _write(place / f"open-{port}.html", page),
    ]


def forget(written: list[Path]) -> None:
    """Remove what ``note`` wrote."""
    for path in written:
        path.unlink(missing_ok=True)


def found(database: Path) -> Iterator[tuple[Running, Path]]:
    """Yield the dashboards of this user that run and show a database, with the page that opens each."""
    for path in sorted(folder().glob(_PATTERN)):
        try:
            running = Running(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            continue
        if running.database == str(database) and _is_it(running):
            yield running, path.with_name(f"open-{running.address.rpartition(':')[2]}.html")


def _is_it(running: Running) -> bool:
    """Tell whether the server that wrote the note still answers there: another program may have taken its port."""
    challenge = secrets.token_hex(16)
    address = f"{running.address}/door/proof?challenge={challenge}"
    try:
        # No proxy may stand between: the address is this machine's.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(address, timeout=_ANSWERS_WITHIN_S) as answer:
            said: bytes = answer.read(200)
    except (OSError, ValueError):
        return False
    return secrets.compare_digest(said, proof_of(running.token, challenge).encode())


def _write(path: Path, text: str) -> Path:
    """Write a file that is its owner's from its first byte."""
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    aside.replace(path)
    return path


def tells_users() -> bool:
    """Tell whether this system says to which user a connection belongs."""
    return sys.platform.startswith("linux") and Path("/proc/self/net/tcp").exists()
