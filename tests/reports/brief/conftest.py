"""One patient for every state, printed, and a reader of what was printed."""

from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from helpers.states import build_states

from dash.reports.brief import make_brief
from dash.store.reading import Database, open_database

DAY = date(2026, 11, 20)


class Printed:
    """A PDF read back with a library that shares nothing with the one that made it."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.pdf = pypdf.PdfReader(BytesIO(content))

    def __len__(self) -> int:
        return len(self.pdf.pages)

    def text(self, page: int = 0) -> str:
        """The words of a page, any white space as one blank."""
        return " ".join(self.pdf.pages[page].extract_text().split())

    def heights(self, page: int = 0) -> list[tuple[str, float]]:
        """Each piece of text with its distance from the foot of the sheet, mm."""
        found: list[tuple[str, float]] = []

        def visit(text: str, cm: list[float], tm: list[float], *_: object) -> None:
            if text.strip():
                found.append((text.strip(), (tm[5] * cm[3] + cm[5]) / 72 * 25.4))

        self.pdf.pages[page].extract_text(visitor_text=visit)
        return found


@pytest.fixture(scope="session")
def state_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("states") / "states.duckdb"
    build_states(path)
    return path


@pytest.fixture(scope="session")
def states(state_path: Path) -> Iterator[Database]:
    database = open_database(state_path)
    yield database
    database.close()


@pytest.fixture(scope="session")
def key_of(states: Database) -> dict[str, int]:
    return {name: key for key, name in states.rows("SELECT patient_key, patient_id FROM patient_keys", {})}


Print = Callable[..., Printed]


@pytest.fixture(scope="session")
def printed(states: Database, key_of: dict[str, int]) -> Print:
    """Print patients by name; the same ones on the same paper are printed once."""
    made: dict[tuple[object, ...], Printed] = {}

    def make(*names: str, paper: str = "a4", day: date = DAY) -> Printed:
        asked = (names, paper, day)
        if asked not in made:
            keys = [key_of[name] for name in names]
            made[asked] = Printed(make_brief(states, keys, day, paper=paper))
        return made[asked]

    return make


@pytest.fixture(scope="session")
def reader() -> type[Printed]:
    return Printed
