"""From a number to its sessions to the patient, and the same numbers as a file."""

import io
import subprocess
from pathlib import Path
from urllib.parse import urlparse

import pandas as pd
import pytest

from tests.browser.conftest import COMMAND, ROOT, Window

pytestmark = pytest.mark.browser
TALL = pytest.mark.parametrize("window", [{"height": 1700}], indirect=True)


def first_row(window: Window, key: str) -> None:
    """Choose the first row of a list of sessions by its box at the left."""
    table = window.page.locator(f".st-key-{key} canvas").first
    table.scroll_into_view_if_needed()
    place = None
    while place != (place := table.bounding_box()):
        window.page.wait_for_timeout(400)  # figures above it may still be taking their height
    assert place
    window.page.mouse.click(place["x"] + 14, place["y"] + 50)


def command_line(database: Path, *words: str) -> pd.DataFrame:
    done = subprocess.run(
        [COMMAND, *words, "--database", str(database), "--format", "csv"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return pd.read_csv(io.StringIO(done.stdout))


@TALL
@pytest.mark.parametrize(
    ("place", "key", "question"),
    [("blood_pressure", "event_list", "pressure_events")],
)
def test_a_session_opens_its_patient(
    window: Window, demo_database: Path, place: str, key: str, question: str
) -> None:
    """The newest session over a limit opens its patient; the address names nobody."""
    window.open(place)
    first_row(window, key)
    window.page.wait_for_selector(".st-key-patient_header", timeout=15_000)
    window.settle()
    patient = str(command_line(demo_database, "table", question)["patient_id"].iloc[0])
    assert window.patient() == patient
    assert patient not in window.page.url
    assert all(patient not in url for url in window.requests)
    assert urlparse(window.page.url).path in {"/patient"}


def test_the_table_behind_a_figure_is_the_command_lines(window: Window, demo_database: Path) -> None:
    """The CSV of a figure holds what ``ketamine-dash table`` prints, and says that it is made up."""
    window.open("blood_pressure?route=in")
    # Rare events stand between events; the months are one click away.
    window.page.get_by_text("By month", exact=True).click()
    window.settle()
    window.page.locator(".st-key-table_pressure_monthly button").first.click()
    with window.page.expect_download() as waiting:
        window.page.locator(".st-key-csv_pressure_monthly button").click()
    saved = pd.read_csv(waiting.value.path())
    printed = command_line(demo_database, "table", "pressure_monthly", "--route", "in")
    pd.testing.assert_frame_equal(saved, printed)
    assert set(saved["data_origin"]) == {"made-up data"}


@TALL
def test_another_effect_lists_other_sessions(window: Window) -> None:
    """Choosing an effect changes the list under the figure."""
    window.open("side_effects")
    before = window.text()
    window.page.get_by_role("combobox", name="Sessions with").click()
    window.page.get_by_role("option", name="Vomiting").click()
    window.page.wait_for_function(
        "before => document.querySelector('[data-testid=stApp]').innerText !== before", arg=before
    )
    window.settle()
    assert window.errors == []
