"""Paragraphs of ``docs/method.md`` by the anchor of their heading."""

import re
from functools import cache

from dash.installed import beside

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def anchor(title: str) -> str:
    """Return the anchor of a heading as Markdown viewers make it: "What counts" has what-counts."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


@cache
def paragraphs() -> dict[str, tuple[str, str]]:
    """Return heading and text of each section by anchor; empty where the document is not at hand.

    Links become plain text: nothing leads out of the screen.
    """
    path = beside("docs/method.md")
    if path is None:
        return {}
    parts = re.split(r"^## (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {
        anchor(title): (title.strip(), _LINK.sub(r"\1", text).strip())
        for title, text in zip(parts[1::2], parts[2::2], strict=True)
    }
