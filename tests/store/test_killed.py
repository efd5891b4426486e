"""An import killed at any moment leaves the database as it was or as it should become, and nothing in between."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb

KILLS = 60

# Loads everything once, then forks a process per import: start-up costs nothing, and each import is cold.
NURSERY = """
import os, sys
from datetime import datetime
from pathlib import Path
import pyarrow as pa
from dash.store.imports import import_batches
from dash.store.staging import Batch, DeriveSettings, SourceTable

print("ready", flush=True)
for rate in sys.stdin:
    child = os.fork()
    if child:
        print(child, flush=True)
        sys.stdin.readline()  # until then its number stays taken, however it ended
        os.waitpid(child, 0)
        print("ended", flush=True)
        continue
    rows = pa.table({
        "session_id": ["S1"] * 50, "minute": [str(minute) for minute in range(50)],
        "heart_rate_bpm": [rate] * 50, "_line": pa.array(range(2, 52), pa.int64()),
    })
    import_batches([Batch((SourceTable("vitals", "vitals.csv", rows),))], Path(sys.argv[1]), DeriveSettings(),
                   now=datetime(2026, 1, 31), derive=lambda connection, settings: None)
    os._exit(0)
"""


class Nursery:
    """Starts imports that can be killed."""

    def __init__(self, database: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", NURSERY, str(database)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.hear() == "ready"

    def import_for(self, rate: int, seconds: float) -> None:
        """Start an import of readings with this heart rate, and kill it after a while if it still runs."""
        self.say(str(rate))
        importing = int(self.hear())
        time.sleep(seconds)
        os.kill(importing, signal.SIGKILL)
        self.say("reap")
        assert self.hear() == "ended"

    def say(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def close(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def state(database: Path) -> tuple[int, int, int]:
    """Return (heart rate of all readings, imports, rows in history), after making sure that they fit together."""
    with duckdb.connect(str(database), read_only=True) as connection:
        readings = connection.execute(
            "SELECT count(*), min(heart_rate_bpm), max(heart_rate_bpm) FROM vitals"
        ).fetchall()
        ((count, low, high),) = readings
        ((imports, files, history),) = connection.execute(
            "SELECT (SELECT count(*) FROM imports), (SELECT count(*) FROM import_files), (SELECT count(*) FROM history)"
        ).fetchall()
        assert (count, low) == (50, high)
        # The first import was of two files, all others of one.
        assert files == imports + 1
        assert connection.execute('SELECT count(DISTINCT "minute"), sum(line) FROM vitals').fetchall() == [
            (50, 1325)
        ]
    return low, imports, history


def test_killed_at_random_moments(small: Any) -> None:
    database: Path = small.path
    spread = random.Random(20260131)  # noqa: S311
    readings = "\n".join(f"S1|{minute}|70" for minute in range(50))
    small.bring(vitals=f"session_id|minute|heart_rate_bpm\n{readings}")
    before_swap = after_swap = with_leftovers = 0
    # Follows how long an import takes here and now, so that half of the kills hit after the swap.
    typical = 0.2
    nursery = Nursery(database)
    try:
        for _ in range(KILLS):
            old = state(database)
            new_rate = 61 if old[0] == 60 else 60
            nursery.import_for(new_rate, spread.uniform(0, 2) * typical)
            found = state(database)
            assert found in (old, (new_rate, old[1] + 1, old[2] + 50))
            with_leftovers += any(database.parent.glob("*.building-*"))
            if found == old:
                before_swap += 1
                typical *= 1.15
            else:
                after_swap += 1
                typical /= 1.15
    finally:
        nursery.close()
    assert before_swap >= 10
    assert after_swap >= 10
    assert with_leftovers >= 5
    # The next import clears away what the killed ones left.
    small.bring(vitals="session_id|minute|heart_rate_bpm\nS1|100|70")
    assert sorted(path.name for path in database.parent.iterdir()) == [database.name, f"{database.name}.lock"]
