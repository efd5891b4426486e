"""Every figure as a file: what the browser saves holds heading, filter, amounts, date, digest and mark, as text."""

import io
import re
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pandas as pd
import pytest

from tests.browser.conftest import COMMAND, ROOT, Window

pytestmark = pytest.mark.browser
SVG = "{http://www.w3.org/2000/svg}"


def saved_figure(window: Window, name: str) -> tuple[str, ET.Element]:
    """Open the figure's files, save the vector image, close again."""
    window.page.locator(f".st-key-table_{name} button").first.click()
    window.settle()
    window.page.locator(f".st-key-vector_{name} button").first.click()
    camera = window.page.locator(f".st-key-paper_{name} .modebar-btn")
    camera.wait_for()
    assert camera.count() == 1
    with window.page.expect_download() as waiting:
        camera.click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert waiting.value.suggested_filename == f"{name}.svg"
    window.page.keyboard.press("Escape")
    window.settle()
    return text, ET.fromstring(text)  # noqa: S314 - written by our own page


def texts(svg: ET.Element) -> str:
    return " | ".join("".join(node.itertext()) for node in svg.iter(f"{SVG}text"))


def command_line(database: Path, *words: str) -> pd.DataFrame:
    done = subprocess.run(
        [COMMAND, "table", *words, "--database", str(database)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return pd.read_csv(io.StringIO(done.stdout))


@pytest.mark.parametrize("window", [{"scheme": "light"}, {"scheme": "dark"}], indirect=True)
def test_a_cohort_figure_says_where_it_comes_from(window: Window, demo_database: Path) -> None:
    """Figure, table and command line tell the same filter, amounts, date and digest."""
    window.open("blood_pressure?route=iv&route=in")
    text, svg = saved_figure(window, "pressure_course")
    printed = command_line(demo_database, "pressure_course", "--route", "iv", "--route", "in").iloc[0]
    words = texts(svg)
    assert "By minute from dose" in words
    assert "Intravenous" in words
    assert "Intranasal" in words
    assert f"Filters: {printed['filters']}" in words
    assert f"n = {printed['n_sessions']:,} sessions, {printed['n_patients']:,} patients" in words
    assert f"data hash {printed['data_hash']}" in words
    assert f"{pd.Timestamp(printed['data_date']):%b %Y}" in words
    assert "Made-up data" in words
    assert "ketamine-dash table pressure_course" in words
    assert svg.get("width") == "1200"
    assert not re.search(r"(href|src)=[\"']?http|<image|<script", text)
    assert window.errors == []


def test_every_figure_of_a_patient_is_saved_without_a_name(window: Window) -> None:
    """Neither the file nor its name tells who the patient is; nothing is asked of the outside."""
    window.open_patient()
    for name in ("patient_scores", "patient_readings", "patient_sessions", "patient_effects"):
        _, svg = saved_figure(window, name)
        assert "one patient, all records" in texts(svg)
        assert re.search(r"n = \d+ sessions?, 1 patient", texts(svg))
        assert not re.search(r"K-\d{4}", texts(svg))
    window.page.locator(".st-key-table_patient_scores button").first.click()
    window.settle()
    window.page.locator(".st-key-vector_patient_scores button").first.click()
    strip = window.page.locator(".st-key-paper_patient_scores_2 .modebar-btn")
    with window.page.expect_download() as waiting:
        strip.click()
    assert "Answers about suicidal thoughts" in Path(waiting.value.path()).read_text(encoding="utf-8")
    assert all("127.0.0.1" in url or url.startswith(("blob:", "data:")) for url in window.requests)


def test_nothing_of_it_is_sent_before_it_is_asked_for(window: Window) -> None:
    """Until the panel is opened there is one figure each, without toolbar, and no second copy."""
    window.open("blood_pressure")
    assert window.page.locator("[class*='st-key-paper_'], [class*='st-key-vector_']").count() == 0
    assert window.page.locator(".modebar-btn").count() == 0
    window.page.locator(".st-key-table_pressure_peaks button").first.click()
    window.page.locator(".st-key-vector_pressure_peaks").wait_for()
    window.settle()
    assert window.page.locator(".modebar-btn").count() == 0


def test_the_method_is_one_click_away(window: Window) -> None:
    """The paragraph of the method opens beside the figure; no link leads out of the page."""
    window.open("blood_pressure")
    window.page.locator("[class*='st-key-method_peaks'] button").first.click()
    panel = window.page.locator("[data-testid=stPopoverBody]")
    panel.get_by_text("cells of 2 mmHg").first.wait_for()
    assert panel.locator("a").count() == 0
