from pathlib import Path

import pytest

from dash.store.location import database_path


def test_argument_wins_over_environment_wins_over_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KETAMINE_DASH_DATABASE", raising=False)
    assert database_path() == Path("data/sessions.duckdb")
    monkeypatch.setenv("KETAMINE_DASH_DATABASE", "/elsewhere/a.duckdb")
    assert database_path() == Path("/elsewhere/a.duckdb")
    assert database_path(Path("b.duckdb")) == Path("b.duckdb")
