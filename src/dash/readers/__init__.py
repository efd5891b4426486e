"""Readers: one module per source format, each yielding canonical tables as text."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from dash.errors import UnreadableSourceError
from dash.readers import own_csv, sdtm
from dash.readers.layouts.reader import LayoutReader
from dash.store.staging import Batch

__all__ = ["READERS", "Reader", "reader_for"]


class Reader(Protocol):
    """What every source format offers."""

    @property
    def name(self) -> str:
        """Name of the format, as shown to the user."""
        ...

    def recognises(self, path: Path) -> bool:
        """Tell by names and headers whether ``path`` (a folder, a zip or one file) is of this format."""
        ...

    def read(self, path: Path, shown: str | None = None) -> Iterator[Batch]:
        """Yield what is there, good rows and bad, in chunks of at most about 500,000 rows.

        ``shown`` is the name of ``path`` as shown to the user, with which the names of its files begin; otherwise
        its own. No two files of one import may have the same name: their rows are told apart by it.
        """
        ...


READERS: tuple[Reader, ...] = (own_csv.OwnCsvReader(), sdtm.SdtmCsvReader())
"""All readers; the first that recognises a path reads it."""


def reader_for(path: Path, layouts: Path | None = None) -> Reader:
    """Return the reader for a folder, a zip or one file.

    Args:
        path: The folder, zip or file.
        layouts: Where the layouts of the clinic's own tables are kept.

    Raises:
        UnreadableSourceError: Nothing is there, or no reader recognises it.
    """
    for reader in (*READERS, LayoutReader(layouts)):
        if reader.recognises(path):
            return reader
    raise UnreadableSourceError(
        f"Nothing in {path} can be read.",
        f"Give {own_csv.EXPECTED}; {sdtm.EXPECTED}; or a spreadsheet or CSV file of your own.",
    )
