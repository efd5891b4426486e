"""How long a press takes until all figures are painted, with a large database, in a real browser. No test: run it alone.

A press on a route on the cohort pages; on "next" on the patient page, along the list of the day.

    python -m tests.browser.measure_repaint                            # makes 1,000,000 sessions first, about a minute
    python -m tests.browser.measure_repaint --database FILE --rounds 20 blood_pressure patient

Every press on a route gives a set of routes that was not asked for before (a Gray code): nothing comes from the cache. Beside
the wait stands what the processor did for server and browser in that time, which depends less on who else uses the machine.
"""

import argparse
import json
import shutil
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil
from playwright.sync_api import Browser, sync_playwright

from dash.bench.data import make_bench_database
from tests.browser.conftest import CHROMIUM, Server, new_window, start_server, stop_server
from tests.browser.test_speed import MEASURE, NEXT, ROUTE

PATIENT = "patient"
PAGES = (PATIENT, "side_effects", "blood_pressure", "trajectories")
ROUTES = ("Intravenous", "Intranasal", "Intramuscular", "Subcutaneous", "Sublingual", "Oral")
WARM_UP = 3


def presses() -> Iterator[str]:
    """Yield the route to press next: 63 presses, each leaving another set of routes chosen."""
    for step in range(1, 2 ** len(ROUTES)):
        yield ROUTES[(step & -step).bit_length() - 1]


def used_seconds(server: Server) -> tuple[float, float]:
    """Seconds of processor time the server (without its background process) and the browser have used."""

    def of(process: psutil.Process) -> float:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            return 0.0
        return float(times.user + times.system)

    children = psutil.Process().children(recursive=True)
    return of(psutil.Process(server.process.pid)), sum(of(one) for one in children if "chrom" in one.name())


def measured(
    browser: Browser, server: Server, place: str, rounds: int
) -> tuple[list[float], list[float], list[float]]:
    """Return milliseconds until painted, of the server's processor and of the browser's, of each press."""
    window = new_window(browser, server.url)
    if place == PATIENT:
        window.open()
        window.page.keyboard.press("o")
        window.page.locator(NEXT).first.wait_for()
        window.settle()
    else:
        window.open(place)
    taken, serving, drawing = [], [], []
    route = presses()
    for turn in range(WARM_UP + rounds):
        window.settle()
        before = used_seconds(server)
        press = [NEXT, ""] if place == PATIENT else [ROUTE, next(route)]
        wait = float(window.page.evaluate(MEASURE, press))
        if wait <= 0:
            raise RuntimeError(f"{place}: no figure changed, nothing was measured")
        if turn >= WARM_UP:
            taken.append(wait)
            after = used_seconds(server)
            serving.append((after[0] - before[0]) * 1000)
            drawing.append((after[1] - before[1]) * 1000)
    window.page.context.close()
    return taken, serving, drawing


def summary(place: str, *found: Sequence[float]) -> dict[str, object]:
    """Return what is printed of a page, whole milliseconds."""
    names = ("painted_ms", "server_processor_ms", "browser_processor_ms")
    numbers = {
        name: {"median": round(statistics.median(one)), "least": round(min(one)), "most": round(max(one))}
        for name, one in zip(names, found, strict=True)
    }
    return {"page": place, **numbers, "busy": round(psutil.getloadavg()[0], 1)}


def main(words: Sequence[str] | None = None) -> None:
    """Measure each page in a server of its own and print one line of JSON for it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", nargs="*", default=PAGES, help="which pages, by their address")
    parser.add_argument("--database", type=Path, help="an existing database; else one is made and deleted")
    parser.add_argument("--sessions", type=int, default=1_000_000, help="of the one that is made")
    parser.add_argument("--rounds", type=int, default=15, help="presses counted")
    chosen = parser.parse_args(words)
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder:
        database = chosen.database or Path(folder) / "sessions.duckdb"
        if chosen.database is None:
            make_bench_database(database, chosen.sessions)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM)
            for place in chosen.pages:
                server = start_server(database, Path(folder) / "server.log")
                try:
                    print(
                        json.dumps(summary(place, *measured(browser, server, place, chosen.rounds))),
                        flush=True,
                    )
                finally:
                    stop_server(server)
            browser.close()


if __name__ == "__main__":
    main()
