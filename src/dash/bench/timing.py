"""How long a call takes, warm: the first calls are made but not counted."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Timing:
    """Durations of one call, in milliseconds.

    Attributes:
        runs_ms: Every counted run, in the order made.
    """

    runs_ms: tuple[float, ...]

    @property
    def median_ms(self) -> float:
        """The middle duration."""
        return median(self.runs_ms)

    @property
    def p95_ms(self) -> float:
        """The duration that 95 % of the runs do not exceed (the next slower run, never interpolated)."""
        return percentile(self.runs_ms, 0.95)

    def as_dict(self) -> dict[str, float | int]:
        """Return what a report needs of it."""
        return {"median_ms": self.median_ms, "p95_ms": self.p95_ms, "runs": len(self.runs_ms)}


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least ``share`` of the values do not exceed."""
    ordered = sorted(values)
    needed = -int(-len(ordered) * share // 1)
    return ordered[max(needed, 1) - 1]


def pooled(timings: Sequence[Timing]) -> Timing:
    """Return all runs of several timings as one."""
    return Timing(tuple(run for timing in timings for run in timing.runs_ms))


def timed(call: Callable[[], object], *, repeats: int, warm_up: int = 2) -> Timing:
    """Time a call.

    Args:
        call: What to time; its result is thrown away.
        repeats: Number of counted runs.
        warm_up: Runs made before, not counted: caches of the file and of the program are filled by them.
    """
    for _ in range(warm_up):
        call()
    # A collection of garbage that other code left behind is not part of the answer.
    gc.collect()
    runs = []
    for _ in range(repeats):
        begin = time.perf_counter()
        call()
        runs.append((time.perf_counter() - begin) * 1000)
    return Timing(tuple(runs))
