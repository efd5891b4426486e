"""The server's memory while windows walk through the made-up clinic: ``python -m tests.browser.measure_memory MINUTES``.

Prints, every 20 s, page runs so far and resident and own memory in MB. Windows without a browser: only the server is measured.
"""

import random
import sys
import tempfile
import time
from pathlib import Path

import psutil

from dash.demo.load import load_demo
from tests.browser.conftest import Server, start_server, stop_server

sys.path.insert(0, str(Path(__file__).parents[1]))
from helpers.raw_page import RawPage

FILTERS = ("", "route=iv", "route=in", "drug=esketamine", "route=iv,in", "phase=maintenance")
PATIENTS_IN_A_ROW, FILTERS_IN_A_ROW = 9, 12


def walk(server: Server, minutes: float) -> None:
    process, rng = psutil.Process(server.process.pid), random.Random(2)  # noqa: S311
    begun = noted = time.monotonic()
    runs = 0
    while time.monotonic() - begun < minutes * 60:
        day = RawPage(server.url)
        day.run()
        day.press("cursor_open_")
        for _ in range(PATIENTS_IN_A_ROW):
            day.press("strip_next_on", "patient")
        day.close()
        for page in ("side_effects", "blood_pressure", "trajectories"):
            for _ in range(FILTERS_IN_A_ROW):
                days = f"from=2025-{rng.randrange(1, 12):02d}-01&to=2026-{rng.randrange(1, 11):02d}-{rng.randrange(1, 28):02d}"
                other = RawPage(server.url)
                other.run(page, f"{rng.choice(FILTERS)}&{days}".strip("&"))
                other.close()
        runs += 2 + PATIENTS_IN_A_ROW + 3 * FILTERS_IN_A_ROW
        if time.monotonic() - noted > 20:
            noted = time.monotonic()
            used = process.memory_full_info()
            print(
                f"{noted - begun:5.0f} s {runs:6d} runs {used.rss / 1e6:5.0f} {used.uss / 1e6:5.0f} MB",
                flush=True,
            )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "sessions.duckdb"
        load_demo(database)
        running = start_server(database, Path(folder) / "server.log")
        try:
            walk(running, float(sys.argv[1]))
        finally:
            stop_server(running)
