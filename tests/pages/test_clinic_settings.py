"""The clinic's own file on screen: it counts, a mistake in it is told, and facts are derived anew where they must be."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dash.charts.template import LIGHT
from dash.demo.load import load_demo
from dash.store.reading import open_database
from dash.ui.limits import event_limits

ROOT = Path(__file__).parents[2]
PAGES = ["pages/patient.py", "pages/blood_pressure.py"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clinic") / "sessions.duckdb"
    load_demo(path, patients=30)
    return path


@pytest.fixture
def clinic(demo: Path) -> Path:
    return demo.with_name("clinic.toml")


@pytest.fixture
def page(
    demo: Path, clinic: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> AppTest:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("KETAMINE_DASH_DATABASE", str(demo))
    monkeypatch.delenv("KETAMINE_DASH_CLINIC", raising=False)
    request.addfinalizer(lambda: clinic.unlink(missing_ok=True))
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()


@pytest.mark.parametrize("name", PAGES)
def test_a_mistake_in_the_file_is_told_with_its_line(page: AppTest, clinic: Path, name: str) -> None:
    clinic.write_text("[rules.event_systolic]\nthreshold = 170\n")
    shown = page.switch_page(name).run()
    assert not shown.exception
    (error,) = shown.error
    assert "clinic.toml, line 1" in str(error.value)
    assert "event_systolic_mmhg" in str(error.value)


def test_limits_of_the_clinic_count_from_the_next_click_on(page: AppTest, clinic: Path) -> None:
    assert event_limits().systolic == 180
    clinic.write_text("[rules.event_systolic_mmhg]\nthreshold = 171\n")
    shown = page.switch_page("pages/blood_pressure.py").run()
    assert not shown.exception
    assert not shown.error
    assert event_limits().systolic == 171


def test_few_events_are_the_clinics_on_screen_too(page: AppTest, clinic: Path) -> None:
    """Counts below it are in the muted colour, as the table of the command line marks them."""

    def muted() -> int:
        shown = page.switch_page("pages/side_effects.py").run()
        assert not shown.exception
        return sum(str(chart.proto.spec).count(LIGHT.muted) for chart in shown.get("plotly_chart"))

    before = muted()
    clinic.write_text("[rules.few_events]\nthreshold = 50\n")
    assert muted() > before


def test_facts_are_derived_anew_where_the_clinic_changes_what_they_depend_on(
    page: AppTest, demo: Path, clinic: Path
) -> None:
    clinic.write_text("[rules.window_40_min]\nthreshold = 20\n")
    shown = page.switch_page("pages/patient.py").run()
    assert not shown.exception
    assert not shown.error
    database = open_database(demo)
    try:
        assert database.derived_with["window_40_min"] == 20
    finally:
        database.close()
