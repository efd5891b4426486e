"""Slow questions that do nothing but take time, for tests of the background."""

import time
from pathlib import Path
from typing import Any

from dash.errors import QuestionError
from dash.stats.long_work import Progress, Stop, Stopped
from dash.store.reading import Database


def counted(
    database: Database, note: str, steps: int, *, progress: Progress = print, stop: Stop = bool
) -> dict[str, Any]:
    """Take a tenth of a second a step; note every computation begun and how it ended in a file.

    While a file with the ending ``.hold`` lies beside the note, it stands still half-way.
    """
    hold = Path(note).with_suffix(".hold")
    _note(note, "begun")
    for step in range(steps):
        if stop():
            _note(note, "stopped")
            raise Stopped
        time.sleep(0.1)
        while step == steps // 2 and hold.exists() and not stop():
            time.sleep(0.02)
        progress((step + 1) / steps)
    _note(note, "done")
    ((sessions,),) = database.rows("SELECT count(*) FROM session_facts", {})
    return {"sessions": int(sessions), "steps": steps}


def deaf(database: Database, note: str, *, progress: Progress = print, stop: Stop = bool) -> None:
    """Never notice that it was told to stop."""
    _note(note, "begun")
    time.sleep(600)


def refused(database: Database, *, progress: Progress = print, stop: Stop = bool) -> None:
    """Find that it was asked the wrong thing."""
    raise QuestionError("There are too few patients for this.", fix="Widen the filter.")


def broken(database: Database, *, progress: Progress = print, stop: Stop = bool) -> None:
    """Make a mistake whose text quotes a patient."""
    raise KeyError("K-0042, systolic 212")


def printing(database: Database, *, progress: Progress = print, stop: Stop = bool) -> str:
    """Write on standard output what no message may be mixed with."""
    print("K-0042" * 10_000, flush=True)
    return "said"


def dying(database: Database, *, progress: Progress = print, stop: Stop = bool) -> None:
    """Take the whole process along."""
    import os

    os._exit(7)


def big(database: Database, size: int, *, progress: Progress = print, stop: Stop = bool) -> bytes:
    """Answer with so many bytes."""
    return bytes(size)


def _note(path: str, word: str) -> None:
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(word + "\n")
