"""Reading is sealed, sees a new database at once, and works from several threads."""

import gc
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from helpers.database import OpenDb

from dash.errors import DatabaseMissingError, DatabaseUnreadableError
from dash.store import reading
from dash.store.reading import Database, current, open_database

SESSIONS = """
    session_id | patient_id | started_at       | dose_mg | weight_kg | site_id
    s1         | p1         | 2024-01-05T10:00 | 40.3    | 80        | north
    s2         | p1         | 2024-01-09       |         |           |
"""
COUNT = "SELECT count(*) FROM session_facts"


@pytest.mark.parametrize(
    "sql",
    [
        "COPY session_facts TO '{folder}/out.csv'",
        "SELECT * FROM read_csv('{folder}/secret.csv')",
        "SELECT * FROM read_text('{folder}/secret.csv')",
        "ATTACH '{folder}/other.duckdb'",
        "CREATE TABLE records.more (a INTEGER)",
        "INSERT INTO patient_keys VALUES (9, 'x')",
        "UPDATE sessions SET dose_mg = 1",
        "DROP TABLE sessions",
        "SET memory_limit = '8GB'",
        "SET enable_external_access = true",
        "RESET lock_configuration",
        "INSTALL httpfs",
        "LOAD httpfs",
        "EXPORT DATABASE '{folder}/all'",
        "SELECT * FROM 'https://example.org/x.csv'",
        "SELECT * FROM outside",
    ],
)
def test_nothing_but_reading_is_possible(open_file: OpenDb, tmp_path: Path, sql: str) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n", encoding="utf-8")
    outside = [1]
    database = open_file(sessions=SESSIONS)
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(DatabaseUnreadableError):
        database.rows(sql.format(folder=tmp_path), {})
    assert outside and sorted(path.name for path in tmp_path.iterdir()) == before
    assert database.rows(COUNT, {}) == [(2,)]


def test_a_missing_database_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissingError, match="ketamine-dash import"):
        open_database(tmp_path / "none.duckdb")
    with pytest.raises(DatabaseMissingError):
        current(tmp_path / "none.duckdb")


@pytest.mark.parametrize("content", [b"", b"not a database", b"\0" * 20000])
def test_what_is_no_session_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.duckdb"
    path.write_bytes(content)
    with pytest.raises(DatabaseUnreadableError, match="then import the records again"):
        open_database(path)


def test_a_damaged_database_says_so_without_quoting_records(open_file: OpenDb, tmp_path: Path) -> None:
    rows = [{"session_id": f"SECRET{n}", "patient_id": "p", "started_at": "2024-01-05"} for n in range(500)]
    good = open_file(sessions=rows)
    good.close()
    content = bytearray(good.path.read_bytes())
    middle = len(content) // 4
    content[middle : 3 * middle] = bytes(2 * middle)
    bad = tmp_path / "bad.duckdb"
    bad.write_bytes(content)
    with pytest.raises(DatabaseUnreadableError) as error:
        database = open_database(bad)
        for table in ("session_facts", "session_record", "sessions", "readings_by_patient"):
            database.frame(f"FROM {table}", {})
    assert "SECRET" not in str(error.value)


def test_a_swapped_in_database_is_seen_at_the_next_call_and_the_old_one_ends_its_work(
    open_file: OpenDb, tmp_path: Path
) -> None:
    first, second = open_file(sessions=SESSIONS), open_file(sessions=SESSIONS.rsplit("\n", 2)[0])
    first.close()
    second.close()
    path = tmp_path / "live.duckdb"
    shutil.copy(first.path, path)
    old = current(path)
    assert current(path) is old
    assert old.rows(COUNT, {}) == [(2,)]
    second.path.replace(path)
    new = current(path)
    assert new is not old and new.stamp != old.stamp
    assert new.rows(COUNT, {}) == [(1,)]
    assert old.rows(COUNT, {}) == [(2,)]
    del old
    gc.collect()
    assert current(path) is new and new.rows(COUNT, {}) == [(1,)]
    path.unlink()
    with pytest.raises(DatabaseMissingError):
        current(path)


def test_a_swap_between_looking_and_opening_is_noticed(
    open_file: OpenDb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = open_file(sessions=SESSIONS), open_file(sessions=SESSIONS.rsplit("\n", 2)[0])
    first.close()
    second.close()
    path = tmp_path / "live.duckdb"
    shutil.copy(first.path, path)
    opened: list[int] = []
    plain = Database.__init__

    def swapping(self: Database, place: Path, *, any_version: bool = False) -> None:
        plain(self, place, any_version=any_version)
        opened.append(1)
        if len(opened) == 1:
            second.path.replace(place)

    monkeypatch.setattr(Database, "__init__", swapping)
    database = open_database(path)
    assert len(opened) == 2
    assert database.rows(COUNT, {}) == [(1,)] and database.stamp == reading.stamp_of(path)
    database.close()


def test_many_threads_at_once(open_file: OpenDb) -> None:
    database = open_file(sessions=SESSIONS)
    current_one = current(database.path)
    with ThreadPoolExecutor(8) as pool:
        found = list(
            pool.map(lambda n: current(database.path).rows("SELECT $n + 0", {"n": n})[0][0], range(200))
        )
        assert {id(current(database.path)) for _ in range(3)} == {id(current_one)}
    assert found == list(range(200))


def test_a_quote_in_the_path_is_only_a_quote(open_db: OpenDb, tmp_path: Path) -> None:
    folder = tmp_path / "it's; DROP TABLE"
    folder.mkdir()
    assert open_db(sessions=SESSIONS, path=folder / "a'b.duckdb").rows(COUNT, {}) == [(2,)]


def test_one_type_per_kind_of_value(open_file: OpenDb) -> None:
    frame = open_file(sessions=SESSIONS).frame(
        """SELECT session_key, days_since_previous, dose_mg, mg_per_kg, exposure_mg, has_clock, started_on, started_at,
                  session_id, (SELECT max(site_id) FROM sessions WHERE false) AS nothing, site,
                  CASE WHEN has_clock THEN started_on END AS some_day, CASE WHEN has_clock THEN true END AS some_flag
           FROM session_facts ORDER BY session_key""",
        {},
    )
    assert frame.dtypes.astype(str).to_dict() == {
        "session_key": "int64",
        "days_since_previous": "Int64",
        "dose_mg": "float64",
        "mg_per_kg": "float64",
        "exposure_mg": "float64",
        "has_clock": "bool",
        "started_on": "datetime64[us]",
        "started_at": "datetime64[us]",
        "session_id": "str",
        "nothing": "str",
        "site": "int64",
        "some_day": "datetime64[us]",
        "some_flag": "boolean",
    }
    assert frame["dose_mg"].iloc[0] == 40.3 and np.isnan(frame["dose_mg"].iloc[1])
    assert frame["started_on"].iloc[0].date() == date(2024, 1, 5)
    assert frame["some_day"].isna().tolist() == [False, True]
    assert frame["nothing"].isna().all()


def test_an_answer_without_rows_has_its_columns(open_file: OpenDb) -> None:
    frame = open_file(sessions=SESSIONS).frame(
        "SELECT session_id, dose_mg, site FROM session_facts WHERE false", {}
    )
    assert list(frame.columns) == ["session_id", "dose_mg", "site"] and frame.empty


def test_an_answer_too_large_for_the_memory_limit(open_file: OpenDb) -> None:
    database = open_file(sessions=SESSIONS)
    with pytest.raises(DatabaseUnreadableError, match="memory"):
        database.rows("SELECT count(*) FROM (SELECT DISTINCT hash(range) FROM range(60000000))", {})
    assert database.rows(COUNT, {}) == [(2,)]
