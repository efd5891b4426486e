"""The method beside a figure: every anchor a page names is a heading of docs/method.md, and nothing leads outside."""

import ast
import re
from pathlib import Path

import pytest

from dash.reports.method import anchor, paragraphs

ROOT = Path(__file__).parents[2]


def named_anchors() -> list[tuple[str, str]]:
    """Return file and anchor of every ``method="…"`` on a page."""
    found = []
    for path in [*(ROOT / "pages").glob("*.py"), *(ROOT / "src/dash/ui").rglob("*.py")]:
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for word in getattr(call, "keywords", ()):
                if word.arg == "method" and isinstance(word.value, ast.Constant) and word.value.value:
                    found.append((path.name, str(word.value.value)))
    return found


def test_every_anchor_on_a_page_is_a_heading() -> None:
    named = named_anchors()
    assert len(named) >= 12
    assert {name for _, name in named} <= set(paragraphs())


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
