"""Files with patients' records are for their owner alone from their first byte."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

OWNER_ONLY = 0o600
_NOT_FOR_OTHERS = 0o077
_guard = threading.Lock()
_inside: list[int] = []


@contextmanager
def owner_only() -> Iterator[None]:
    """Make every file and folder that this process creates meanwhile its owner's alone, whoever creates it.

    DuckDB makes the database, its log and its scratch files itself. Several threads may be inside at once: the mask in
    force before the first came in is put back when the last one leaves.
    """
    with _guard:
        before = os.umask(_NOT_FOR_OTHERS)
        _inside.append(before if not _inside else _inside[0])
    try:
        yield
    finally:
        with _guard:
            first = _inside.pop()
            if not _inside:
                os.umask(first)
