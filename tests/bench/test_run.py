"""The whole benchmark on a small clinic: everything is measured, the tools agree, the report can be printed."""

from pathlib import Path
from typing import Any

import pytest

from dash.bench.asked import cohort_questions
from dash.bench.comparing import same
from dash.bench.importing import timed_import, write_csv_folder
from dash.bench.report import machine_line, tables
from dash.bench.run import run
from dash.cli.columns import text_table
from dash.store.reading import open_database


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    database = tmp_path_factory.mktemp("bench") / "kept.duckdb"
    said: list[tuple[str, float]] = []
    document = run(1500, database, repeats=1, import_sessions=300, progress=lambda *what: said.append(what))
    assert [share for _, share in said] == sorted(share for _, share in said)
    return database, document


def test_every_question_is_measured_with_every_filter(measured: tuple[Path, dict[str, Any]]) -> None:
    _, document = measured
    assert [one["question"] for one in document["questions"]] == [one.name for one in cohort_questions()]
    for one in document["questions"]:
        assert {"no filter", "two routes, period", "everything"} <= set(one["by_filter"])
        assert 0 < one["median_ms"] <= one["p95_ms"]
        assert one["slowest_median_ms"] == max(timing["median_ms"] for timing in one["by_filter"].values())


def test_pandas_and_sqlite_give_our_answers(measured: tuple[Path, dict[str, Any]]) -> None:
    _, document = measured
    assert len(document["comparison"]) == 4
    for one in document["comparison"]:
        assert set(one["others"]) == {"pandas", "SQLite"}
        assert all(other["agrees"] for other in one["others"].values()), one["question"]


def test_pages_memory_and_import_are_measured(measured: tuple[Path, dict[str, Any]]) -> None:
    _, document = measured
    assert {page["page"] for page in document["pages"]} == {
        "patient",
        "side effects",
        "blood pressure",
        "trajectories",
    }
    for page in document["pages"]:
        assert min(page["sql_ms"], page["python_ms"], page["figures_ms"]) > 0
    assert document["memory"]["every_question_mb"] >= document["memory"]["program_loaded_mb"] > 10
    assert document["import"]["rows"] > 2000


def test_the_report_shows_every_table(measured: tuple[Path, dict[str, Any]]) -> None:
    _, document = measured
    printed = [text_table(heads, rows) for _, heads, rows in tables(document)]
    assert len(printed) == 6
    assert "1,500 sessions, 9,000 readings" in machine_line(document)


def test_a_database_that_is_there_is_measured_as_it_is(
    measured: tuple[Path, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = measured
    before = path.read_bytes()
    # What is asked is the same as above: two questions tell whether the file is left alone.
    some = cohort_questions()[:2]
    monkeypatch.setattr("dash.bench.run.cohort_questions", lambda: some)
    document = run(10, path, repeats=1, comparison=False, import_sessions=0)
    assert document["data"]["sessions"] == 1500
    assert document["data"]["seconds_to_make"] is None
    assert "comparison" not in document
    assert path.read_bytes() == before
    assert [path] == list(path.parent.iterdir())


def test_the_csv_files_hold_every_row(measured: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    path, _ = measured
    database = open_database(path)
    folder = write_csv_folder(database, tmp_path / "export")
    counts = {file.stem: len(file.read_text(encoding="utf-8").splitlines()) - 1 for file in folder.iterdir()}
    for table, rows in counts.items():
        assert database.rows(f"SELECT count(*) FROM {table}", {}) == [(rows,)]
    database.close()
    speed = timed_import(folder, tmp_path / "imported.duckdb")
    assert speed.rows == sum(counts.values())


def test_answers_that_differ_are_seen() -> None:
    assert same([("iv", 1, 2.0)], [("iv", 1.0, 2)])
    assert not same([("iv", 1)], [("iv", 2)])
    assert not same([("iv", 1)], [("in", 1)])
    assert not same([("iv", 1)], [])
