"""Slow questions: computed once, newest page first, given up when nobody waits, never a patient's value in an error."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest
from helpers.database import OpenDb

from dash.reports.background import Background, Later, SlowQuestion
from dash.rulebook import lies_beside, version
from dash.store.reading import Database, stamp_of

TESTS = Path(__file__).parents[2]
SESSIONS = """
    session_id | patient_id | started_at
    s1         | p1         | 2026-01-05T10:00
    s2         | p1         | 2026-02-05T10:00
"""
Make = Callable[..., Background]


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Backgrounds whose workers find the questions of the tests; closed at the end.

    They wait for long unless a test says otherwise: on a busy machine starting a process may take many seconds.
    """
    paths = [str(TESTS), *filter(None, [os.environ.get("PYTHONPATH")])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    opened: list[Background] = []

    def begin(**options: Any) -> Background:
        opened.append(Background(**{"patience": 600, "hurry": 600, **options}))
        return opened[-1]

    yield begin
    for background in opened:
        background.close()


@pytest.fixture
def database(open_file: OpenDb) -> Database:
    found = open_file(sessions=SESSIONS)
    lies_beside(found.path)
    return found


@pytest.fixture
def note(tmp_path: Path) -> Path:
    """A file in which a question notes when it begins and how it ends."""
    path = tmp_path / "note"
    path.touch()
    return path


def question(database: Database, name: str, *arguments: Any) -> SlowQuestion:
    function = name if ":" in name else f"helpers.slow_questions:{name}"
    return SlowQuestion(function, arguments, database.path, database.stamp, version())


def wait(background: Background, asked: SlowQuestion, seconds: float = 300) -> Later:
    """Ask on until there is an answer or an error."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = background.ask(asked)
        if found.ready or found.error:
            return found
        time.sleep(0.02)
    raise AssertionError("no answer in time")


def until(true: Callable[[], bool], seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.02)


def gone(pid: int | None) -> bool:
    try:
        return pid is None or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_an_answer_comes_with_growing_progress(make: Make, database: Database, note: Path) -> None:
    background, asked = make(), question(database, "counted", str(note), 12)
    seen = [0.0]
    while not (found := background.ask(asked)).ready:
        assert found.error is None
        seen.append(found.progress)
        time.sleep(0.02)
    assert found.value == {"sessions": 2, "steps": 12}
    assert seen == sorted(seen)
    assert len({share for share in seen if 0 < share <= 1}) >= 3


def test_who_asks_the_same_shares_one_computation(make: Make, database: Database, note: Path) -> None:
    background, asked = make(), question(database, "counted", str(note), 3)
    same = replace(asked, arguments=(str(note), 3))
    background.ask(asked)
    assert wait(background, same).value == wait(background, asked).value
    assert note.read_text().split() == ["begun", "done"]
    assert background.started == 1


def test_an_answer_is_a_copy(make: Make, database: Database, note: Path) -> None:
    background, asked = make(), question(database, "counted", str(note), 1)
    wait(background, asked).value["sessions"] = "spoiled"
    assert background.ask(asked).value["sessions"] == 2


def test_the_words_of_an_error_reach_the_reader(make: Make, database: Database) -> None:
    error = wait(make(), question(database, "refused")).error
    assert error is not None
    assert (error.problem, error.fix) == ("There are too few patients for this.", "Widen the filter.")


@pytest.mark.parametrize(
    ("name", "kind"), [("broken", "KeyError"), ("helpers.no_such_module:nothing", "ModuleNotFoundError")]
)
def test_a_mistake_tells_its_kind_and_no_value(make: Make, database: Database, name: str, kind: str) -> None:
    error = wait(make(), question(database, name)).error
    assert error is not None
    assert kind in str(error)
    assert "K-0042" not in str(error)
    assert "212" not in str(error)


def test_an_unknown_name_is_an_error(make: Make, database: Database) -> None:
    assert wait(make(), question(database, "never heard of")).error is not None


def test_after_an_error_one_can_try_again(make: Make, database: Database) -> None:
    background, asked = make(), question(database, "refused")
    wait(background, asked)
    assert background.ask(asked).error is not None
    background.try_again(asked)
    assert background.ask(asked).error is None
    assert wait(background, asked).error is not None
    assert background.started == 2


def test_a_worker_that_dies_is_replaced(make: Make, database: Database, note: Path) -> None:
    background = make()
    assert wait(background, question(database, "dying")).error is not None
    assert wait(background, question(database, "counted", str(note), 1)).ready


def test_what_a_question_prints_does_no_harm(make: Make, database: Database) -> None:
    assert wait(make(), question(database, "printing")).value == "said"


def test_what_nobody_waits_for_is_stopped(make: Make, database: Database, note: Path) -> None:
    background = make(patience=0.4)
    # The process is there before patience begins: starting it may take longer than that.
    assert wait(background, question(database, "counted", str(note), 1)).ready
    note.write_text("")
    asked = question(database, "counted", str(note), 3000)
    until(lambda: background.ask(asked) and "begun" in note.read_text())
    until(lambda: note.read_text().endswith("stopped\n"))
    # The same process goes on with the next one.
    pid = background.pid
    assert wait(background, question(database, "counted", str(note), 2)).ready
    assert background.pid == pid


def test_one_that_does_not_listen_is_ended(make: Make, database: Database, note: Path) -> None:
    background = make(patience=0.4)
    assert wait(background, question(database, "counted", str(note), 1)).ready
    note.write_text("")
    pid, asked = background.pid, question(database, "deaf", str(note))
    until(lambda: background.ask(asked) and "begun" in note.read_text())
    until(lambda: background.pid is None)
    # The process has been told to end; the system takes its own time over it.
    until(lambda: gone(pid))


def test_while_others_wait_less_patience_is_needed(make: Make, database: Database, note: Path) -> None:
    background = make(patience=60, hurry=0.4)
    background.ask(question(database, "counted", str(note), 300))
    until(lambda: note.read_text().split() == ["begun"])
    assert wait(background, question(database, "refused")).error is not None
    assert note.read_text().split() == ["begun", "stopped"]


def test_release_gives_up_unless_somebody_else_waits(make: Make, database: Database, note: Path) -> None:
    background, asked = make(), question(database, "counted", str(note), 30)
    background.ask(asked)
    until(lambda: note.read_text().split() == ["begun"])
    background.release(asked)
    assert wait(background, asked).ready, "the other browser goes on asking"
    left = question(database, "counted", str(note), 300)
    background.ask(left)
    until(lambda: note.read_text().split() == ["begun", "done", "begun"])
    background.release(left)
    until(lambda: note.read_text().split()[-1] == "stopped")


def test_the_newest_page_comes_first_in_its_own_order(make: Make, database: Database, tmp_path: Path) -> None:
    background = make()
    note = tmp_path / "first"
    note.touch()
    assert wait(background, question(database, "counted", str(tmp_path / "before"), 1)).ready
    hold = note.with_suffix(".hold")
    hold.touch()
    background.ask(question(database, "counted", str(note), 2))
    until(lambda: note.read_text() != "")
    old = [question(database, "counted", str(tmp_path / "old"), 1)]
    background.ask(old[0])
    time.sleep(0.7)
    new = [question(database, "counted", str(tmp_path / f"new {number}"), 1) for number in (1, 2)]
    for one in new:
        background.ask(one)
    assert all(background.ask(one).queued for one in [*old, *new])
    hold.unlink()
    for one in [*old, *new]:
        assert wait(background, one).ready
    done = [Path(one.arguments[0]) for one in [*old, *new]]
    assert [path.name for path in sorted(done, key=lambda path: path.stat().st_mtime_ns)] == [
        "new 1",
        "new 2",
        "old",
    ]


def test_another_state_of_the_database_is_another_question(
    make: Make, database: Database, open_file: OpenDb, note: Path
) -> None:
    background, asked = make(), question(database, "counted", str(note), 1)
    assert wait(background, asked).value["sessions"] == 2
    more = open_file(sessions=SESSIONS + "    s3         | p2         | 2026-03-05T10:00\n")
    shutil.move(more.path, database.path)
    after = replace(asked, stamp=stamp_of(database.path))
    assert wait(background, after).value["sessions"] == 3
    assert not background.ask(asked).ready, "the answer about the old state is gone"
    # It is not computed from the new state under the old one's name either.
    time.sleep(0.5)
    assert not background.ask(asked).ready


def test_other_rules_are_another_question(make: Make, database: Database, note: Path) -> None:
    background, asked = make(), question(database, "counted", str(note), 1)
    wait(background, asked)
    other = replace(asked, rules="0" * 8)
    assert not background.ask(other).ready
    time.sleep(0.5)
    assert not background.ask(other).ready, "the worker sees other rules than those asked for"
    assert note.read_text().split() == ["begun", "done"]


def test_memory_for_answers_is_bounded(make: Make, database: Database) -> None:
    background = make(most_bytes=2_500_000)
    asked = [question(database, "big", 1_000_000 + extra) for extra in range(4)]
    for one in asked:
        wait(background, one)
    assert [background.ask(one).ready for one in reversed(asked)] == [True, True, False, False]


def test_an_idle_worker_ends_and_comes_back(make: Make, database: Database, note: Path) -> None:
    background = make(idle=0.3)
    wait(background, question(database, "counted", str(note), 1))
    pid = background.pid
    until(lambda: background.pid is None)
    # The process has been told to end; the system takes its own time over it.
    until(lambda: gone(pid))
    assert wait(background, question(database, "counted", str(note), 2)).ready


def test_closing_ends_the_worker_at_once(make: Make, database: Database, note: Path) -> None:
    background = make()
    background.ask(question(database, "deaf", str(note)))
    until(lambda: note.read_text() != "")
    pid = background.pid
    background.close()
    assert gone(pid)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no niceness")
def test_the_pages_come_first(make: Make, database: Database, note: Path) -> None:
    background = make()
    background.ask(question(database, "counted", str(note), 20))
    until(lambda: note.read_text() != "")
    assert background.pid is not None
    assert psutil.Process(background.pid).nice() >= min(psutil.Process().nice() + 10, 19)
    assert not psutil.Process(background.pid).net_connections()
