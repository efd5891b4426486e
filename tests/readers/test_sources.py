"""Folders, zips and single files."""

import os
import struct
import zipfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dash.errors import UnreadableSourceError
from dash.readers import sources
from dash.readers.sources import find_files, open_file

Write = Callable[[Mapping[str, str | bytes]], Path]


def names(path: Path) -> list[str]:
    return [file.name for file in find_files(path)[0]]


def read(path: Path) -> dict[str, bytes]:
    content = {}
    for file in find_files(path)[0]:
        with open_file(file) as stream:
            content[file.name] = b"".join(iter(partial(stream.read, 3), b""))
    return content


def test_a_folder_gives_its_text_files_in_order(folder: Write) -> None:
    root = folder({"vitals.csv": "b", "Side-Effects.TSV": "a", "notes.pdf": "", ".hidden.csv": ""})
    (root / "old").mkdir()
    files, notes = find_files(root)
    assert [(file.name, file.stem) for file in files] == [
        ("export/Side-Effects.TSV", "side_effects"),
        ("export/vitals.csv", "vitals"),
    ]
    assert [note.file for note in notes] == ["export/notes.pdf", "export/old"]


def test_a_single_file_has_its_own_name(folder: Write) -> None:
    assert names(folder({"vitals.csv": ""}) / "vitals.csv") == ["vitals.csv"]


def test_a_zip_may_hold_folders(zipped: Write) -> None:
    path = zipped({"a/vitals.csv": "one", "b/vitals.csv": "two", "__MACOSX/a/._vitals.csv": "x", "x.pdf": ""})
    assert read(path) == {"export.zip/a/vitals.csv": b"one", "export.zip/b/vitals.csv": b"two"}
    assert [note.file for note in find_files(path)[1]] == ["export.zip/x.pdf"]


def test_names_in_a_zip_lead_nowhere_else(zipped: Write, tmp_path: Path) -> None:
    path = zipped({"../../evil/vitals.csv": "one", "/etc/scores.csv": "two", "..\\patients.csv": "three"})
    before = set(tmp_path.rglob("*"))
    assert sorted(read(path)) == [
        "export.zip/etc/scores.csv",
        "export.zip/evil/vitals.csv",
        "export.zip/patients.csv",
    ]
    assert set(tmp_path.rglob("*")) == before


def test_a_second_file_of_one_name_in_a_zip_is_read_by_a_name_with_a_number(
    tmp_path: Path, zipped: Write
) -> None:
    path = zipped({"vitals.csv": "one", "../vitals.csv": "two", "vitals (2).csv": "three"})
    files, notes = find_files(path)
    assert {file.stem for file in files} == {"vitals", "vitals_(2)"}
    assert read(path) == {
        "export.zip/vitals.csv": b"two",
        "export.zip/vitals (2).csv": b"three",
        "export.zip/vitals (3).csv": b"one",
    }
    assert [note.file for note in notes] == ["export.zip/vitals (3).csv"]


def test_two_files_of_exactly_one_name_in_a_zip_are_both_read(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("vitals.csv", "one")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("vitals.csv", "two")
    assert read(path) == {"export.zip/vitals.csv": b"one", "export.zip/vitals (2).csv": b"two"}
    assert [file.stem for file in find_files(path)[0]] == ["vitals", "vitals"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_is_no_file_is_left_out_and_said(folder: Write) -> None:
    root = folder({"patients.csv": "patient_id"})
    os.mkfifo(root / "sessions.csv")
    (root / "vitals.csv").symlink_to(root / "nowhere.csv")
    files, notes = find_files(root)
    assert [file.name for file in files] == ["export/patients.csv"]
    assert [(note.file, note.message.split(":")[0]) for note in notes] == [
        ("export/sessions.csv", "Left out"),
        ("export/vitals.csv", "Left out"),
    ]
    with pytest.raises(UnreadableSourceError, match="pipe"):
        find_files(root / "sessions.csv")


@pytest.mark.parametrize(("limit", "value"), [("MAX_ZIP_BYTES", 99), ("MAX_ZIP_FILES", 1)])
def test_a_zip_too_large_is_refused(zipped: Write, limit: str, value: int) -> None:
    path = zipped({"vitals.csv": "x" * 60, "scores.csv": "y" * 60})
    with (
        patch.object(sources, limit, value),
        pytest.raises(UnreadableSourceError, match="unreasonably large"),
    ):
        find_files(path)


def test_a_zip_bomb_is_refused(zipped: Write) -> None:
    path = zipped({"vitals.csv": "\0" * (60 * 1024**2)})
    with pytest.raises(UnreadableSourceError, match="unreasonably large"):
        find_files(path)


def test_a_zip_with_a_password_is_refused(zipped: Write) -> None:
    path = zipped({"vitals.csv": "one"})
    data = bytearray(path.read_bytes())
    central = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, central + 8, 1)
    path.write_bytes(data)
    with pytest.raises(UnreadableSourceError, match="password"):
        find_files(path)


def test_a_damaged_zip_is_refused(zipped: Write) -> None:
    path = zipped({"vitals.csv": "one,two,three\n" * 100})
    data = bytearray(path.read_bytes())
    data[45] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(UnreadableSourceError, match="damaged"):
        read(path)


@pytest.mark.parametrize("content", [b"", b"no zip at all"])
def test_a_zip_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "export.zip").write_bytes(content)
    with pytest.raises(UnreadableSourceError, match="damaged or not a zip"):
        find_files(tmp_path / "export.zip")


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSourceError, match="nowhere"):
        find_files(tmp_path / "nowhere")


def test_a_zip_by_another_ending_is_still_a_zip(zipped: Write, tmp_path: Path) -> None:
    path = zipped({"vitals.csv": "one"}).rename(tmp_path / "export.dat")
    assert zipfile.is_zipfile(path)
    assert names(path) == ["export.dat/vitals.csv"]


def test_a_file_that_vanished_is_named(folder: Write) -> None:
    path = folder({"vitals.csv": "one"}) / "vitals.csv"
    (file,), _ = find_files(path)
    path.unlink()
    with pytest.raises(UnreadableSourceError, match=r"vitals\.csv cannot be read"), open_file(file):
        pass


@pytest.mark.parametrize(
    "packed", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damage=st.lists(st.tuples(st.floats(0, 1), st.integers(1, 255)), min_size=1, max_size=12))
def test_a_zip_damaged_anywhere_is_read_whole_or_called_damaged(
    tmp_path: Path, packed: int, damage: list[tuple[float, int]]
) -> None:
    path = tmp_path / "export.zip"
    text = "patient_id\n" + "\n".join(f"P{i}" for i in range(500)) + "\n"
    with zipfile.ZipFile(path, "w", packed) as archive:
        archive.writestr("patients.csv", text)
    data = bytearray(path.read_bytes())
    for place, bits in damage:
        data[int(place * (len(data) - 1))] ^= bits
    path.write_bytes(data)
    try:
        found = read(path)
    except UnreadableSourceError as error:
        assert error.fix
        return
    assert all(content == text.encode() for content in found.values())


def test_a_file_or_folder_that_may_not_be_read_is_said_to_be_so(
    folder: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = folder({"patients.csv": "patient_id\nP1\n"})

    def closed(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    for name, path in (("iterdir", root), ("open", root / "patients.csv")):
        with monkeypatch.context() as patched:
            patched.setattr(Path, name, closed)
            with pytest.raises(
                UnreadableSourceError, match=r"cannot be read \(Permission denied\)"
            ) as raised:
                find_files(path)
            assert "access rights" in raised.value.fix


def test_the_list_of_a_zip_is_read_once_however_many_files_it_holds(zipped: Write) -> None:
    """Read anew for each file, 3,000 small files took minutes."""
    path = zipped({f"{month:03}/patients.csv": "patient_id\n" for month in range(50)})
    with patch.object(sources.zipfile, "ZipFile", wraps=zipfile.ZipFile) as opened:
        assert len(read(path)) == 50
    assert opened.call_count <= 2


def test_files_of_one_name_are_numbered_without_trying_every_number() -> None:
    """Thousands of entries of a zip may have one name: each is told apart by a look or two."""
    looks: list[object] = []

    class Taken(dict[str, int]):
        def __contains__(self, name: object) -> bool:
            looks.append(name)
            return super().__contains__(name)

    taken = Taken()
    names = ["a.csv", "a (3).csv", *["a.csv"] * 500]
    given = [sources._not_taken(name, taken) for name in names]
    assert given[:6] == ["a.csv", "a (3).csv", "a (2).csv", "a (4).csv", "a (5).csv", "a (6).csv"]
    assert len(set(given)) == len(names)
    assert len(looks) <= 3 * len(names)
