"""Rows of an import kept in a file of its scratch folder until their table's turn comes, so that they take no memory."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyarrow as pa
from pyarrow import ipc


class Spool:
    """A file of Arrow streams, one after the other; goes with the folder that it is in."""

    def __init__(self, folder: Path) -> None:
        """Begin a file in the folder, which is made; both are their owner's alone inside ``owner_only``."""
        folder.mkdir(exist_ok=True)
        self._path = folder / "rows.arrow"
        self._path.touch()

    def put(self, rows: pa.Table) -> Callable[[], pa.Table]:
        """Write rows at the end and return what reads them back."""
        with self._path.open("ab") as file:
            place = file.tell()
            with ipc.new_stream(file, rows.schema) as stream:
                stream.write_table(rows)
        return partial(self._read, place)

    def _read(self, place: int) -> pa.Table:
        with pa.OSFile(str(self._path), "rb") as file:
            file.seek(place)
            with ipc.open_stream(file) as stream:
                return stream.read_all()
