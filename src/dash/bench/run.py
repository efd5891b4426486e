"""The whole benchmark: makes its data, measures, and returns one document."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from dash.bench.asked import cohort_questions, filters, patient_questions, some_patients
from dash.bench.comparing import compare
from dash.bench.data import make_bench_database
from dash.bench.importing import import_speed
from dash.bench.machine import describe
from dash.bench.pages import page_times
from dash.bench.question import CohortQuestion
from dash.bench.timing import Timing, pooled, timed
from dash.queries.patient_list import patient_list
from dash.queries.question import Subject
from dash.queries.selection import Selection
from dash.queries.selection_counts import selection_counts
from dash.store.reading import Database, open_database

Progress = Callable[[str, float], None]
Document = dict[str, Any]


def run(
    sessions: int,
    database: Path | None = None,
    *,
    repeats: int = 7,
    comparison: bool = True,
    import_sessions: int = 100_000,
    progress: Progress = lambda _doing, _share: None,
) -> Document:
    """Measure and return everything as plain dictionaries, lists, texts and numbers.

    Args:
        sessions: Sessions of the database that is made.
        database: Measured as it is where the file exists; made there and kept where it does not; in a temporary
            folder and thrown away where None.
        repeats: Counted runs of each question with each filter.
        comparison: Whether to ask pandas and SQLite as well.
        import_sessions: Sessions in the CSV files whose import is measured; 0 leaves that out.
        progress: Told what is being measured and which share is done, 0 to 1.
    """
    with tempfile.TemporaryDirectory(prefix="ketamine-dash-bench-") as folder:
        progress("Making the data", 0.0)
        begin = time.perf_counter()
        path = database if database is not None else Path(folder) / "bench.duckdb"
        made = not path.exists()
        if made:
            make_bench_database(path, sessions)
        making = time.perf_counter() - begin if made else None
        document: Document = {"machine": describe()}
        with _opened(path) as opened:
            document["data"] = {**_size(opened), "seconds_to_make": making}
            document["questions"] = ask_every_question(opened, repeats, progress)
            progress("One patient", 0.5)
            document["patient"] = ask_about_patients(opened, repeats)
            progress("Pages", 0.55)
            document["pages"] = [page.as_dict() for page in page_times(opened)]
            if comparison:
                progress("The same questions with pandas and SQLite", 0.6)
                found, loading = compare(opened)
                document["comparison"] = [one.as_dict() for one in found]
                document["comparison_loading_s"] = loading
        progress("Memory", 0.85)
        document["memory"] = memory(path)
        if import_sessions:
            progress("Importing CSV files", 0.9)
            working = Path(folder) / "import"
            working.mkdir()
            document["import"] = import_speed(working, sessions=import_sessions).as_dict()
    return document


@contextmanager
def _opened(path: Path) -> Iterator[Database]:
    database = open_database(path)
    try:
        yield database
    finally:
        database.close()


def _size(database: Database) -> Document:
    counts = database.rows(
        """SELECT (SELECT count(*) FROM session_record), (SELECT count(*) FROM readings_by_patient),
                  (SELECT count(*) FROM effects_by_patient), (SELECT count(*) FROM patient_keys)""",
        {},
    )[0]
    names = ("sessions", "readings", "side_effects", "patients")
    return {**dict(zip(names, counts, strict=True)), "file_mb": database.path.stat().st_size / 1024**2}


def ask_every_question(database: Database, repeats: int, progress: Progress) -> list[Document]:
    """Time every cohort question with every filter.

    Per question: median and 95th percentile over all filters and runs, the slowest filter and its median.
    """
    chosen = filters(database)
    results, asked = [], cohort_questions()
    for number, question in enumerate(asked):
        progress(f"Asking {question.name}", 0.1 + 0.4 * number / len(asked))
        by_filter = {
            name: timed(partial(question.ask, database, selection), **_runs(question, repeats))
            for name, selection in chosen.items()
        }
        slowest = max(by_filter, key=lambda name: by_filter[name].median_ms)
        results.append(
            {
                "question": question.name,
                "page": question.page,
                "on_request": question.on_request,
                **pooled(list(by_filter.values())).as_dict(),
                "slowest_filter": slowest,
                "slowest_median_ms": by_filter[slowest].median_ms,
                "slowest_p95_ms": max(timing.p95_ms for timing in by_filter.values()),
                "by_filter": {name: timing.as_dict() for name, timing in by_filter.items()},
            }
        )
    return results


def _runs(question: CohortQuestion, repeats: int) -> dict[str, int]:
    """How often a question is asked; one that takes seconds by nature, once with each filter."""
    if question.on_request or repeats == 1:
        return {"repeats": 1, "warm_up": 0}
    return {"repeats": repeats}


def ask_about_patients(database: Database, repeats: int) -> list[Document]:
    """Time every question about one patient, over several patients, and the search."""
    patients = some_patients(database)
    results = []
    for question in patient_questions():
        runs = [timed(partial(question.ask, database, key), repeats=repeats) for key in patients]
        results.append({"question": question.name, "page": Subject.PATIENT, **pooled(runs).as_dict()})
    search: Timing = timed(partial(patient_list, database, "99", 1000), repeats=repeats)
    results.append({"question": "patient_list, search", "page": Subject.PATIENT, **search.as_dict()})
    first: Timing = timed(partial(selection_counts, database, Selection()), repeats=repeats)
    results.append({"question": "selection_counts", "page": Subject.PATIENT, **first.as_dict()})
    return results


def memory(path: Path) -> Document:
    """Return what a fresh process needs that opens the database and asks everything, in MB and seconds."""
    answer = subprocess.run(  # noqa: S603 - our own module with the interpreter that runs this
        [sys.executable, "-m", "dash.bench.worker", str(path)], check=True, capture_output=True
    )
    found: Document = orjson.loads(answer.stdout)
    return found
