"""Tables that leave the product: formulas in text are disarmed, numbers and times are untouched."""

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dash.reports.safe_csv import FORMULA_STARTS, safe_text, to_csv, to_json, with_origin

PAYLOADS = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    *"＋－＠﹦﹢﹣﹫",
    '=HYPERLINK("http://x","y")',
]


VISIBLE_STARTS = tuple(start for start in FORMULA_STARTS if not start.isspace())


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("dtype", ["str", "object", "category"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(payload: str, dtype: str) -> None:
    frame = pd.DataFrame({"note": pd.Series([payload, "plain"], dtype=dtype)})
    # What follows a tab or a line end begins a cell, too, where the text is read otherwise.
    inside = payload[0] + "'" + payload[1:] if payload[0] in "\t\r" else payload
    assert cells(to_csv(frame)) == [["note"], ["'" + inside], ["plain"]]


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("x;=1+1", "x;'=1+1"),
        ('x;"=1+1"', 'x;"\'=1+1"'),
        ("x\t@SUM(A1)", "x\t'@SUM(A1)"),
        ("x\n+1", "x\n'+1"),
        ("x\r\n＝1", "x\r\n'＝1"),
        ("=1;=1", "'=1;'=1"),
        ("BP 120; - 5 later; ok", "BP 120; - 5 later; ok"),
        ("a=b; c", "a=b; c"),
    ],
)
def test_text_that_begins_a_new_cell_elsewhere_is_no_formula_there(text: str, safe: str) -> None:
    assert cells(to_csv(pd.DataFrame({"note": [text]})))[1] == [safe]


@given(st.lists(st.text("=+-@＝;,\"\t\r\n a1'", max_size=12), min_size=1, max_size=6))
def test_read_with_semicolons_no_cell_is_a_formula(texts: list[str]) -> None:
    """As a spreadsheet does where the comma is the decimal sign: quotation marks within a cell are text."""
    written = to_csv(pd.DataFrame({"first": "x", "note": texts}))
    for quoting in (csv.QUOTE_NONE, csv.QUOTE_MINIMAL):
        for row in csv.reader(written.splitlines(), delimiter=";", quoting=quoting):
            for cell in row:
                assert not cell.lstrip('"').startswith(VISIBLE_STARTS), (cell, written)


def test_numbers_are_never_touched() -> None:
    frame = pd.DataFrame(
        {"minute": [-15, 0], "difference": [-2.5, None], "mixed": pd.Series([-1, "-1"], dtype=object)}
    )
    assert cells(to_csv(frame)) == [
        ["minute", "difference", "mixed"],
        ["-15", "-2.5", "-1"],
        ["0", "", "'-1"],
    ]


def test_a_column_name_from_a_file_is_text_too() -> None:
    assert to_csv(pd.DataFrame({"=cmd": [1]})).startswith("'=cmd\n")


def test_two_columns_of_one_name_stay_two() -> None:
    frame = pd.DataFrame([["=a", "b"]], columns=["x", "x"])
    assert cells(to_csv(frame)) == [["x", "x"], ["'=a", "b"]]


def test_times_are_iso_8601_and_missing_is_empty() -> None:
    frame = pd.DataFrame(
        {
            "started_on": pd.to_datetime(["2026-11-06", None]),
            "started_at": pd.to_datetime(["2026-11-06", None]),
            "seen": pd.to_datetime(["2026-11-06 10:30", None]),
            "ready": pd.Series([True, None], dtype="boolean"),
        }
    )
    assert cells(to_csv(frame))[1:] == [
        ["2026-11-06", "2026-11-06T00:00:00", "2026-11-06T10:30:00", "True"],
        ["", "", "", ""],
    ]
    assert set(json.loads(to_json(frame))[1].values()) == {None}


def test_an_empty_table_keeps_its_header() -> None:
    frame = pd.DataFrame({"route": pd.Series(dtype="str"), "sessions": pd.Series(dtype="int64")})
    assert to_csv(frame) == "route,sessions\n"
    assert json.loads(to_json(frame)) == []


def test_made_up_data_say_so_on_every_row_in_the_last_column() -> None:
    frame = pd.DataFrame({"route": ["iv", "in"]})
    assert to_csv(with_origin(frame, made_up=True)) == "route,data_origin\niv,made-up data\nin,made-up data\n"
    assert to_csv(with_origin(frame, made_up=False)) == "route\niv\nin\n"
    assert "data_origin" in to_csv(with_origin(frame.head(0), made_up=True))


def test_what_a_table_says_of_itself_stands_before_the_mark_on_every_row() -> None:
    frame = pd.DataFrame({"route": ["iv", "in"], "data_hash": ["own", "own"]})
    about = {"filters": "=site: a, b", "n_sessions": 2, "n_patients": None, "data_hash": "other"}
    rows = cells(to_csv(with_origin(frame, made_up=True, about=about)))
    assert rows[0] == ["route", "data_hash", "filters", "n_sessions", "n_patients", "data_origin"]
    assert rows[1] == ["iv", "own", "'=site: a, b", "2", "", "made-up data"]
    assert rows[2][2:] == rows[1][2:]
    assert list(frame) == ["route", "data_hash"], "the frame itself stays as it was"


def test_explanations_are_comment_lines_whatever_they_hold() -> None:
    text = to_csv(pd.DataFrame({"a": [1]}), preamble=["Sessions in\nperiod", "=1"])
    assert text == "# Sessions in period\n# =1\na\n1\n"


def test_it_writes_the_same_text_to_a_file_and_a_buffer(tmp_path: Path) -> None:
    frame = pd.DataFrame({"note": ["a,b", "line\nbreak", "ü"]})
    buffer = io.StringIO()
    text = to_csv(frame, tmp_path / "out.csv")
    to_csv(frame, buffer)
    assert (tmp_path / "out.csv").read_bytes().decode("utf-8") == buffer.getvalue() == text


def test_json_keeps_text_as_it_is_and_numbers_as_numbers() -> None:
    frame = pd.DataFrame(
        {"note": ["=1+1"], "n": pd.Series([3], dtype="int64"), "rate": pd.Series([1.5], dtype="float32")}
    )
    assert json.loads(to_json(frame)) == [{"note": "=1+1", "n": 3, "rate": 1.5}]


@given(st.lists(st.text(alphabet="=+-@\t\r\n'\"a,1 ", max_size=5), min_size=1, max_size=5))
def test_no_text_starts_a_formula_and_nothing_is_lost(texts: list[str]) -> None:
    rows = cells(to_csv(pd.DataFrame({"t": texts, "n": range(len(texts))})))
    read = [row[0] for row in rows[1:]]
    assert not any(text.startswith(FORMULA_STARTS) for text in read)
    assert read == [safe_text(text) for text in texts]
