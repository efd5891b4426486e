"""The exact way through a CSV."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dash.readers.lines import Problem, parse

values = st.text(alphabet='ab",;\n\r é', max_size=4)
rows = st.lists(st.tuples(values, values, values), max_size=6)


def written(table: list[tuple[str, str, str]], blank_after: list[int], line_end: str) -> bytes:
    """The rows as CSV with every value quoted, with blank lines after some of them."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator=line_end)
    for number, row in enumerate(table):
        writer.writerow(row)
        out.write(line_end * blank_after.count(number))
    return out.getvalue().encode()


def slow(data: bytes) -> list[tuple[int, list[str]]]:
    """First line and values of each record, by the csv module of the standard library."""
    reader = csv.reader(io.StringIO(data.decode(), newline=""))
    found = []
    before = 0
    for record in reader:
        if record:
            found.append((before + 1, record))
        before = reader.line_num
    return found


@given(rows, st.lists(st.integers(0, 5), max_size=3), st.sampled_from(["\n", "\r\n", "\r"]))
def test_lines_and_values_are_those_of_the_csv_module(
    table: list[tuple[str, str, str]], blank_after: list[int], line_end: str
) -> None:
    data = written(table, blank_after, line_end)
    parsed = parse(data, 1, ",", 3, last=True)
    assert list(zip(parsed.lines, parsed.records, strict=True)) == slow(data)
    assert parsed.problems == []


@given(rows, st.lists(st.integers(0, 5), max_size=3), st.integers(0, 40))
def test_reading_in_two_parts_gives_the_same(
    table: list[tuple[str, str, str]], blank_after: list[int], cut: int
) -> None:
    data = written(table, blank_after, "\n")
    cut = data.find(b"\n", cut) + 1
    first = parse(data[:cut], 1, ",", 3, last=False)
    second = parse(first.rest + data[cut:], first.next_line, ",", 3, last=True)
    whole = parse(data, 1, ",", 3, last=True)
    assert first.lines + second.lines == whole.lines
    assert first.records + second.records == whole.records


def problems(text: str | bytes) -> list[tuple[int, str]]:
    data = text.encode() if isinstance(text, str) else text
    parsed = parse(data, 1, ",", 3, last=True)
    assert all(record == ["a", "b", "c"] for record in parsed.records)
    lines = set(parsed.lines) | {problem.line for problem in parsed.problems}
    assert lines == set(range(1, len(data.splitlines()) + 1))
    return [(problem.line, problem.reason) for problem in parsed.problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b,c\na,b\na,b,c\n", [(2, "wrong_field_count")]),
        ("a,b,c\na,b,c,d\na,b,c", [(2, "wrong_field_count")]),
        ('a,b,c\na,"b,c\na,b,c\n', [(2, "stray_quote")]),
        ('a,b,c\na,"b"b,c\na,b,c\n', [(2, "stray_quote")]),
        ('a,"b,c\na,b,c\na,"b,c\na,b,c\n', [(1, "stray_quote"), (3, "stray_quote")]),
        (b"a,b,c\na,b\xe9,c\na,b,c\n", [(2, "not_utf8")]),
        (b"a,b,c\na,b\0,c\na,b,c\n", [(2, "nul_character")]),
        (b'a,b,c\na,"b\n\xe9",c\n', [(2, "not_utf8"), (3, "not_utf8")]),
    ],
)
def test_a_bad_row_costs_one_row(text: str | bytes, expected: list[tuple[int, str]]) -> None:
    assert problems(text) == expected


def test_a_problem_keeps_the_row_as_it_stood() -> None:
    parsed = parse(b"a,\xff,c\r\n", 7, ",", 3, last=True)
    assert parsed.problems == [
        Problem(
            7,
            "not_utf8",
            "The row holds bytes that are not UTF-8 text. Save the file as 'CSV UTF-8'.",
            "a,\\xff,c",
        )
    ]


def test_a_stray_quote_does_not_swallow_the_rest_of_the_file() -> None:
    good = "a,b,c\n" * 2_000
    parsed = parse(f'a,"b,c\n{good}'.encode(), 1, ",", 3, last=True)
    assert [problem.line for problem in parsed.problems] == [1]
    assert parsed.lines == list(range(2, 2_002))


def test_a_quotation_mark_inside_a_bare_value_is_text() -> None:
    assert parse(b'a,5" needle,c\n', 1, ",", 3, last=True).records == [["a", '5" needle', "c"]]
