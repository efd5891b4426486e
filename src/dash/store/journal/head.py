"""The journal's head: how many entries there were and the hash of the last one, noted in a second file.

A chain whose end was cut off is still a chain; the head tells. After a crash it may be behind, never ahead.
"""

import json
import os
from pathlib import Path
from typing import NamedTuple


class Head(NamedTuple):
    """What the second file says."""

    journal_id: str
    entries: int
    hash: str


def head_path(journal: Path) -> Path:
    """Return the second file: ``sessions.journal.head`` beside ``sessions.journal.sqlite``."""
    return journal.with_suffix(".head")


def read_head(journal: Path) -> Head | None:
    """Return the head, None where there is no file.

    Raises:
        ValueError: The file holds something else.
    """
    try:
        text = head_path(journal).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except OSError:
        raise ValueError("the head cannot be read") from None
    found = json.loads(text)
    if not isinstance(found, dict) or set(found) != set(Head._fields):
        raise ValueError("the head holds something else")
    return Head(str(found["journal_id"]), int(found["entries"]), str(found["hash"]))


def names_entries(journal: Path) -> bool:
    """Tell whether there is a head that speaks of entries, or one that cannot be read."""
    try:
        head = read_head(journal)
    except ValueError:
        return True
    return head is not None and head.entries > 0


def write_head(journal: Path, head: Head) -> None:
    """Write the head in one step that survives a loss of power.

    Raises:
        OSError: The folder cannot be written.
    """
    path = head_path(journal)
    place = path.with_name(f"{path.name}.new")
    place.unlink(missing_ok=True)
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - of a handle, not of a path
        file.write(json.dumps(head._asdict()) + "\n")
        file.flush()
        os.fsync(file.fileno())
    place.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
