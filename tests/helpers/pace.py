"""How fast the machine is at present: limits of time hold for one that nothing else uses."""

import statistics
import subprocess
import sys
import time

# Two fresh Pythons load Streamlit side by side in 0.41 to 0.51 s when little else runs on the machine the limits are of. One
# that takes longer at this moment is slower or busy: it gets its time in proportion, and a fifth for what that misses.
PACE_S = 0.55
TOLERANCE = 1.2


def pace() -> float:
    """Seconds of a fixed piece of work that has nothing to do with this program but uses both processors as it does."""
    start = time.perf_counter()
    working = [subprocess.Popen([sys.executable, "-c", "import streamlit"]) for _ in range(2)]
    for process in working:
        process.wait()
    return time.perf_counter() - start


def slower(paces: list[float]) -> float:
    """Return how much slower the machine is at present than that of the limits; never below 1."""
    return max(1.0, statistics.median(paces) / PACE_S)
