"""Several paths in one import."""

from pathlib import Path

import pytest

from dash.readers.several import told_apart
from dash.readers.sources import find_files


def put(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"patient_id\n{name}\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (["a/patients.csv"], ["patients.csv"]),
        (["a/patients.csv", "a/vitals.csv"], ["patients.csv", "vitals.csv"]),
        (["a/patients.csv", "b/patients.csv"], ["a/patients.csv", "b/patients.csv"]),
        (["a/patients.csv", "b/patients.csv", "a/vitals.csv"], ["a/patients.csv", "b/patients.csv", "vitals.csv"]),
        (["a/x", "b/x"], ["a/x/patients.csv", "b/x/patients.csv"]),
        (["a/x", "b"], ["x/patients.csv", "b/patients.csv"]),
        (["a/x/patients.csv", "b/x/patients.csv"], ["a/x/patients.csv", "b/x/patients.csv"]),
        (["a/x/patients.csv", "b/patients.csv", "b/x"], ["a/x/patients.csv", "b/patients.csv", "b/x/patients.csv"]),
    ],
)  # fmt: skip
def test_files_of_several_paths_are_told_apart(tmp_path: Path, given: list[str], shown: list[str]) -> None:
    put(tmp_path, *(f"{folder}/patients.csv" for folder in ("a", "b", "a/x", "b/x")), "a/vitals.csv")
    (tmp_path / "a/x/patients.csv").touch()
    found, notes = told_apart([tmp_path / name for name in given])
    names = [file.name for one in found for file in find_files(one.path, one.shown)[0]]
    assert names == shown
    assert notes == []


def test_a_path_given_twice_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a/patients.csv", "a/vitals.csv", "b/patients.csv")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path / "a")
    found, notes = told_apart([Path("a"), Path("b"), Path("b/../a"), Path("link"), Path("a/vitals.csv")])
    assert [(one.path, one.shown) for one in found] == [(Path("a"), "a"), (Path("b"), "b")]
    assert [note.file for note in notes] == ["a", "a", "vitals.csv"]
    assert {note.message for note in notes} == {"Given twice: read once."}


def test_links_of_one_name_are_told_apart_by_where_they_stand(tmp_path: Path) -> None:
    put(tmp_path, "store/1.csv", "store/2.csv")
    for folder, target in (("x", "1.csv"), ("y", "2.csv")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "patients.csv").symlink_to(tmp_path / "store" / target)
    found, _ = told_apart([tmp_path / "x/patients.csv", tmp_path / "y/patients.csv"])
    assert [one.shown for one in found] == ["x/patients.csv", "y/patients.csv"]
