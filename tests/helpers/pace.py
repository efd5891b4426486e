"""How slow the machine is at this moment: every limit in seconds is stretched by it, so that it holds on a busy one too."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterable

# Two fresh Pythons load Streamlit side by side in 0.41 to 0.51 s when little else runs on the machine the limits are of. One
# that takes longer at this moment is slower or busy: it gets its wait in proportion.
PACE_S = 0.55


def pace() -> float:
    """Seconds of a fixed piece of work that has nothing to do with this program but uses both processors as it does."""
    start = time.perf_counter()
    working = [subprocess.Popen([sys.executable, "-c", "import streamlit"]) for _ in range(2)]
    for process in working:
        process.wait()
    return time.perf_counter() - start


def slower(paces: Iterable[float] | None = None) -> float:
    """Return how much slower the machine is at present than that of the limits; never below 1."""
    return max(1.0, statistics.median(paces or [pace() for _ in range(3)]) / PACE_S)
