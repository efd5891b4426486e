"""A question is said once: where it is written. Everybody who reads the register then knows it."""

import sys
from collections.abc import Iterator
from importlib.readers import MultiplexedPath
from pathlib import Path

import pandas as pd
import pytest
from helpers.database import OpenDb
from typer.testing import CliRunner

import dash.queries
from dash.bench.asked import cohort_questions, filters
from dash.cli.app import app
from dash.queries.question import REGISTERED, Subject, question, question_of
from dash.queries.selection import Selection
from dash.queries.statement import statement
from dash.reports import tables as register
from dash.reports.answer import answered
from dash.rulebook import settings

ROOT = Path(__file__).parents[2]
INVENTED = '''
"""Sessions that began on a Monday."""

from dash.queries.question import Subject, question
from dash.queries.statement import selected
from dash.queries.words import ROUTE_KEYS, text


@question("Sessions that began on a Monday", Subject.BLOOD_PRESSURE)
def mondays(database, selection):
    """Count sessions that began on a Monday, by route."""
    frame = database.frame(*selected("mondays", database, selection))
    return frame.assign(route=text(ROUTE_KEYS[frame["route"].to_numpy("int64")]))
'''
INVENTED_SQL = """
-- Question: how many sessions began on a Monday?
SELECT route, count(*) AS sessions FROM session_facts
WHERE isodow(started_on) = 1 AND /*selection*/ true GROUP BY route ORDER BY route
"""
SESSIONS = """
    session_id | patient_id | started_at       | route
    s1         | p1         | 2026-01-05T10:00 | iv
    s2         | p1         | 2026-01-06T10:00 | iv
    s3         | p2         | 2026-01-12T10:00 | in
"""


@pytest.fixture
def invented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One module and its SQL in the place where questions lie, and nothing else anywhere."""
    (tmp_path / "mondays.py").write_text(INVENTED, encoding="utf-8")
    (tmp_path / "mondays.sql").write_text(INVENTED_SQL, encoding="utf-8")
    monkeypatch.setattr(dash.queries, "__path__", [*dash.queries.__path__, str(tmp_path)])
    both = MultiplexedPath(Path(dash.queries.__file__).parent, tmp_path)
    monkeypatch.setattr("dash.queries.statement.files", lambda _package: both)
    register.load.cache_clear()
    yield
    REGISTERED.pop("mondays", None)
    sys.modules.pop("dash.queries.mondays", None)
    register.load.cache_clear()


def test_an_invented_question_needs_one_function_and_one_sql_file(invented: None, open_file: OpenDb) -> None:
    database = open_file(sessions=SESSIONS)
    listed = CliRunner().invoke(app, ["table", "--list"]).stdout
    assert [line.split(maxsplit=1)[1] for line in listed.splitlines() if line.startswith("mondays ")] == [
        "Sessions that began on a Monday"
    ]
    words = ["table", "mondays", "--route", "iv", "--database", str(database.path)]
    assert CliRunner().invoke(app, words).stdout.splitlines()[1].startswith("iv,1,route: Intravenous,2,1,")
    (measured,) = [one for one in cohort_questions() if one.name == "mondays"]
    assert {len(measured.ask(database, one)) for one in filters(database).values()} <= {0, 1, 2}
    # The test that a filter means the same everywhere holds what is registered.
    table = register.tables()["mondays"]
    whole = register.run(table, database, Selection(), settings())
    alone = register.run(table, database, Selection(routes=("in",)), settings())
    assert (table.scope, whole["route"].tolist(), alone["route"].tolist()) == (
        "sessions",
        ["iv", "in"],
        ["in"],
    )
    answer = answered(table.question.function, whole, Selection(routes=("iv",)))
    assert (answer.name, answer.command()) == ("mondays", "ketamine-dash table mondays --route iv")


@pytest.mark.parametrize(
    "name", ["pressure_course", "effect_rates", "outcome_holding", "pressure_events", "effect_trend"]
)
def test_a_question_is_named_where_it_is_written_and_where_it_is_drawn(name: str) -> None:
    files = [ROOT / "app.py", *ROOT.glob("pages/**/*"), *ROOT.glob("src/**/*")]
    named = [
        str(file.relative_to(ROOT))
        for file in files
        if file.suffix in {".py", ".sql", ".toml", ".md"} and name in file.read_text(encoding="utf-8")
    ]
    assert len(named) <= 3, named


def test_two_questions_cannot_have_one_name() -> None:
    def other(database: object, selection: Selection) -> pd.DataFrame:
        return pd.DataFrame()

    with pytest.raises(ValueError, match="pressure_peaks"):
        register.load()
        question("Another", Subject.RECORDS, name="pressure_peaks")(other)


def test_what_is_asked_must_be_registered() -> None:
    with pytest.raises(LookupError, match="statement"):
        question_of(statement)


def test_every_table_of_a_question_is_found_again_by_its_arguments() -> None:
    for name, table in register.tables().items():
        assert table.question.table_of(table.chosen).name == name
