"""Cells as people fill them in."""

from datetime import date, time

import pytest

from dash.readers.layouts.cells import Reading, number_of, reading_of, tick_of, weight_of
from dash.readers.layouts.doses import Dose, devices_of, dose_of
from dash.readers.layouts.effects import effects_of
from dash.readers.layouts.problems import REASONS, Bad
from dash.readers.layouts.times import DAY_FIRST, MONTH_FIRST, clock_of, day_of, moment_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("132/84", (132, 84, None, None)),
        ("125 / 90", (125, 90, None, None)),
        ("132/84 p72 98%", (132, 84, 72, 98)),
        ("125/73 84 100%", (125, 73, 84, 100)),
        ("160/81, 76, 97%", (160, 81, 76, 97)),
        ("130/80 HR 62", (130, 80, 62, None)),
        ("170/101 (R)", (170, 101, None, None)),
        ("136/85 OK", (136, 85, None, None)),
        ("ND", (None, None, None, None)),
        ("n/a", (None, None, None, None)),
    ],
)
def test_pressure_with_what_stands_beside_it(text: str, expected: tuple[float | None, ...]) -> None:
    assert reading_of(text) == Reading(*expected)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("84/132", "diastolic_not_below_systolic"),
        ("123/760", "out_of_range"),
        ("1O3/80", "not_a_number"),
        ("134-144/78", "a_range"),
        ("132/84 128/80", "two_readings"),
        ("#VALUE!", "formula_error"),
    ],
)
def test_a_pressure_that_cannot_be_is_refused(text: str, reason: str) -> None:
    assert reading_of(text).systolic == Bad(reason)
    assert reason in REASONS


def test_the_third_number_is_what_was_said() -> None:
    assert reading_of("130/80 96", third="spo2") == Reading(130, 80, None, 96)
    assert reading_of("130/80, 96") == Reading(130, 80, 96, None)


@pytest.mark.parametrize(
    ("text", "unit", "kilos"),
    [("70", "kg", 70), ("154 lb", "kg", 69.85), ("154", "lb", 69.85), ("13st 0", "kg", 82.55), ("11 st 4 lb", "kg", 71.67),
     ("80.3 kg", "lb", 80.3), ("70,5", "kg", 70.5)],
)  # fmt: skip
def test_weights(text: str, unit: str, kilos: float) -> None:
    assert weight_of(text, unit) == pytest.approx(kilos, abs=0.01)


@pytest.mark.parametrize("text", ["138/70", "heavy", "7"])
def test_what_is_no_weight(text: str) -> None:
    assert isinstance(weight_of(text), Bad)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("84", Dose(mg=84)),
        ("38mg", Dose(mg=38)),
        ("0.5 mg/kg", Dose(mg_per_kg=0.5)),
        ("0.5 mg/kg (38 mg)", Dose(mg=38)),
        ("2 x 100 mg", Dose(mg=200)),
        ("0.6 mL of 100 mg/mL", Dose(mg=60)),
        ("84 (3 devices)", Dose(mg=84)),
        ("HELD", Dose(cancelled=True)),
        ("not given", Dose(cancelled=True)),
        ("500 mcg", Dose(mg=0.5)),
    ],
)
def test_doses(text: str, expected: Dose) -> None:
    assert dose_of(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0.5", "no_unit_and_not_plausible_as_mg"),
        ("0.64 mL", "volume_without_strength"),
        ("same", "points_to_another_session"),
        ("one hundred", "not_a_number"),
    ],
)
def test_what_is_no_dose(text: str, reason: str) -> None:
    assert dose_of(text) == Bad(reason)


def test_devices_are_one_to_three() -> None:
    assert devices_of("3") == Dose(mg=84)
    assert devices_of("7") == Bad("not_1_2_or_3")


@pytest.mark.parametrize(
    ("value", "minutes"),
    [("1:30p", 810), ("1330", 810), ("1500hrs", 900), ("9:15 AM", 555), ("9.15", 555), ("noon", 720), (time(8, 5), 485),
     (0.5, 720), (10.3, 630), (14.0, 840), ("12:30 am", 30)],
)  # fmt: skip
def test_clocks(value: object, minutes: int) -> None:
    assert clock_of(value) == minutes  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["25:10", "9:75", "soon", "13:00 pm"])
def test_what_is_no_clock(value: str) -> None:
    assert clock_of(value) == Bad("not_a_time")


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("7.4.25", DAY_FIRST, date(2025, 4, 7)),
        ("7.4.25", MONTH_FIRST, date(2025, 7, 4)),
        ("2025-04-07", MONTH_FIRST, date(2025, 4, 7)),
        ("19 June 1964", DAY_FIRST, date(1964, 6, 19)),
        ("June 19, 1964", DAY_FIRST, date(1964, 6, 19)),
        ("19. Juni 1964", DAY_FIRST, date(1964, 6, 19)),
        ("20250407", DAY_FIRST, date(2025, 4, 7)),
    ],
)
def test_days(text: str, order: str, expected: date) -> None:
    assert day_of(text, order) == expected


def test_a_day_that_is_not_there() -> None:
    assert day_of("31/06/2026") == Bad("impossible_date")
    assert day_of("date?") == Bad("no_date")


def test_two_digits_of_a_birth_make_an_adult() -> None:
    assert day_of("3/10/51", MONTH_FIRST, birth=True, today=date(2026, 12, 1)) == date(1951, 3, 10)
    assert day_of("8/20/04", MONTH_FIRST, birth=True, today=date(2026, 12, 1)) == date(2004, 8, 20)
    assert day_of("8/20/20", MONTH_FIRST, birth=True, today=date(2026, 12, 1)) == date(1920, 8, 20)


def test_day_and_clock_in_one_cell() -> None:
    assert moment_of("12/12/2025, 1500hrs") == (date(2025, 12, 12), 900)
    assert moment_of("11/12/25 14:00") == (date(2025, 12, 11), 840)
    assert moment_of("11/12/25") == (date(2025, 12, 11), None)


def test_effects_in_words() -> None:
    found = effects_of("moderate out of body, dizzy; nausea (mild)")
    assert found is not None
    assert [(one.effect, one.severity) for one in found] == [
        ("dissociation", "moderate"),
        ("dizziness", None),
        ("nausea", "mild"),
    ]


def test_what_is_denied_is_absent() -> None:
    assert effects_of("no nausea, denies dissociation") == ()
    assert effects_of("none") == ()
    assert effects_of("") is None


def test_one_effect_with_a_mark_that_parts_others() -> None:
    found = effects_of("Floating / out of body, BP went up a lot (mild)")
    assert found is not None
    assert [one.effect for one in found] == ["dissociation", "raised_blood_pressure"]


def test_codes_of_a_legend_count_more_than_words() -> None:
    codes = frozenset({("d", "dissociation"), ("n", "nausea"), ("dz", "dizzy")})
    found = effects_of("D2 DZ,N", codes)
    assert found is not None
    assert [(one.effect, one.severity) for one in found] == [
        ("dissociation", "moderate"),
        ("dizziness", None),
        ("nausea", None),
    ]
    assert [one.effect for one in effects_of("N", codes) or ()] == ["nausea"]


def test_a_word_outside_the_vocabulary_is_kept() -> None:
    found = effects_of("hiccups, cold hands")
    assert [one.effect for one in found or ()] == ["hiccups", "cold hands"]


def test_ticks() -> None:
    yes, no = frozenset({"x", "✓", "y"}), frozenset({"n", "-"})
    assert tick_of("✓ - mild", yes, no) == (True, "mild")
    assert tick_of("Y (severe)", yes, no) == (True, "severe")
    assert tick_of("N", yes, no) == (False, None)
    assert tick_of("?", yes, no) == (None, None)
    assert tick_of("qq", yes, no) == Bad("not_understood")


def test_numbers() -> None:
    assert number_of("19/27") == 19
    assert number_of("72 bpm") == 72
    assert number_of(">4") == Bad("not_one_number")
    assert number_of("-9") is None
    assert number_of("99") == 99
