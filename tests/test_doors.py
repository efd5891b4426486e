"""What stands at the project's door says the same as its README."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_automatic_run_is_the_readmes_test_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^python3 -m venv .* tests/run\.sh$", readme, re.MULTILINE)
    workflow = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    assert re.findall(r"^ *run: (.*)$", workflow, re.MULTILINE) == [command]
    versions = re.findall(r'"(3\.\d+)"', workflow)
    (named,) = re.findall(r"\(Python ([^;]*);", readme)
    assert versions == re.findall(r"3\.\d+", named)


def test_the_wheel_is_built_by_the_same_version_in_tests() -> None:
    (backend,) = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    assert backend in (ROOT / "requirements" / "test.txt").read_text().splitlines()
