"""From the plain data of pages to a PDF, with the compiler and the font that come with the product."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from dash.errors import DashboardError

FONT = "Source Sans Pro"
# Latin, Greek, Cyrillic with punctuation and signs: what the font has.
_BEYOND_FONT = re.compile("[^\u0000-\u052f\u1e00-\u22ff\u25a0-\u25ff]")


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
    import typst

    data = json.dumps(
        {"paper": paper, "title": title, "font": FONT, "pages": list(pages)}, ensure_ascii=False
    )
    source = files("dash.reports.brief").joinpath("page.typ").read_bytes()
    try:
        compiler = typst.Compiler(
            source, font_paths=_fonts(bool(_BEYOND_FONT.search(data))), sys_inputs={"data": data}
        )
        made = compiler.compile(format="pdf", pdf_standards=["ua-1"])
    except (typst.TypstError, RuntimeError):
        raise DashboardError(
            "The brief could not be set as a page.",
            fix="Print the patient page from the browser, and please report this with the version of the product.",
        ) from None
    if not isinstance(made, bytes):
        raise TypeError("the compiler returned no document")
    return made


@cache
def _fonts(with_system: bool) -> Any:
    """Return the product's font, and the computer's own too where text is in another script than it has."""
    import font_source_sans_pro
    import typst

    return typst.Fonts(include_system_fonts=with_system, font_paths=[font_source_sans_pro.font_directory])
