"""What is true of the session database when a command that writes to it ends before its end."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from dash.errors import DashboardError

_State = tuple[int, int, int] | None

_watched: dict[Path, _State] = {}


def watch(database: Path) -> None:
    """Note the state of a database before it is written to; a later word about it then rests on looking again."""
    _watched.setdefault(database, _state(database))


def forget() -> None:
    """Forget what was watched: a new command begins."""
    _watched.clear()


def changed() -> bool:
    """Tell whether a watched database is another one by now."""
    return any(_state(path) != before for path, before in _watched.items())


def true_of_database() -> str:
    """Return a sentence on what became of the watched database, empty where none was to be written."""
    if not _watched:
        return ""
    if changed():
        return "The import itself is done: its rows are in the session database."
    return "The session database is as it was before."


def in_full(error: DashboardError) -> DashboardError:
    """Return an error that also says that an import was done before it, where one was."""
    if not changed():
        return error
    return DashboardError(f"{error.problem} {true_of_database()}", fix=error.fix)


class Interrupt:
    """Whether Ctrl-C was pressed. What runs below may turn it into an error of its own."""

    def __init__(self) -> None:
        self.pressed = False


@contextmanager
def noticing_interrupt() -> Iterator[Interrupt]:
    """Notice Ctrl-C while a command runs; it stops the command as it would without this."""
    found = Interrupt()

    def pressed(number: int, frame: FrameType | None) -> None:
        found.pressed = True
        signal.default_int_handler(number, frame)

    # Only there may a program say what Ctrl-C does; and one that was started to ignore it goes on doing so.
    if (
        threading.current_thread() is not threading.main_thread()
        or signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    ):
        yield found
        return
    before = signal.signal(signal.SIGINT, pressed)
    try:
        yield found
    finally:
        signal.signal(signal.SIGINT, before)


def _state(path: Path) -> _State:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size
