"""Random names that stand for a patient in the page address, known to this server process alone.

A handle says nothing: it is drawn at random, never made from an identifier, and forgotten with the server. It stands for a
patient of one state of one database: after an import or beside another file it stands for nobody.
"""

import secrets
from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

MOST = 5_000
"""Handles kept; the one used longest ago is forgotten first."""
_BYTES = 15


class Handles:
    """Handles by what they stand for, and back. Safe to use from several threads."""

    def __init__(self, most: int = MOST) -> None:
        """Keep at most so many."""
        self._most = most
        self._lock = Lock()
        self._handles: OrderedDict[tuple[Hashable, str], str] = OrderedDict()
        self._places: dict[str, tuple[Hashable, str]] = {}

    def of(self, records: Hashable, patient_id: str) -> str:
        """Return the handle of a patient, a new one where there is none.

        Args:
            records: Which database in which state.
            patient_id: The patient in it.
        """
        place = (records, patient_id)
        with self._lock:
            handle = self._handles.setdefault(place, secrets.token_urlsafe(_BYTES))
            self._handles.move_to_end(place)
            self._places[handle] = place
            while len(self._handles) > self._most:
                _, oldest = self._handles.popitem(last=False)
                del self._places[oldest]
            return handle

    def patient(self, records: Hashable, handle: str) -> str | None:
        """Return whom a handle stands for in this state of this database; None for nobody."""
        with self._lock:
            known, patient_id = self._places.get(handle, (None, ""))
            return patient_id if known is not None and known == records else None

    def __len__(self) -> int:
        """Return how many handles are kept."""
        with self._lock:
            return len(self._handles)


HANDLES = Handles()
"""Those of this server process."""
