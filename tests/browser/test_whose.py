"""Whose page it is, in a real browser: nobody's until somebody is chosen, and never two patients at once."""

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from playwright.sync_api import Browser, Page

from dash.store.journal import journal_beside
from tests.browser.conftest import Server, Window, new_window, start_server, stop_server

pytestmark = pytest.mark.browser
IDENTIFIER = re.compile(r"K-\d{4}")

# What stands on the page at each change of it, at each frame and every 20 ms: whose page, and what it says.
SAMPLE = """
() => {
  const seen = window.seen = [];
  const all = (selector, read) => [...document.querySelectorAll(selector)].map(read);
  const shown = () => {
    const one = {
      name: (document.querySelector('.st-key-patient_name') || {}).innerText || '',
      sentences: all('[data-testid=stCode] code', box => box.textContent),
      alts: all('[data-testid=stMain] [aria-label], [role=dialog] [aria-label]', box => box.getAttribute('aria-label')),
      pictures: all('[data-testid=stMain] img', box => box.alt),
      flags: all('[class*=st-key-flag_] button', box => box.innerText.replace(/expand_[a-z]+/, '').trim()),
      numbers: all('[data-testid=stMetric]', box => box.innerText),
      panels: all('[data-testid=stPopoverBody], [role=dialog]', box => box.innerText),
      review: all('[class*=st-key-review]', box => box.innerText),
    };
    const text = JSON.stringify(one);
    if (seen[seen.length - 1] !== text) seen.push(text);
  };
  shown();
  new MutationObserver(shown).observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true});
  setInterval(shown, 20);
  const frame = () => { shown(); requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
}
"""
NOW = "() => JSON.parse(window.seen[window.seen.length - 1])"
SEEN = "() => window.seen.splice(0).map(text => JSON.parse(text))"
Shown = dict[str, str | list[str]]


@pytest.fixture
def own_server(demo_database: Path, tmp_path: Path) -> Iterator[Server]:
    """The demo clinic with a journal of its own."""
    copyfile(demo_database, tmp_path / "sessions.duckdb")
    running = start_server(tmp_path / "sessions.duckdb", tmp_path / "server.log")
    yield running
    stop_server(running)


@pytest.fixture
def screen(browser: Browser, own_server: Server) -> Iterator[Window]:
    window = new_window(browser, own_server.url)
    window.open()
    yield window
    assert window.errors == []
    window.page.context.close()


def opened(window: Window) -> str:
    window.page.keyboard.press("o")
    window.page.locator(".st-key-patient_name").first.wait_for()
    window.settle()
    return window.patient()


def turn(page: Page, key: str, before: str) -> None:
    """Press a key and wait until another patient's name stands there."""
    page.keyboard.press(key)
    page.wait_for_function(
        "before => { const name = document.querySelector('.st-key-patient_name');"
        " return name && name.innerText.trim() !== before; }",
        arg=before,
    )


def test_nobody_is_shown_until_somebody_is_chosen(screen: Window) -> None:
    """At the bare address of the patient page, and in a second window that opens it."""
    opened(screen)
    other = new_window(screen.page.context.browser, screen.url)  # type: ignore[arg-type]
    other.open("patient")
    assert "Choose a patient" in other.text()
    assert (
        other.page.locator(".st-key-patient_name, .st-key-patient_header, .stPlotlyChart .trace").count() == 0
    )
    assert other.page.get_by_role("button", name="Reviewed").count() == 0
    picks = other.page.locator(".st-key-patient_list button").all_inner_texts()
    assert len(picks) == 11
    assert all(re.search(r"\d\d:\d\d\s+K-\d{4}$", pick.strip()) for pick in picks), (
        "time and identifier, nothing else"
    )
    other.page.locator(".st-key-patient_list button").nth(2).click()
    other.page.locator(".st-key-patient_name").wait_for()
    assert other.patient() in picks[2]
    assert other.errors == []
    other.page.context.close()


def test_a_reload_shows_the_same_patient_and_the_address_names_nobody(
    screen: Window, own_server: Server
) -> None:
    """After N, N, O on the list and one more N; once the server is new, nobody."""
    for place in ("2 of ", "3 of "):
        screen.page.keyboard.press("n")
        screen.page.get_by_text(place).first.wait_for()
        screen.settle()
    third = opened(screen)
    turn(screen.page, "n", third)
    screen.settle()
    fourth = screen.patient()
    assert fourth != third
    address = screen.page.url
    assert IDENTIFIER.search(address) is None
    screen.page.reload()
    screen.settle()
    assert screen.patient() == fourth
    assert IDENTIFIER.search("".join(screen.requests)) is None
    # Another page does not carry it along.
    screen.page.get_by_role("link", name="Side effects").click()
    screen.settle()
    assert "at=" not in screen.page.url
    stop_server(own_server)
    again = start_server(own_server.database, own_server.log)
    try:
        screen.page.goto(address.replace(own_server.url, again.url))
        screen.settle()
        assert "not known any more" in screen.text()
        assert screen.page.locator(".st-key-patient_name").count() == 0
    finally:
        stop_server(again)


def whose(sample: Shown) -> set[str]:
    """Return every identifier that a moment's page names."""
    return set(IDENTIFIER.findall(str(sample)))


def test_never_two_patients_at_once(screen: Window) -> None:
    """Every identifier of a moment is one; flags and numbers are those of the patient named, or there are none."""
    name = opened(screen)
    screen.page.evaluate(SAMPLE)
    truth: dict[str, Shown] = {}
    samples: list[Shown] = []

    def note() -> str:
        screen.settle()
        sample: Shown = screen.page.evaluate(NOW)
        patient = screen.patient()
        truth[patient] = sample
        assert len(sample["sentences"]) == 1
        assert all(line.startswith(f"{patient}: ") for line in sample["sentences"][0].splitlines())
        figures = [alt for alt in sample["alts"] if "session" in alt.lower()]
        assert len([alt for alt in figures if alt.startswith(f"{patient}: ")]) >= 4
        assert all(alt.startswith(f"{patient}: ") for alt in sample["pictures"])
        return patient

    order = [note()]
    for _ in range(3):
        # A panel of the page before is open while the page turns.
        screen.page.locator("[class*=st-key-flag_] button, .st-key-holding button").first.click()
        screen.page.locator("[data-testid=stPopoverBody]").first.wait_for()
        screen.page.get_by_test_id("stPopoverBody").get_by_text(order[-1]).first.wait_for()
        turn(screen.page, "n", order[-1])
        order.append(note())
        screen.page.keyboard.press("Escape")
    # Back again without waiting for any page.
    for _ in range(6):
        screen.page.keyboard.press("p")
        screen.page.wait_for_timeout(70)
    screen.settle()
    samples = screen.page.evaluate(SEEN)
    assert len(set(order)) == 4
    assert len(samples) > 20
    for sample in samples:
        assert len(whose(sample)) <= 1, sample
        patient = str(sample["name"]).strip()
        if not patient:
            assert not any(
                sample[part] for part in ("sentences", "flags", "numbers", "pictures", "review")
            ), sample
            continue
        if patient in truth:
            for part in ("flags", "numbers"):
                own = truth[patient][part]
                assert all(text in own for text in sample[part]), (patient, part, sample[part], own)
    assert name == order[0]


def test_what_was_typed_about_one_patient_does_not_stand_with_another(screen: Window) -> None:
    """A reason is typed on the page of one patient, the page turns, and the form of the next one is empty."""
    first = opened(screen)
    forms = 0
    name = first
    for _ in range(6):
        waiting = screen.page.locator(".st-key-waiting button").first
        if waiting.count():
            waiting.click()
            reason = screen.page.get_by_label("Reason", exact=True).first
            reason.wait_for()
            assert reason.input_value() == ""
            reason.fill(f"spoken about {name}")
            forms += 1
            screen.page.keyboard.press("Escape")
            screen.page.locator(".st-key-patient_header").click()
        turn(screen.page, "n", name)
        screen.settle()
        name = screen.patient()
    assert forms >= 2


# What stood on screen as the key went down.
AT_PRESS = """
() => {
  window.pressed = [];
  document.addEventListener('keydown', event => {
    if (event.key === 'v') window.pressed.push([
      (document.querySelector('.st-key-patient_name') || {}).innerText || '',
      document.querySelectorAll('[data-testid=stCode]').length,
    ]);
  }, true);
}
"""


def test_what_is_reviewed_is_what_was_on_screen(screen: Window, own_server: Server) -> None:
    """N, then V while the page turns: recorded is the patient on screen with a whole page, or nobody."""
    name = opened(screen)
    screen.page.evaluate(AT_PRESS)
    journal = journal_beside(own_server.database)
    for wait in (0, 0, 40, 90, 150, 250, 400, 700):
        before = len(journal.entries())
        screen.page.keyboard.press("n")
        screen.page.wait_for_timeout(wait)
        screen.page.keyboard.press("v")
        screen.settle()
        shown, sentences = screen.page.evaluate("() => window.pressed.pop()")
        for entry in journal.entries()[before:]:
            assert entry.kind == "reviewed"
            assert entry.patient_id == shown.strip()
            assert sentences == 1
    # On a page that stands, it is that patient.
    before, name = len(journal.entries()), screen.patient()
    if screen.page.get_by_role("button", name="Reviewed").count():
        screen.page.keyboard.press("v")
        screen.page.get_by_text("Reviewed today").first.wait_for()
        assert [entry.patient_id for entry in journal.entries()[before:]] == [name]
