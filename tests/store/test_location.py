import os
from pathlib import Path

import pytest

from dash.errors import DashboardError, DatabaseMissingError
from dash.store.journal import journal_beside
from dash.store.location import database_path, named_by, refuse_made_up_records_at


def test_argument_wins_over_environment_wins_over_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KETAMINE_DASH_DATABASE", raising=False)
    assert (database_path(), named_by()) == (Path("data/sessions.duckdb"), None)
    monkeypatch.setenv("KETAMINE_DASH_DATABASE", "/elsewhere/a.duckdb")
    assert (database_path(), named_by()) == (Path("/elsewhere/a.duckdb"), "KETAMINE_DASH_DATABASE")
    assert database_path(Path("b.duckdb")) == Path("b.duckdb")
    assert named_by(Path("b.duckdb")) == "--database"


def test_a_link_leads_to_its_file_even_where_that_is_away(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("KETAMINE_DASH_DATABASE", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    away = tmp_path / "drive" / "clinic.duckdb"
    (tmp_path / "data" / "sessions.duckdb").symlink_to(away)
    assert database_path() == away
    assert named_by() == "the link data/sessions.duckdb"
    with pytest.raises(DatabaseMissingError, match="drive is connected"):
        refuse_made_up_records_at(database_path(), named_by())


def test_nothing_made_up_takes_the_place_of_a_database_that_is_away(tmp_path: Path) -> None:
    place = tmp_path / "sessions.duckdb"
    refuse_made_up_records_at(place, None)
    with pytest.raises(DatabaseMissingError, match="--database names"):
        refuse_made_up_records_at(place, "--database")
    journal_beside(place).append("Dr A", "reviewed", "P1", {}, made_up=False)
    with pytest.raises(DatabaseMissingError, match="journal"):
        refuse_made_up_records_at(place, None)
    (tmp_path / "sessions.journal.sqlite").unlink()
    with pytest.raises(DatabaseMissingError, match="journal"):
        refuse_made_up_records_at(place, None)


def test_a_path_that_the_engine_cannot_open_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder named in Latin-1 on an old share: no mistake of the program, whether named or in the environment."""
    place = tmp_path / os.fsdecode(b"Praxis M\xfcller") / "a.duckdb"
    with pytest.raises(DashboardError, match="not written in UTF-8") as told:
        database_path(place)
    str(told.value).encode("utf-8")
    monkeypatch.setenv("KETAMINE_DASH_DATABASE", str(place))
    with pytest.raises(DashboardError, match="not written in UTF-8"):
        database_path()
