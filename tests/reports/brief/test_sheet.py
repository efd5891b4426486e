"""The sheet of paper: one page a patient in every state, vectors, real text in an embedded font, tagged, reproducible."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from helpers.pace import pace, slower
from helpers.states import STATES

from dash.errors import QuestionError
from dash.reports.brief import make_brief
from dash.store.reading import Database

Print = Callable[..., Any]
DAY = date(2026, 11, 20)
SIZES = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}


@pytest.mark.parametrize("paper", SIZES)
@pytest.mark.parametrize("name", STATES)
def test_every_state_is_one_page_of_the_right_size(printed: Print, name: str, paper: str) -> None:
    found = printed(name, paper=paper)
    assert len(found) == 1
    box = found.pdf.pages[0].mediabox
    assert (float(box.width) / 72 * 25.4, float(box.height) / 72 * 25.4) == pytest.approx(
        SIZES[paper], abs=0.1
    )
    assert name in found.text()
    assert "page 1 of 1" in found.text()


def test_many_patients_are_one_file_with_a_page_each_in_the_order_asked(printed: Print) -> None:
    names = ("S-150", "S-000", "S-NOCLOCK", "S-020")
    found = printed(*names)
    assert len(found) == 4
    for place, name in enumerate(names):
        text = found.text(place)
        assert f"page {place + 1} of 4" in text
        assert name in text
        assert not any(other in text for other in names if other != name)


def test_no_piece_of_a_page_leaves_it_or_runs_into_the_foot(printed: Print) -> None:
    for name in STATES:
        for paper, (_, high) in SIZES.items():
            heights = printed(name, paper=paper).heights()
            assert all(4 < height < high - 8 for _, height in heights)
            signature = next(height for text, height in heights if text.startswith("Name and signature"))
            foot = next(height for text, height in heights if text.startswith("Filters:"))
            sentences = next(height for text, height in heights if text.startswith("In three sentences"))
            assert foot < signature < sentences - 20


def test_text_is_text_in_an_embedded_font_and_figures_are_vectors(printed: Print) -> None:
    for page in printed(*STATES).pdf.pages:
        resources = page["/Resources"]
        assert not page.images
        fonts = resources["/Font"]
        assert len(fonts) >= 2
        for font in fonts.values():
            (inner,) = font.get_object()["/DescendantFonts"]
            descriptor = inner.get_object()["/FontDescriptor"]
            assert "SourceSansPro" in descriptor["/FontName"]
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)
            assert "/ToUnicode" in font.get_object()


def test_it_is_tagged_with_a_title_a_language_and_words_for_each_figure(printed: Print) -> None:
    catalog = printed("S-020").pdf.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"].startswith("en")
    assert printed("S-020").pdf.metadata.title == "Pre-session brief, 1 patient"
    words = list(alternatives(catalog["/StructTreeRoot"]))
    assert len(words) == 4
    assert any(text.startswith("PHQ-9: ") and "PHQ-9 item 9: last 1 on 19 Nov 2026" in text for text in words)
    assert any(text.startswith("20 sessions; ") for text in words)


def alternatives(node: Any) -> Any:
    node = node.get_object()
    if not hasattr(node, "get"):
        return
    if "/Alt" in node:
        yield str(node["/Alt"])
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        if not isinstance(child, int):
            yield from alternatives(child)


def test_the_same_records_give_the_same_bytes(
    states: Database, key_of: dict[str, int], printed: Print
) -> None:
    again = make_brief(states, [key_of["S-020"], key_of["S-001"]], DAY)
    assert again == printed("S-020", "S-001").content


def test_a_page_is_small(printed: Print) -> None:
    assert len(printed("S-150").content) < 150_000
    assert len(printed(*STATES).content) < 60_000 * len(STATES)


@pytest.mark.timing
def test_a_page_takes_less_than_a_second_and_a_half(states: Database, key_of: dict[str, int]) -> None:
    make_brief(states, [key_of["S-000"]], DAY)
    took, paces = {}, [pace()]
    for name, key in key_of.items():
        begin = time.perf_counter()
        make_brief(states, [key], DAY)
        took[name] = time.perf_counter() - begin
    begin = time.perf_counter()
    make_brief(states, list(key_of.values()), DAY)
    each = (time.perf_counter() - begin) / len(key_of)
    slow = slower([*paces, pace()])
    assert [name for name, seconds in took.items() if seconds > 1.5 * slow] == []
    assert each < 0.5 * slow


def test_progress_rises_to_the_end_and_names_no_patient(states: Database, key_of: dict[str, int]) -> None:
    told: list[tuple[str, float]] = []
    make_brief(states, list(key_of.values()), DAY, progress=lambda doing, share: told.append((doing, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert [doing for doing, _ in told][:2] == ["Page 1 of 8", "Page 2 of 8"]
    assert not any(name in doing for doing, _ in told for name in STATES)


def test_it_can_be_stopped_between_pages(states: Database, key_of: dict[str, int]) -> None:
    told: list[str] = []
    made = make_brief(
        states,
        list(key_of.values()),
        DAY,
        progress=lambda doing, _share: told.append(doing),
        stop=lambda: len(told) == 3,
    )
    assert made == b""
    assert told == ["Page 1 of 8", "Page 2 of 8", "Page 3 of 8"]


def test_a_patient_named_twice_is_printed_once(
    states: Database, key_of: dict[str, int], reader: Callable[[bytes], Any]
) -> None:
    made = make_brief(states, [key_of["S-001"], key_of["S-000"], key_of["S-001"]], DAY)
    assert len(reader(made)) == 2


def test_what_cannot_be_printed_is_refused(states: Database, key_of: dict[str, int]) -> None:
    for keys, paper, problem in (
        ([], "a4", "no patient to print"),
        ([10_000], "a4", "not in the database"),
        ([key_of["S-001"]], "a5", "no such paper"),
    ):
        with pytest.raises(QuestionError, match=problem):
            make_brief(states, keys, DAY, paper=paper)


def test_nothing_is_written_beside_the_database(printed: Print, state_path: Path) -> None:
    printed("S-001")
    assert [path.name for path in state_path.parent.iterdir()] == ["states.duckdb"]
