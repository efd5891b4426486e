"""Settings for every test."""

import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from hypothesis import settings

from dash.rulebook import lies_beside

# The tests are no package on the path (a folder on it could hide our own `dash`): the shared part gets its name here.
_folder = Path(__file__).parent / "helpers"
_spec = spec_from_file_location("helpers", _folder / "__init__.py", submodule_search_locations=[str(_folder)])
assert _spec and _spec.loader
sys.modules["helpers"] = module_from_spec(_spec)
_spec.loader.exec_module(sys.modules["helpers"])

# A clinic's own file in the working folder must not decide what a test finds.
NO_CLINIC = Path(__file__).parent / "no-clinic" / "sessions.duckdb"
lies_beside(NO_CLINIC)


@pytest.fixture(autouse=True)
def _no_clinic_of_another_test() -> Iterator[None]:
    """What one test said about where the clinic's file lies must not decide what the next one finds."""
    yield
    lies_beside(NO_CLINIC)


pytest_plugins = ["helpers.database"]

settings.register_profile("default", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("default")


@pytest.fixture(autouse=True)
def owner_of_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit's own harness has no server, so no window came through the door: each test's is the owner's.

    ``tests/browser/test_door.py`` has a server and a door.
    """
    if "streamlit" in sys.modules:
        monkeypatch.setattr("dash.ui.entrance.let_in", lambda: True)
