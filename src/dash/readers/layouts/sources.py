"""Which files of a folder or a zip are tables of a clinic, and their sheets."""

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from dash.errors import UnreadableSourceError
from dash.readers.layouts.grid import Grid
from dash.readers.layouts.workbooks import MAX_BYTES, MAX_RATIO, MAX_UNPACKED, SUFFIXES, read_grids
from dash.readers.sources import own_name
from dash.store.staging import FileNote

_MOST_FILES = 1_000
_ENCRYPTED = 0x1


def has_tables(path: Path) -> bool:
    """Tell by their names whether there are files that may hold tables."""
    try:
        return any(True for _ in _named(path, own_name(path)))
    except (OSError, zipfile.BadZipFile):
        return False


def grids_of(path: Path, shown: str | None = None) -> tuple[list[Grid], list[FileNote]]:
    """Return the sheets of a file, of the files of a folder or of a zip, in order of name, and notes on what was left out.

    Raises:
        UnreadableSourceError: A file cannot be read, or a zip is damaged, protected or unreasonably large.
    """
    grids: list[Grid] = []
    notes: list[FileNote] = []
    try:
        for name, file, content in _named(path, shown or own_name(path)):
            grids += read_grids(file, name, content)
    except zipfile.BadZipFile as error:
        raise UnreadableSourceError(
            f"The zip {path} is damaged or not a zip.", "Copy or export it again; nothing of it was imported."
        ) from error
    except OSError as error:
        raise UnreadableSourceError(
            f"{path} cannot be read ({error.strerror or type(error).__name__}).",
            "Check that it is there and may be read.",
        ) from error
    if path.is_dir():
        notes += [
            FileNote(f"{shown or own_name(path)}/{entry.name}", "Left out: not a table.")
            for entry in sorted(path.iterdir())
            if not entry.name.startswith((".", "~$")) and not _is_table(entry)
        ]
    return grids, notes


def _is_table(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in SUFFIXES


def _named(path: Path, shown: str) -> Iterator[tuple[str, Path, bytes | None]]:
    """Yield the tables of a source: name as shown, path, and the content where it stands in a zip."""
    if path.is_dir():
        for entry in sorted(path.iterdir()):
            # A spreadsheet program leaves a file "~$name" beside one that is open.
            if _is_table(entry) and not entry.name.startswith((".", "~$")):
                yield f"{shown}/{entry.name}", entry, None
    elif path.suffix.lower() == ".zip":
        yield from _in_zip(path, shown)
    elif path.suffix.lower() in SUFFIXES:
        yield shown, path, None


def _in_zip(path: Path, shown: str) -> Iterator[tuple[str, Path, bytes]]:
    with zipfile.ZipFile(path) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        unpacked = sum(entry.file_size for entry in entries)
        dense = unpacked > MAX_BYTES // 16 and unpacked > MAX_RATIO * max(path.stat().st_size, 1)
        if len(entries) > _MOST_FILES or unpacked > MAX_UNPACKED or dense:
            raise UnreadableSourceError(
                f"The zip {path} is unreasonably large when unpacked ({len(entries)} files, {unpacked / 1024**2:.0f} MB).",
                "If you trust it, unpack it yourself and import the folder.",
            )
        for entry in sorted(entries, key=lambda one: one.filename):
            parts = [
                part
                for part in PurePosixPath(entry.filename.replace("\\", "/")).parts
                if part not in {"..", "/"}
            ]
            hidden = any(part == "__MACOSX" or part.startswith((".", "~$")) for part in parts)
            name = Path(parts[-1]) if parts else Path("x")
            if hidden or name.suffix.lower() not in SUFFIXES:
                continue
            if entry.flag_bits & _ENCRYPTED:
                raise UnreadableSourceError(
                    f"The zip {path} is protected by a password.", "Unpack it yourself and import the folder."
                )
            yield "/".join((shown, *parts)), name, archive.read(entry)
