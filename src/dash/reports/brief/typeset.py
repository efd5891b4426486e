"""From the plain data of pages to a PDF, with the compiler and the font that come with the product."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from dash.errors import DashboardError

FONT = "Source Sans Pro"
# Latin, Greek, Cyrillic with punctuation and signs: the scripts of the font.
_BEYOND_FONT = re.compile("[^\u0000-\u052f\u1e00-\u206f\u2200-\u2265]")
# What is not among the letters that the font has for sure.
_NOT_SURELY_IN_FONT = re.compile(
    "[^\u0020-\u007e\u00a0-\u017e\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f–—…•·≤≥−]"
)


def typeset(pages: Sequence[Mapping[str, Any]], paper: str, title: str) -> bytes:
    """Return a tagged PDF with one sheet for each page.

    Data go in as JSON and are only ever set as text: nothing in them is read as a command.

    Args:
        pages: As ``page.typ`` reads them.
        paper: ``a4`` or ``us-letter``.
        title: Title of the document.

    Raises:
        DashboardError: The page could not be set; no text of a page is repeated.
    """
    content = {"paper": paper, "title": title, "font": FONT, "pages": list(pages)}
    made = _compiled(content)
    if made is None:
        # Some letter is in no font: an empty box could be any letter, so its code is set instead.
        made = _compiled(_spelled(content))
    if made is None:
        raise DashboardError(
            "The brief could not be set as a page.",
            fix="Print the patient page from the browser, and please report this with the version of the product.",
        )
    return made


def _spelled(value: Any) -> Any:
    """Return the same content with each letter that may be in no font as its code, such as U+60A3."""
    if isinstance(value, str):
        whole = unicodedata.normalize("NFC", value)
        return _NOT_SURELY_IN_FONT.sub(lambda found: f"U+{ord(found[0]):04X} ", whole)
    if isinstance(value, Mapping):
        return {key: _spelled(entry) for key, entry in value.items()}
    return [_spelled(entry) for entry in value] if isinstance(value, list | tuple) else value


def _compiled(content: Mapping[str, Any]) -> bytes | None:
    """Return the PDF, None where the data cannot be set: every letter of PDF/UA needs a font that has it."""
    import typst

    data = json.dumps(content, ensure_ascii=False)
    source = files("dash.reports.brief").joinpath("page.typ").read_bytes()
    fonts = _fonts(bool(_BEYOND_FONT.search(data)))
    try:
        made = typst.Compiler(source, font_paths=fonts, sys_inputs={"data": data}).compile(
            format="pdf", pdf_standards=["ua-1"]
        )
    except RuntimeError:
        # Its text may quote the page: nothing of it goes on.
        return None
    return made if isinstance(made, bytes) else None


@cache
def _fonts(with_system: bool) -> Any:
    """Return the product's font, and the computer's own too where text is in another script than it has."""
    import font_source_sans_pro
    import typst

    return typst.Fonts(include_system_fonts=with_system, font_paths=[font_source_sans_pro.font_directory])
