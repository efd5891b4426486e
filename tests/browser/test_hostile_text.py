"""Text from files is shown letter by letter and never acts: HTML, script, Markdown, formulas, SQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import COMMAND, Server, Window, new_window, start_server, stop_server

pytestmark = pytest.mark.browser

ATTACKS = [
    "<img src=x onerror=window.hacked=1>",
    "<script>window.hacked=1</script>",
    "[click](javascript:window.hacked=1) **bold** :red[red] :material/home: $x^2$",
    '=HYPERLINK("http://example.invalid")',
    "'; DROP TABLE sessions; --",
    "www.example.invalid WWW.example.invalid/x nurse@clinic.invalid a@b mailto:a@b.invalid https://example.invalid",
]


def write(folder: Path, table: str, head: str, rows: list[list[str]]) -> None:
    import csv

    with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head.split(), *rows])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A clinic in which every text column holds an attack."""
    import subprocess

    folder = tmp_path_factory.mktemp("hostile")
    rows = list(enumerate(ATTACKS))
    write(folder, "patients", "patient_id sex", [[f"P{i}{text}", "female"] for i, text in rows])
    write(
        folder,
        "sessions",
        "session_id patient_id started_at drug drug_as_written route route_as_written dose_mg site_id clinician_id"
        " lot_number elicitation note",
        [
            [
                f"S{i}{text}",
                f"P{i}{text}",
                f"2026-01-0{i + 1}T10:00",
                text,
                text,
                "iv",
                text,
                "40",
                text,
                text,
                text,
                "solicited",
                text,
            ]
            for i, text in rows
        ],
    )
    write(
        folder,
        "vitals",
        "session_id minute time_point systolic_mmhg diastolic_mmhg",
        [
            [f"S{i}{text}", str(minute), text, str(120 + minute), "80"]
            for i, text in rows
            for minute in (-5, 10, 65)
        ],
    )
    write(
        folder,
        "side_effects",
        "session_id effect severity onset_minute resolved_minute reported_as",
        [[f"S{i}{text}", text, "severe", "5", "30", text] for i, text in rows],
    )
    write(
        folder,
        "scores",
        "patient_id measured_at instrument item value recall_window",
        [[f"P{i}{text}", "2026-01-01", "phq9", "total", "12", text] for i, text in rows],
    )
    write(folder, "medications", "patient_id medication", [[f"P{i}{text}", text] for i, text in rows])
    write(
        folder,
        "conditions",
        "patient_id condition note",
        [[f"P{i}{text}", "other", text] for i, text in rows],
    )
    database = folder / "sessions.duckdb"
    done = subprocess.run(
        [COMMAND, "import", str(folder), "--database", str(database)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    running = start_server(database, folder / "server.log")
    yield running
    stop_server(running)


@pytest.mark.parametrize("place", ["", "patient", "side_effects", "blood_pressure"])
def test_no_page_runs_or_formats_it(browser: Browser, hostile: Server, place: str) -> None:
    window = new_window(browser, hostile.url)
    window.open(place)
    assert window.page.evaluate("() => window.hacked") is None
    assert window.page.locator("img[src='x'], a[href^='javascript'], script:text('hacked')").count() == 0
    main = window.page.locator("[data-testid=stMain]")
    assert main.get_by_role("link", name="click").count() == 0
    assert main.locator("a[href*='example.invalid'], a[href^='mailto'], a[href*='www']").count() == 0
    assert main.locator(".katex").count() == 0
    assert window.errors == []
    window.page.context.close()


def test_each_patient_can_be_opened(browser: Browser, hostile: Server) -> None:
    window = new_window(browser, hostile.url)
    window.open("patient")
    for attack in ATTACKS:
        window.page.locator(".st-key-patient_chosen input").first.click()
        window.page.get_by_role("option").filter(has_text=attack[:12]).first.click()
        window.settle()
        assert window.page.evaluate("() => window.hacked") is None
        assert window.page.locator("[data-testid=stException]").count() == 0
    window.page.context.close()


def test_no_table_offers_an_export_of_its_own(window: Window) -> None:
    """Streamlit's own would write formulas as they are; ours neutralises them."""
    window.open_patient()
    window.page.locator(".st-key-table_patient_sessions button").first.click()
    table = window.page.get_by_test_id("stDataFrame").first
    table.wait_for()
    table.hover()
    window.page.get_by_test_id("stElementToolbar").first.wait_for(state="attached")
    assert not window.page.get_by_label("Download as CSV").count()
