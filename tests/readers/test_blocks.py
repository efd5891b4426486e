"""Fast and exact way through a CSV agree."""

import csv
import io
import json
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dash.readers import blocks
from dash.readers.lines import parse

NAMES = ["a", "b", "c"]
parts = st.lists(
    st.sampled_from(
        ["x", "yy", ",", ",", ",", '"', '""', "\n", "\n", "\r\n", "\r", " ", "é", "\0", "\xa0", "x,y,z\n"]
    ),
    max_size=40,
).map("".join)


def read(
    data: bytes, block_bytes: int = 8, piece_bytes: int = 5
) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str]]]:
    with (
        patch.object(blocks, "BLOCK_BYTES", block_bytes),
        patch.object(blocks, "PIECE_BYTES", piece_bytes),
    ):
        pieces = list(blocks.read_pieces(io.BytesIO(data), b"", 2, NAMES, ","))
    rows = [row for piece in pieces for row in piece.rows.to_pylist()]
    problems = [(problem.line, problem.reason) for piece in pieces for problem in piece.problems]
    return [(row["_line"], [row[name] or "" for name in NAMES]) for row in rows], problems


def exact(data: bytes) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str]]]:
    parsed = parse(data, 2, ",", 3, last=True)
    rows = [
        (line, [value.strip() for value in record])
        for line, record in zip(parsed.lines, parsed.records, strict=True)
    ]
    problems = [(problem.line, problem.reason) for problem in parsed.problems]
    tail = data.decode().replace("\r", "\n").rpartition("\n")[2].strip()
    if tail and not tail.endswith('"') and rows and all(line < rows[-1][0] for line, _ in problems):
        problems.append((rows.pop()[0], "line_without_end"))
    return rows, problems


@given(parts, st.integers(1, 30), st.integers(1, 12))
def test_any_text_reads_as_by_the_exact_way(text: str, block_bytes: int, piece_bytes: int) -> None:
    data = text.encode()
    assert read(data, block_bytes, piece_bytes) == exact(data)


@given(parts)
def test_any_text_reads_as_by_the_exact_way_in_one_block(text: str) -> None:
    data = text.encode()
    assert read(data, 1_000, 1_000) == exact(data)


@given(
    st.lists(st.tuples(*[st.sampled_from(["", "x", "a,b", 'say "x"', "two\nlines", " y "])] * 3), max_size=30)
)
def test_well_formed_text_has_the_lines_of_the_csv_module(table: list[tuple[str, str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(table)
    reader = csv.reader(io.StringIO(out.getvalue(), newline=""))
    expected = []
    line = 2
    for record in reader:
        expected.append((line, [value.strip() for value in record]))
        line = reader.line_num + 2
    assert read(out.getvalue().encode(), 64, 16) == (expected, [])


def test_a_line_break_in_a_value_where_the_pieces_look_whole_is_seen() -> None:
    # Cut at the line break, both halves have three values; only together they are one record.
    data = b'a,b,"c\nx,y,z"\n' * 50
    rows, problems = read(data, 7, 7)
    assert problems == []
    assert rows == [(line, ["a", "b", "c\nx,y,z"]) for line in range(2, 102, 2)]


def test_plain_text_goes_the_fast_way() -> None:
    with patch.object(blocks, "parse", side_effect=AssertionError):
        rows, _ = read(b'a,b,c\n"a","",c\r\na,b,"c"', 1_000, 1_000)
    assert rows == [(2, ["a", "b", "c"]), (3, ["a", "", "c"]), (4, ["a", "b", "c"])]


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_one_lost_byte_never_makes_another_value(end: str) -> None:
    """Wherever a file is cut, each row is as it was, or refused: 18 never becomes 1."""
    whole = f"P1,phq9,18\nP2,phq9,16{end}".encode()
    rows, _ = read(b"P1,phq9,18\nP2,phq9,16\n", 1_000, 1_000)
    for length in range(len(whole)):
        found, problems = read(whole[:length], 1_000, 1_000)
        assert found == rows[: len(found)]
        assert len(found) + len(problems) == whole[:length].rstrip(b"\r\n").count(b"\n") + (length > 0)


def test_a_row_without_end_is_kept_whole_with_what_to_do() -> None:
    (piece,) = blocks.read_pieces(io.BytesIO(b'P1,"a ""b""",1'), b"", 2, NAMES, ",")
    (problem,) = piece.problems
    assert (problem.line, problem.reason) == (2, "line_without_end")
    assert json.loads(problem.raw) == {"a": "P1", "b": 'a "b"', "c": "1"}
    assert "line break" in problem.message


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("block", [16, 17, 1_000])
def test_a_line_without_end_is_refused_and_what_follows_is_read(end: bytes, block: int) -> None:
    with patch.object(blocks, "MAX_LINE_BYTES", 50), patch.object(blocks, "KEPT_OF_LONG_LINE", 20):
        rows, problems = read(end.join([b"a,b,c", b"x" * 1_200, b"d,e,f", b"y" * 1_200]), block, block)
    assert rows == [(2, ["a", "b", "c"]), (4, ["d", "e", "f"])]
    assert [line for line, _ in problems] == [3, 5]
    if block < 1_000:
        assert {reason for _, reason in problems} == {"line_too_long"}


def test_a_quotation_mark_that_never_closes_costs_its_row_only() -> None:
    with patch.object(blocks, "MAX_LINE_BYTES", 50):
        rows, problems = read(b'a,b,"c\n' + b"d,e,f\n" * 100, 16, 16)
    assert rows == [(line, ["d", "e", "f"]) for line in range(3, 103)]
    assert problems == [(2, "stray_quote")]


def test_of_a_line_too_long_the_beginning_is_kept() -> None:
    pieces = blocks.read_pieces(io.BytesIO(b"x" * 200), b"", 2, ["a"], ",")
    with (
        patch.object(blocks, "MAX_LINE_BYTES", 50),
        patch.object(blocks, "KEPT_OF_LONG_LINE", 20),
        patch.object(blocks, "BLOCK_BYTES", 60),
    ):
        (problem,) = (problem for piece in pieces for problem in piece.problems)
    assert problem.raw == "x" * 20
