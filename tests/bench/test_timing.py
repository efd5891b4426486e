"""Measuring: what is counted, and how the slow end is found."""

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from dash.bench.machine import cores, describe
from dash.bench.memory import peak_mb
from dash.bench.timing import Timing, percentile, pooled, timed


@given(st.lists(st.integers(0, 20), min_size=1, max_size=30), st.sampled_from([0.5, 0.9, 0.95, 1.0]))
def test_a_percentile_is_the_smallest_value_that_enough_values_do_not_exceed(
    values: list[int], share: float
) -> None:
    enough = [value for value in values if sum(other <= value for other in values) >= share * len(values)]
    assert percentile(values, share) == min(enough)


def test_warm_up_runs_are_made_but_not_counted() -> None:
    calls: list[int] = []
    timing = timed(lambda: calls.append(1), repeats=5, warm_up=3)
    assert len(calls) == 8
    assert len(timing.runs_ms) == 5
    assert all(run >= 0 for run in timing.runs_ms)


def test_pooled_runs_keep_every_run() -> None:
    pool = pooled([Timing((1.0, 2.0)), Timing((30.0,))])
    assert pool.as_dict() == {"median_ms": 2.0, "p95_ms": 30.0, "runs": 3}


def test_the_machine_is_described_without_its_name() -> None:
    import getpass
    import socket

    words = " ".join(str(value) for value in describe().values())
    assert describe()["cores"] == cores() >= 1
    assert socket.gethostname() not in words.split()
    assert getpass.getuser() not in words.split()


def test_memory_of_the_process_that_started_this_one_is_not_counted() -> None:
    block = bytearray(300 * 1024 * 1024)
    block[::4096] = b"x" * len(block[::4096])
    code = "from dash.bench.memory import peak_mb; print(peak_mb())"
    answer = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert float(answer.stdout) < 150
    assert peak_mb() > 300


def test_memory_is_plausible_for_a_python_process() -> None:
    before = peak_mb()
    assert 5 < before < 20_000
    block = bytearray(60 * 1024 * 1024)
    block[::4096] = b"x" * len(block[::4096])
    assert peak_mb() >= before
