"""The method beside a figure: every anchor a page names is a heading of docs/method.md, and nothing leads outside."""

import ast
import re
from pathlib import Path

import pytest

from dash.reports.method import anchor, paragraphs

ROOT = Path(__file__).parents[2]


PLACES = {"heading": 2, "titled": None, "method_button": 1}
"""Functions that write a heading, with the place of the anchor among their positional arguments."""


def headings() -> list[tuple[str, str, str | None]]:
    """Return place, function and anchor of every heading of a figure on a page; None for one without an anchor."""
    found: list[tuple[str, str, str | None]] = []
    for path in [*(ROOT / "pages").glob("*.py"), *(ROOT / "src/dash/ui").rglob("*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in ast.walk(tree):
            if not (
                isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in PLACES
            ):
                continue
            at = PLACES[call.func.id]
            words = [word.value for word in call.keywords if word.arg == "method"]
            words += call.args[at : at + 1] if at is not None else []
            for word in words or [ast.Constant(None)]:
                value = constants.get(word.id) if isinstance(word, ast.Name) else getattr(word, "value", None)
                # A parameter handed on is judged where it comes from.
                if not isinstance(word, ast.Name) or word.id in constants:
                    found.append((f"{path.name}:{call.lineno}", call.func.id, value))
    return found


def test_every_anchor_on_a_page_is_a_heading() -> None:
    named = {name for _, _, name in headings() if name}
    assert len(named) >= 12
    assert named <= set(paragraphs())


def test_every_figure_with_a_table_opens_its_paragraph() -> None:
    assert [place for place, function, name in headings() if function == "titled" and not name] == []


def test_every_section_about_outcomes_is_opened_by_a_figure() -> None:
    sections = {name for name in paragraphs() if name.startswith("outcomes-")} - {
        "outcomes-by-session-number"
    }
    assert sections == sections & {name for _, _, name in headings() if name}


def test_anchors_are_those_of_markdown_viewers() -> None:
    assert anchor("What counts") == "what-counts"
    assert anchor("Blood pressure: by minute (IV)") == "blood-pressure-by-minute-iv"


def test_no_two_headings_share_an_anchor() -> None:
    titles = re.findall(r"^## (.+)$", (ROOT / "docs/method.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(paragraphs()) == len(titles) > 10
    assert all(text for _, text in paragraphs().values())


@pytest.mark.parametrize("name", sorted(paragraphs()))
def test_no_section_has_links_or_html(name: str) -> None:
    _, text = paragraphs()[name]
    assert not re.search(r"\]\(|https?://|<[a-z/]", text)
