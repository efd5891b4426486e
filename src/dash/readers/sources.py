"""Where files come from: a folder, a zip or a single file. Nothing is ever unpacked to disk."""

import hashlib
import os
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from dash.errors import UnreadableSourceError, os_reason, os_remedy
from dash.store.staging import FileNote

SUFFIXES = (".csv", ".tsv", ".txt")
# A zip beyond these is taken for a trap, not for a clinic's export (text rarely shrinks more than 30-fold).
MAX_ZIP_BYTES = 20 * 1024**3
MAX_ZIP_FILES = 10_000
MAX_ZIP_RATIO = 250
_RATIO_FROM_BYTES = 50 * 1024**2
_ENCRYPTED = 0x1


@dataclass(frozen=True)
class SourceFile:
    """One file with text in rows.

    Attributes:
        name: As shown to the user, such as ``export/vitals.csv`` or ``export.zip/2024/vitals.csv``.
        stem: Name without folder and ending, lower case, spaces and hyphens as ``_``.
        path: The file itself, or the zip it stands in.
        archive: The open zip, None where ``path`` is the file itself.
        member: Its entry in the zip, None where ``path`` is the file itself.
    """

    name: str
    stem: str
    path: Path
    member: zipfile.ZipInfo | None = None
    archive: zipfile.ZipFile | None = field(default=None, compare=False, repr=False)


class Readable(Protocol):
    """What is needed of an open file."""

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes, none at the end."""
        ...


class HashingStream:
    """Reads a binary stream and keeps the SHA-256 of everything read so far.

    Args:
        stream: What to read.
        packed: The zip it stands in, None for a file of its own.
    """

    def __init__(self, stream: IO[bytes], packed: Path | None = None) -> None:
        self._stream = stream
        self._packed = packed
        self._digest = hashlib.sha256()

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes, fewer only at the end.

        Raises:
            UnreadableSourceError: The zip it stands in is damaged.
        """
        if self._packed is None:
            data = self._stream.read(size)
        else:
            with _unpacking(self._packed):
                data = self._stream.read(size)
        self._digest.update(data)
        return data

    def hexdigest(self) -> str:
        """Return the SHA-256 of what was read, in hexadecimal."""
        return self._digest.hexdigest()


def stem_of(name: str) -> str:
    """Return a file's name without folder and ending, lower case, spaces and hyphens as ``_``."""
    return PurePosixPath(name).stem.strip().lower().replace("-", "_").replace(" ", "_")


def find_files(path: Path, shown: str | None = None) -> tuple[list[SourceFile], list[FileNote]]:
    """Return the text files of a folder, a zip or a single file in order of name, and notes on what was left out.

    Hidden files are passed over. A folder's own sub-folders are not entered; folders inside a zip are.

    Args:
        path: The folder, zip or file.
        shown: Its name as shown to the user, with which the names of its files begin; otherwise its own name.

    Raises:
        UnreadableSourceError: There is nothing at ``path``, or it is a zip that is damaged, encrypted or
            unreasonably large when unpacked.
    """
    shown = shown or own_name(path)
    if path.is_dir():
        try:
            return _in_folder(path, shown)
        except OSError as error:
            raise _unreadable(path, error) from error
    if path.exists() and not path.is_file():
        raise UnreadableSourceError(
            f"{path} is a pipe or a device, not a file.", "Save what it gives into a file and import that."
        )
    if not path.is_file():
        raise UnreadableSourceError(
            f"There is no file or folder at {path}.", "Check the path; give a folder, a zip or one CSV file."
        )
    try:
        if path.suffix.lower() == ".zip" or _is_zip(path):
            return _in_zip(path, shown)
    except OSError as error:
        raise _unreadable(path, error) from error
    return [SourceFile(shown, stem_of(path.name), path)], []


def own_name(path: Path) -> str:
    """Return the name by which a folder, a zip or a file is shown where nothing else is called so."""
    return as_text(path.resolve().name if path.is_dir() else path.name)


def as_text(name: str) -> str:
    """Return a name of the file system, which need not be text, as text: bytes outside UTF-8 by their numbers."""
    return os.fsencode(name).decode("utf-8", errors="backslashreplace")


def _is_zip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) == b"PK\x03\x04"


def _in_folder(folder: Path, shown: str) -> tuple[list[SourceFile], list[FileNote]]:
    files: list[SourceFile] = []
    notes: list[FileNote] = []
    for entry in sorted(folder.iterdir()):
        name = f"{shown}/{as_text(entry.name)}"
        if entry.name.startswith("."):
            continue
        if not (entry.is_dir() or entry.is_file()):
            notes.append(FileNote(name, "Left out: not a file (a pipe, a device or a broken link)."))
        elif entry.is_dir():
            notes.append(
                FileNote(name, "Left out: folders inside a folder are not read. Import it by itself.")
            )
        elif entry.suffix.lower() in SUFFIXES:
            files.append(SourceFile(name, stem_of(entry.name), entry))
        else:
            notes.append(FileNote(name, "Left out: not a CSV file."))
    return files, notes


def _in_zip(path: Path, shown: str) -> tuple[list[SourceFile], list[FileNote]]:
    with _unpacking(path):
        # Stays open for as long as its files are known: reading its list anew for each of them takes ever longer.
        archive = zipfile.ZipFile(path)
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    _check_size(path, entries)
    files: list[SourceFile] = []
    notes: list[FileNote] = []
    taken: dict[str, int] = {}
    for entry in sorted(entries, key=lambda entry: entry.filename):
        parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
        if any(part == "__MACOSX" or (part.startswith(".") and part != "..") for part in parts):
            continue
        name = "/".join((shown, *(part for part in parts if part not in {"..", "/"})))
        if PurePosixPath(name).suffix.lower() in SUFFIXES:
            numbered = _not_taken(name, taken)
            files.append(SourceFile(numbered, stem_of(name), path, entry, archive))
            if numbered != name:
                notes.append(
                    FileNote(numbered, "Read: the zip holds another file of its name, so it is numbered.")
                )
        else:
            notes.append(FileNote(name, "Left out: not a CSV file."))
    return files, notes


def _not_taken(name: str, taken: dict[str, int]) -> str:
    """Return a name, or where it is taken the same with a number, ``patients (2).csv``, and take it.

    Args:
        name: The name.
        taken: The last number tried for each name that is taken: thousands may share one.
    """
    numbered = name
    while numbered in taken:
        taken[name] += 1
        path = PurePosixPath(name)
        numbered = str(path.with_stem(f"{path.stem} ({taken[name]})"))
    taken[numbered] = 1
    return numbered


def _check_size(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise UnreadableSourceError(
            f"The zip {path} is protected by a password.", "Unpack it yourself and import the folder."
        )
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    too_dense = unpacked > _RATIO_FROM_BYTES and unpacked > MAX_ZIP_RATIO * max(packed, 1)
    if too_dense or unpacked > MAX_ZIP_BYTES or len(entries) > MAX_ZIP_FILES:
        raise UnreadableSourceError(
            f"The zip {path} is unreasonably large when unpacked"
            f" ({len(entries)} files, {unpacked / 1024**2:.0f} MB from {packed / 1024**2:.0f} MB).",
            "If you trust it, unpack it yourself and import the folder.",
        )


def _unreadable(path: Path, error: OSError) -> UnreadableSourceError:
    return UnreadableSourceError(f"{path} cannot be read ({os_reason(error)}).", os_remedy(error))


def _damaged(path: Path) -> UnreadableSourceError:
    return UnreadableSourceError(
        f"The zip {path} is damaged or not a zip.", "Copy or export it again; nothing of it was imported."
    )


def _state(stream: IO[bytes]) -> tuple[int, int, int, int]:
    status = os.fstat(stream.fileno())
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _state_at(path: Path) -> tuple[int, int, int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


@contextmanager
def _unpacking(path: Path) -> Iterator[None]:
    """Call whatever goes wrong while a zip is unpacked damage of the zip: each way of packing has errors of its own.

    Raises:
        UnreadableSourceError: It is damaged.
    """
    try:
        yield
    except MemoryError:
        raise
    except OSError as error:
        # One without a number comes from the unpacking, such as that of bzip2; one with is the system's.
        if error.errno is None:
            raise _damaged(path) from None
        raise
    except Exception:
        raise _damaged(path) from None


@contextmanager
def open_file(file: SourceFile) -> Iterator[HashingStream]:
    """Open a file for reading bytes.

    Raises:
        UnreadableSourceError: The file cannot be opened or read to its end, or was written to, cut or replaced meanwhile.
    """
    try:
        with file.path.open("rb") as stream:
            before = _state(stream)
            if file.member is None:
                yield HashingStream(stream)
            else:
                # zipfile never reads beyond the announced size and checks the checksum at the end.
                with ExitStack() as opened:
                    with _unpacking(file.path):
                        archive = file.archive
                        if archive is None or archive.fp is None or _state(archive.fp) != before:
                            archive = opened.enter_context(zipfile.ZipFile(stream))
                        packed: IO[bytes] = archive.open(file.member)
                        opened.callback(packed.close)
                    yield HashingStream(packed, file.path)
            if _state(stream) != before or _state_at(file.path) != before:
                raise UnreadableSourceError(
                    f"{file.path} was changed while it was read: nothing was imported.",
                    "Wait until its export is finished, then import it again.",
                )
    except OSError as error:
        raise _unreadable(file.path, error) from error
