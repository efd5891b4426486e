"""Several paths in one import: every file under a name of its own, and none of them twice."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dash.readers.sources import as_text, find_files, own_name
from dash.store.staging import FileNote

_TWICE = "Given twice: read once."


@dataclass(frozen=True)
class Given:
    """A folder, zip or file to import, and its name as shown to the user."""

    path: Path
    shown: str


def told_apart(paths: Sequence[Path]) -> tuple[list[Given], list[FileNote]]:
    """Return the paths to read, with names under which no two files are called alike, and notes on the others.

    Where files of two paths would have the same name, as many folders above are named as tell them apart:
    ``2026-10/patients.csv`` and ``2026-11/patients.csv``. A path given twice, or a file beside the folder it
    stands in, is read once.

    Raises:
        UnreadableSourceError: See `dash.readers.sources.find_files`.
    """
    once, twice = _without_repeats(paths)
    above = [0] * len(once)
    while together := _of_one_name(once, above):
        for at in together:
            above[at] += 1
    given = [Given(path, _shown(path, count)) for path, count in zip(once, above, strict=True)]
    return given, [FileNote(own_name(path), _TWICE) for path in twice]


def _without_repeats(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    by_place: dict[Path, Path] = {}
    twice: list[Path] = []
    for path in paths:
        if by_place.setdefault(path.resolve(), path) is not path:
            twice.append(path)
    in_folders = {
        place / file.path.name
        for place, path in by_place.items()
        if path.is_dir()
        for file in find_files(path)[0]
    }
    twice += [path for place, path in by_place.items() if place in in_folders]
    return [path for place, path in by_place.items() if place not in in_folders], twice


def _of_one_name(paths: Sequence[Path], above: Sequence[int]) -> set[int]:
    """Return the places of paths that hold a file called like one of another path."""
    holders: defaultdict[str, set[int]] = defaultdict(set)
    for at, path in enumerate(paths):
        files, _ = find_files(path, _shown(path, above[at]))
        for file in files:
            holders[file.name].add(at)
    together = {at for those in holders.values() if len(those) > 1 for at in those}
    # Above the root of the file system there is nothing to name.
    return {at for at in together if above[at] < len(paths[at].resolve().parts)}


def _shown(path: Path, above: int) -> str:
    name = own_name(path)
    # A linked file goes by the folder of its link; the folder it points to may hold others of the same name.
    folders = (path.resolve() if path.is_dir() else path.parent.resolve() / name).parts[:-1]
    return "/".join((*(as_text(part.strip("/\\")) for part in folders[max(len(folders) - above, 0) :]), name))
