"""The page on outcomes in a real browser: views, scales, filter, drill-down, files, method, theme, widths, keyboard."""

import io
import re
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pandas as pd
import pytest
from playwright.sync_api import Locator, expect
from playwright.sync_api import TimeoutError as TooSlow

from dash.queries.selection import Selection
from dash.reports.outcome_flow import outcome_flow
from dash.reports.outcome_patients import outcome_patients
from dash.store.reading import open_database
from tests.browser.conftest import COMMAND, ROOT, Window

pytestmark = pytest.mark.browser
SLOW_MS = 60_000
"""Longest wait for something that comes: a machine under load takes its time."""
VIEWS = {
    "Change": "Change from baseline",
    "Response": "Response and remission after each session",
    "Times": "Time to response",
    "Last score": "Change at the last score",
    "Between sessions": "How long a gain holds",
}
FIGURES = {
    "Change": ["outcome_change_phq9"],
    "Response": ["outcome_response_phq9"],
    "Times": ["outcome_response_times_phq9", "outcome_relapse_times_phq9"],
    "Last score": ["outcome_last_phq9", "outcome_worse_phq9", "outcome_ideation"],
    "Between sessions": ["outcome_holding_curve_phq9", "outcome_holding_phq9"],
}
FILLS_IN = {"Change": r"patients, [\d,]+ scores|No model:", "Times": r"log-rank:? (p|no test)"}
SCREENS = [{"width": width, "scheme": scheme} for width in (1280, 1440) for scheme in ("light", "dark")]
screens = pytest.mark.parametrize(
    "window", SCREENS, indirect=True, ids=lambda screen: f"{screen['width']}-{screen['scheme']}"
)


def view(window: Window, name: str) -> None:
    """Choose a view; wait until its first heading is there, what fills in has come, and nothing on screen is out of date."""
    window.page.locator(".st-key-outcome_view").get_by_role("radio", name=name, exact=True).click()
    expect(heading(window, VIEWS[name])).to_be_visible(timeout=SLOW_MS)
    if name in FILLS_IN:
        expect(window.page.get_by_text(re.compile(FILLS_IN[name])).first).to_be_visible(timeout=SLOW_MS)
    window.settle()


def heading(window: Window, words: str) -> Locator:
    return window.page.locator("[data-testid=stMarkdown] :is(strong, h4)", has_text=words).first


def opened(window: Window, place: str = "trajectories") -> None:
    window.open(place)
    expect(heading(window, VIEWS["Change"])).to_be_visible(timeout=SLOW_MS)
    window.settle()


def printed(database: Path, *words: str) -> pd.DataFrame:
    done = subprocess.run(
        [COMMAND, "table", *words, "--database", str(database), "--format", "csv"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return pd.read_csv(io.StringIO(done.stdout))


@screens
def test_every_view_is_drawn_whole(window: Window) -> None:
    """At both widths, light and dark: figures painted in the page's own colours, nothing wider than the screen, no error."""
    opened(window)
    for name in VIEWS:
        view(window, name)
        charts = window.page.locator(".stPlotlyChart .main-svg")
        assert charts.count() >= len(FIGURES[name])
        assert window.page.evaluate(
            "() => document.querySelector('[data-testid=stMain]').scrollWidth <= window.innerWidth"
        ), name
        words = window.page.locator(".stPlotlyChart").evaluate_all(
            "boxes => boxes.map(box => (box.querySelector('[aria-label]') || box).getAttribute('aria-label'))"
        )
        assert all(one and re.search(r"\d", one) for one in words), name
    dark = "dark" in str(
        window.page.evaluate("() => matchMedia('(prefers-color-scheme: dark)').matches && 'dark'")
    )
    fill = window.page.locator(".stPlotlyChart text").first.evaluate("node => getComputedStyle(node).fill")
    light = sum(int(part) for part in re.findall(r"\d+", fill)[:3]) > 3 * 128
    assert light == dark
    assert window.errors == []


def test_a_route_changes_who_is_behind_every_number(window: Window, demo_database: Path) -> None:
    """The sentence above the figures, the figure's description and the list tell the same patients as the question."""
    opened(window, "trajectories?route=in")
    database = open_database(demo_database)
    flow = outcome_flow(database, Selection(routes=("in",)), "phq9").sum(numeric_only=True)
    database.close()
    text = window.text()
    assert f"{flow['began']:,.0f} began with one of these sessions" in text
    assert f"with one: {flow['baseline']:,.0f}, measured later: {flow['measured']:,.0f}" in text
    assert f"{flow['baseline']:,.0f} patients · choose a row" in text
    said = str(
        window.page.locator(".stPlotlyChart").first.evaluate(
            "box => (box.querySelector('[aria-label]') || box).getAttribute('aria-label')"
        )
    )
    assert f"Intranasal, {flow['baseline']:,.0f} patients with a baseline" in said
    assert "Intravenous" not in said


def test_view_scale_and_filter_stay_when_one_comes_back(window: Window) -> None:
    opened(window)
    view(window, "Times")
    window.page.get_by_role("combobox", name="Scale").click()
    window.page.get_by_role("option", name=re.compile("MADRS")).click()
    expect(window.page.get_by_text(re.compile("first MADRS at least")).first).to_be_visible(timeout=SLOW_MS)
    window.page.get_by_role("button", name=re.compile("Intranasal")).first.click()
    window.page.wait_for_url(re.compile("route=in"), timeout=SLOW_MS)
    window.settle()
    window.page.get_by_role("link", name="Side effects").first.click()
    window.page.wait_for_url(re.compile("side_effects"), timeout=SLOW_MS)
    window.settle()
    window.page.get_by_role("link", name="Trajectories").first.click()
    expect(window.page.get_by_text(re.compile("first MADRS at least")).first).to_be_visible(timeout=SLOW_MS)
    window.settle()
    assert parse_qs(urlparse(window.page.url).query) == {"route": ["in"]}


@pytest.mark.parametrize("window", [{"height": 1200}], indirect=True)
@pytest.mark.parametrize("name", ["Change", "Response", "Times", "Between sessions"])
def test_a_row_opens_its_patient(window: Window, demo_database: Path, name: str) -> None:
    """Two clicks from a number to the patient: the list below it, its first row. The address names nobody."""
    opened(window, "trajectories?route=in")
    view(window, name)
    keys = {"Change": "change_patients", "Response": "response_patients", "Times": "times_patients"}
    table = window.page.locator(f".st-key-{keys.get(name, 'between_patients')} canvas").first
    header = window.page.locator(".st-key-patient_header")
    # A figure above may still be taking its height: the click is repeated where it met nothing.
    for _ in range(10):
        table.scroll_into_view_if_needed()
        place = table.bounding_box()
        assert place
        window.page.mouse.click(place["x"] + 14, place["y"] + 50)
        try:
            header.wait_for(timeout=6_000)
            break
        except TooSlow:
            continue
    expect(header).to_be_visible(timeout=SLOW_MS)
    window.settle()
    database = open_database(demo_database)
    patient = str(outcome_patients(database, Selection(routes=("in",)), "phq9")["patient_id"].iloc[0])
    database.close()
    assert window.patient() == patient
    assert urlparse(window.page.url).path == "/patient"
    assert all(patient not in url for url in window.requests)


def test_another_part_lists_other_patients(window: Window, demo_database: Path) -> None:
    opened(window)
    database = open_database(demo_database)
    wanted = len(outcome_patients(database, Selection(), "phq9", "response"))
    database.close()
    window.page.get_by_role("combobox", name="Patients", exact=True).click()
    window.page.get_by_role("option", name="With a response").click()
    expect(window.page.get_by_text(f"{wanted} patients · choose a row")).to_be_visible(timeout=SLOW_MS)


@pytest.mark.parametrize("name", list(VIEWS))
def test_every_figure_is_saved_as_table(window: Window, demo_database: Path, name: str) -> None:
    """The CSV of each figure holds what the command line prints, with filters, amounts, date and digest."""
    opened(window, "trajectories?route=iv&route=in")
    view(window, name)
    for table in FIGURES[name]:
        window.page.locator(f".st-key-table_{table} button").first.click()
        button = window.page.locator(f".st-key-csv_{table} button")
        expect(button).to_be_visible(timeout=SLOW_MS)
        with window.page.expect_download(timeout=SLOW_MS) as waiting:
            button.click()
        saved = pd.read_csv(waiting.value.path())
        pd.testing.assert_frame_equal(saved, printed(demo_database, table, "--route", "iv", "--route", "in"))
        assert {"filters", "n_sessions", "n_patients", "data_date", "data_hash"} <= set(saved.columns)
        window.page.keyboard.press("Escape")
        expect(button).to_be_hidden(timeout=SLOW_MS)
        window.settle()


@pytest.mark.parametrize("name", list(VIEWS))
def test_every_figure_is_saved_as_vector_image(window: Window, name: str) -> None:
    opened(window, "trajectories?route=iv&route=in")
    view(window, name)
    for table in FIGURES[name]:
        window.page.locator(f".st-key-table_{table} button").first.click()
        vector = window.page.locator(f".st-key-vector_{table} button").first
        expect(vector).to_be_visible(timeout=SLOW_MS)
        window.settle()
        vector.click(timeout=SLOW_MS)
        camera = window.page.locator(f".st-key-paper_{table} .modebar-btn")
        expect(camera).to_be_visible(timeout=SLOW_MS)
        with window.page.expect_download(timeout=SLOW_MS) as waiting:
            camera.click(timeout=SLOW_MS)
        assert waiting.value.suggested_filename == f"{table}.svg"
        text = Path(waiting.value.path()).read_text(encoding="utf-8")
        for said in ("data hash", "patients", f"ketamine-dash table {table}", "Intravenous", "Made-up data"):
            assert said in text, (table, said)
        window.page.keyboard.press("Escape")
        expect(camera).to_be_hidden(timeout=SLOW_MS)
        window.settle()
    assert window.errors == []


@pytest.mark.parametrize(
    ("name", "title", "words"),
    [
        ("Change", "Changefrombaseline", "Who still comes is not who began"),
        ("Response", "Responseandremissionaftereachsession", "The rate is of those analysed"),
        ("Times", "Timetoresponse", "Kaplan-Meier over patients"),
        ("Last score", "Worsethanbefore", "meaningful change of the rulebook"),
        ("Last score", "Suicidalthoughts", "how many patients the filter leaves out"),
        ("Between sessions", "Howlongagainholds", "Half lost"),
    ],
)
def test_each_figure_opens_its_paragraph(window: Window, name: str, title: str, words: str) -> None:
    opened(window)
    view(window, name)
    window.page.locator(f"[class*='st-key-method_outcomes'][class*='{title}'] button").first.click()
    expect(window.page.locator("[data-testid=stPopoverBody]").get_by_text(words).first).to_be_visible(
        timeout=SLOW_MS
    )


def test_model_and_test_fill_in_after_the_page(window: Window) -> None:
    opened(window)
    view(window, "Change")
    view(window, "Times")
    assert window.errors == []


def test_views_are_chosen_from_the_keyboard(window: Window) -> None:
    """Tab to the views, an arrow and Space: the next view is drawn."""
    opened(window)
    chosen = window.page.locator(".st-key-outcome_view").get_by_role("radio", name="Change", exact=True)
    for _ in range(60):
        window.page.keyboard.press("Tab")
        if chosen.evaluate(
            "node => node === document.activeElement || node.contains(document.activeElement)"
        ):
            break
    else:
        pytest.fail("the views cannot be reached with the Tab key")
    window.page.keyboard.press("ArrowRight")
    window.page.keyboard.press("Space")
    expect(heading(window, VIEWS["Response"])).to_be_visible(timeout=SLOW_MS)
    window.settle()
    assert window.errors == []
