"""How long a person waits, measured in the browser. Limits are the product's promise on two processors."""

import json
import statistics
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Window, free_port, start_server, stop_server

pytestmark = [pytest.mark.browser, pytest.mark.timing]

FIRST_FIGURE_S = 3.0
# Not kept yet on two shared processors (3.3 to 4.2 s, docs/performance.md): above the promise the test is an expected
# failure, above this bound a failure, so that nothing slow is added to the start unnoticed.
FIRST_FIGURE_AT_WORST_S = 6.0
FILTER_CHANGE_MS = 350.0

# From the press of a route to the frame in which no figure changes any more and nothing is out of date.
MEASURE = """
async label => {
  const button = [...document.querySelectorAll('[data-testid=stButtonGroup] button')]
    .find(item => item.innerText.includes(label));
  const app = document.querySelector('[data-testid=stApp]');
  let painted = 0, ran = false;
  // A figure may be replaced whole: watch the page and note only what happens inside figures.
  const seen = new MutationObserver(changes => {
    if (changes.some(change => change.target.closest && change.target.closest('.stPlotlyChart')))
      painted = performance.now();
  });
  const main = document.querySelector('[data-testid=stMain]');
  seen.observe(main, {subtree: true, childList: true, attributes: true});
  const start = performance.now();
  button.click();
  while (performance.now() - start < 10000) {
    await new Promise(done => requestAnimationFrame(done));
    const state = app.getAttribute('data-test-script-state');
    ran = ran || state === 'running';
    const quiet = performance.now() - Math.max(painted, start) > 400;
    if (ran && state === 'notRunning' && !document.querySelector("[data-stale='true']") && quiet) break;
  }
  seen.disconnect();
  return painted - start;
}
"""


def waits(window: Window, rounds: int) -> list[float]:
    """Milliseconds from pressing a route to all figures painted."""
    taken = []
    for turn in range(rounds):
        label = ("Intravenous", "Intranasal", "Intramuscular")[turn % 3]
        taken.append(float(window.page.evaluate(MEASURE, label)))
    return taken


@pytest.mark.parametrize("place", ["side_effects", "blood_pressure"])
def test_a_filter_change_is_painted_in_time(window: Window, place: str) -> None:
    window.open(place)
    waits(window, 3)
    taken = waits(window, 12)
    print(json.dumps({"page": place, "filter_change_ms": [round(value) for value in taken]}))
    assert min(taken) > 0, "no figure changed: nothing was measured"
    assert statistics.median(taken) <= FILTER_CHANGE_MS


def test_the_first_figure_comes_soon_after_the_command(
    browser: Browser, demo_database: Path, tmp_path: Path
) -> None:
    port = free_port()
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    window = Window(context.new_page(), f"http://127.0.0.1:{port}")
    start = time.perf_counter()
    running = start_server(demo_database, tmp_path / "server.log", port)
    try:
        window.page.goto(f"{window.url}/patient")
        window.page.wait_for_selector(".st-key-trajectory .main-svg", timeout=20_000)
        taken = time.perf_counter() - start
    finally:
        stop_server(running)
        context.close()
    print(json.dumps({"first_figure_s": round(taken, 2)}))
    assert taken <= FIRST_FIGURE_AT_WORST_S
    if taken > FIRST_FIGURE_S:
        pytest.xfail(f"the first figure came after {taken:.1f} s, promised are {FIRST_FIGURE_S:.0f} s")
