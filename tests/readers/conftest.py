"""Small sources written to disk."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Write = Callable[[Mapping[str, str | bytes]], Path]


def as_bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


@pytest.fixture
def folder(tmp_path: Path) -> Write:
    """Write files into a folder called ``export`` and return it."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        root = tmp_path / "export"
        root.mkdir(exist_ok=True)
        for name, text in files.items():
            (root / name).write_bytes(as_bytes(text))
        return root

    return write


@pytest.fixture
def zipped(tmp_path: Path) -> Write:
    """Write files into a zip called ``export.zip`` and return it."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        path = tmp_path / "export.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in files.items():
                archive.writestr(name, as_bytes(text))
        return path

    return write
