"""Several writers at once lose nothing, and a killed one loses nothing that it was told is kept.

Writers are killed after a number of entries or of steps of the program, never after a time: a busy machine changes nothing.
"""

import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

from dash.store.journal import Journal

PROCESSES, EACH = 8, 15
KILLS = 20
STEPS_TO_MAKE, STEPS_TO_APPEND = 6000, 600
"""About how often Python calls or returns while a journal is made with its first entry, and while one more is added."""

WRITER = """
import os, signal, sys
from pathlib import Path
from dash.store.journal import Journal
journal = Journal(Path(sys.argv[1]), wait_seconds=60)
steps = int(sys.argv[4])
def step(*_):
    global steps
    steps -= 1
    if steps == 0:
        os.kill(os.getpid(), signal.SIGKILL)
print("ready", flush=True)
sys.stdin.readline()
if steps:
    sys.setprofile(step)
for number in range(int(sys.argv[3])):
    entry = journal.append(sys.argv[2], "noted", "P1", {"number": number}, made_up=False)
    print(entry.sequence, entry.hash, flush=True)
"""


def writer(path: Path, name: str, entries: int, steps: int = 0) -> "subprocess.Popen[str]":
    """A process that waits for ``start`` to append entries; it kills itself after so many steps, if any."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name, str(entries), str(steps)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def start(process: "subprocess.Popen[str]") -> None:
    assert process.stdin
    process.stdin.write("go\n")
    process.stdin.flush()


def heard(process: "subprocess.Popen[str]") -> list[tuple[int, str]]:
    """Everything the writer was told is kept; a line cut off by a kill is not counted."""
    assert process.stdin
    assert process.stdout
    lines = process.stdout.read().splitlines(keepends=True)
    process.stdin.close()
    process.stdout.close()
    process.wait()
    whole = [line.split() for line in lines if line.endswith("\n")]
    return [(int(words[0]), words[1]) for words in whole]


def test_many_processes_at_once_from_the_first_entry_on(journal: Journal) -> None:
    writers = [writer(journal.path, f"user {number}", EACH) for number in range(PROCESSES)]
    for process in writers:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in writers:
        start(process)
    told = [entry for process in writers for entry in heard(process)]
    entries = journal.entries()
    assert [entry.sequence for entry in entries] == list(range(1, PROCESSES * EACH + 1))
    assert sorted(told) == [(entry.sequence, entry.hash) for entry in entries]
    assert Counter(entry.user for entry in entries) == {f"user {number}": EACH for number in range(PROCESSES)}
    for number in range(PROCESSES):
        own = [entry.subject["number"] for entry in entries if entry.user == f"user {number}"]
        assert own == list(range(EACH))
    assert journal.verify() == (PROCESSES * EACH, (), entries[-1].hash, PROCESSES * EACH)


def test_many_threads_at_once_while_others_read(journal: Journal) -> None:
    patient = Journal(journal.path, wait_seconds=60)
    failed: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for number in range(EACH):
                patient.append(name, "noted", "P1", {"number": number}, made_up=False)
                seen = [entry.sequence for entry in patient.entries("P1")]
                assert seen == list(range(1, len(seen) + 1))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(f"user {number}",)) for number in range(PROCESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    verdict = journal.verify()
    assert (verdict.entries, verdict.problems, verdict.noted) == (PROCESSES * EACH, (), PROCESSES * EACH)


def test_killed_at_random_moments(journal: Journal) -> None:
    spread = random.Random(20261120)  # noqa: S311
    kept: list[tuple[int, str]] = []
    behind = 0
    for number in range(KILLS):
        # Half of them from inside, at any step of up to three entries; half from outside, with some entries told.
        steps = spread.randrange(1, 3 * STEPS_TO_APPEND) if number % 2 else 0
        process = writer(journal.path, f"user {number}", 1000, steps)
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        start(process)
        if not steps:
            for _ in range(spread.randrange(1, 8)):
                sequence, digest = process.stdout.readline().split()
                kept.append((int(sequence), digest))
            os.kill(process.pid, signal.SIGKILL)
        kept += heard(process)
        assert process.returncode == -signal.SIGKILL
        standing = [(entry.sequence, entry.hash) for entry in journal.entries()]
        # Nothing that was told is lost, nothing is moved; what was committed but not yet told may be there as well.
        assert set(kept) <= set(standing)
        verdict = journal.verify()
        assert verdict.problems == ()
        assert verdict.noted is not None
        behind += verdict.noted < verdict.entries
    assert len(kept) >= KILLS
    # At least one kill hit between the commit and the head.
    assert behind >= 1
    last = journal.append("Dr A", "noted", "P1", {}, made_up=False)
    assert journal.verify() == (last.sequence, (), last.hash, last.sequence)


def test_killed_while_the_journal_is_made_leaves_none_or_a_whole_one(tmp_path: Path) -> None:
    spread = random.Random(7)  # noqa: S311
    for number in range(12):
        journal = Journal(tmp_path / str(number) / "x.journal.sqlite")
        process = writer(journal.path, "A", 1000, spread.randrange(1, STEPS_TO_MAKE))
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        start(process)
        kept = heard(process)
        assert process.returncode == -signal.SIGKILL
        standing = [(entry.sequence, entry.hash) for entry in journal.entries()]
        assert set(kept) <= set(standing)
        entry = journal.append("B", "noted", "P1", {}, made_up=False)
        verdict = journal.verify()
        assert (verdict.problems, verdict.last_hash) == ((), entry.hash)
