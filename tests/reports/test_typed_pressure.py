"""A pressure typed in one field: read where it is plain, refused with what to do where it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dash.reports.typed_pressure import DIASTOLIC, SYSTOLIC, read_typed, typed_words
from dash.store.columns import Number
from dash.store.tables import VITALS


@pytest.mark.parametrize("text", ["152/94", " 152 / 94 ", "152/94 mmHg", "0152/94"])
def test_a_plain_pressure_is_read(text: str) -> None:
    assert read_typed(text) == ((152, 94), "", "")


@pytest.mark.parametrize("text", [None, "", "  "])
def test_nothing_typed_is_no_pressure_and_no_fault(text: str | None) -> None:
    assert read_typed(text) == (None, "", "")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("94/152", "94/152: the two values are swapped."),
        ("152/152", "Systolic and diastolic are the same."),
        ("352/94", "Systolic 352 mmHg is not possible: 40 to 300 is."),
        ("301/94", "Systolic 301 mmHg is not possible: 40 to 300 is."),
        ("152/19", "Diastolic 19 mmHg is not possible: 20 to 200 is."),
        ("250/201", "Diastolic 201 mmHg is not possible: 20 to 200 is."),
        ("152", "This is not a pressure."),
        ("152/", "This is not a pressure."),
        ("15294", "This is not a pressure."),
        ("152/94/80", "This is not a pressure."),
        ("152,5/94", "This is not a pressure."),
        ("-152/94", "This is not a pressure."),
        ("20.3/12.5 kPa", "This is not a pressure."),
    ],
)
def test_what_is_swapped_impossible_or_no_pressure_is_refused(text: str, problem: str) -> None:
    found = read_typed(text)
    assert (found.pressure, found.problem) == (None, problem)
    assert found.fix.endswith(".")


def test_the_limits_are_those_of_an_import() -> None:
    columns = {one.name: one for one in VITALS.columns if isinstance(one, Number)}
    assert (columns["systolic_mmhg"].low, columns["systolic_mmhg"].high) == SYSTOLIC
    assert (columns["diastolic_mmhg"].low, columns["diastolic_mmhg"].high) == DIASTOLIC


@given(st.integers(0, 400), st.integers(0, 400))
def test_every_pair_is_taken_or_refused_as_an_import_does(systolic: int, diastolic: int) -> None:
    possible = 40 <= systolic <= 300 and 20 <= diastolic <= 200 and systolic > diastolic
    found = read_typed(f"{systolic}/{diastolic}")
    assert found.pressure == ((systolic, diastolic) if possible else None)
    assert bool(found.problem) is not possible


@given(st.text(max_size=20))
def test_no_text_breaks_it(text: str) -> None:
    found = read_typed(text)
    assert (found.pressure is None) or not found.problem


def test_it_is_said_to_be_recorded_nowhere() -> None:
    assert typed_words((152, 94)) == "152/94 mmHg (typed, not recorded)"
