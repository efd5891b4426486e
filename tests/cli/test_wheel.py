"""A wheel opens without the checkout: its own pages and settings, whatever folder and whatever else is set."""

import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from zipfile import ZipFile

import psutil
import pytest
from helpers.raw_http import ask
from helpers.raw_page import RawPage

from dash.demo.load import load_demo
from dash.door.running import found
from dash.reports.method import paragraphs

ROOT = Path(__file__).parents[2]
SOURCE = (
    "pyproject.toml",
    "setup.py",
    "README.md",
    "LICENSE",
    "app.py",
    "pages",
    ".streamlit",
    "src",
    "docs",
)
# Settings that would open the dashboard to others, of which the server notes what came of them as it begins to listen.
HOSTILE = {
    "server": {
        "address": "0.0.0.0",  # noqa: S104 - it must not help
        "enableCORS": False,
        "enableXsrfProtection": False,
        "allowedHosts": ["*"],
    },
    "browser": {"gatherUsageStats": True, "serverAddress": "clinic.example"},
    "client": {"toolbarMode": "developer", "showErrorDetails": "full", "disableDataExport": False},
    "theme": {"baseFontSize": 20, "baseRadius": "9px"},
}
NOTE = f"""
import importlib.util, json, os, sys
def note(event, arguments):
    if event == "socket.bind" and "streamlit.config" in sys.modules and isinstance(arguments[1], tuple):
        from streamlit.config import get_option
        names = {[f"{group}.{name}" for group, names in HOSTILE.items() for name in names]!r}
        found = {{name: get_option(name) for name in names}}
        found |= {{"bound": arguments[1][0], "dash": importlib.util.find_spec("dash").origin}}
        with open(os.environ["NOTED"], "w") as file:
            json.dump(found, file)
sys.addaudithook(note)
"""


@dataclass(frozen=True)
class Opened:
    """A dashboard opened from a wheel: where it answers, what it noted of its settings."""

    address: str
    noted: dict[str, object]


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without the network from a copy of the checkout that is gone afterwards, and installed."""
    folder = tmp_path_factory.mktemp("wheel")
    copy = folder / "checkout"
    copy.mkdir()
    for name in SOURCE:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
            )
        else:
            shutil.copy(ROOT / name, copy / name)
    # As `pip wheel` calls it.
    build = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", build, str(folder)], cwd=copy, check=True, capture_output=True)
    shutil.rmtree(copy)
    (wheel,) = folder.glob("*.whl")
    installed = folder / "installed"
    with ZipFile(wheel) as archive:
        archive.extractall(installed)
    (installed / "sitecustomize.py").write_text(NOTE)
    return installed


@pytest.fixture(scope="module")
def opened(target: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """``ketamine-dash open`` from a folder, and in a home folder, whose settings would open the dashboard to others."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "config.toml").write_text(
        "".join(
            f"[{group}]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items())
            for group, settings in HOSTILE.items()
        )
    )
    (folder / "pandas.py").write_text("raise SystemExit('a file of the folder was taken for a module')")
    load_demo(folder / "sessions.duckdb", patients=5)
    environment = {
        **os.environ,
        "PYTHONPATH": str(target),
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "NOTED": str(folder / "noted.json"),
        "STREAMLIT_SERVER_HEADLESS": "true",
        "STREAMLIT_SERVER_ADDRESS": "0.0.0.0",  # noqa: S104 - it must not help
        "STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION": "false",
        "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "true",
    }
    (script,) = entry_points(name="ketamine-dash")
    # As the installed script does, the folder one stands in is no place for modules.
    command = ["-P", "-c", f"from {script.module} import {script.attr}; {script.attr}()", "open"]
    with (folder / "log").open("wb") as log:
        process = psutil.Popen(
            [sys.executable, *command, "--database", "sessions.duckdb"],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
        )
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_RUNTIME_DIR", str(folder))
        while not (running := [one for one, _ in found(folder / "sessions.duckdb")]):
            assert process.poll() is None, (folder / "log").read_text()
            time.sleep(0.1)
    yield Opened(running[0].address, json.loads((folder / "noted.json").read_text()))
    for one in (*process.children(recursive=True), process):
        one.terminate()
    process.wait()


def test_the_settings_are_the_products_own(opened: Opened, target: Path) -> None:
    ours = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert opened.noted == {
        **{f"{group}.{name}": ours[group][name] for group, names in HOSTILE.items() for name in names},
        "bound": "127.0.0.1",
        "dash": str(target / "dash" / "__init__.py"),
    }


def test_the_dashboard_is_served(opened: Opened) -> None:
    assert ask(int(opened.address.rpartition(":")[2]))[0] == 200
    for page in ("", "side_effects"):
        shown = RawPage(opened.address).run(page)
        assert not shown.errors
        assert [one for one in shown.elements() if one.WhichOneof("type") == "markdown"], page
        (begun,) = [one.new_session for one in shown.messages if one.WhichOneof("type") == "new_session"][:1]
        assert not begun.config.gather_usage_stats
        shown.close()


def test_it_says_what_its_numbers_mean(target: Path) -> None:
    shown = subprocess.run(
        [sys.executable, "-c", "from dash.reports.method import paragraphs; print(len(paragraphs()))"],
        env={**os.environ, "PYTHONPATH": str(target), "NOTED": os.devnull},
        cwd=target,
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(shown.stdout) == len(paragraphs()) > 10
