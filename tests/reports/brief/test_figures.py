"""What is drawn stands where the records say, read back from the marks of each figure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dash.charts.scores import read_totals
from dash.reports.brief.answers import answers, draw_answers
from dash.reports.brief.axes import TimeScale, spread
from dash.reports.brief.by_session import by_session
from dash.reports.brief.course import course
from dash.reports.brief.drawing import ALERT, MUTED, SHAPES, Drawing
from dash.reports.brief.effects import effects
from dash.reports.brief.frames import frames
from dash.reports.brief.last_session import last_session
from dash.reports.brief.rail import drawn_at, rail_words
from dash.reports.brief.room import PAPERS, figure_heights
from dash.reports.brief.scores import LONGEST_INTERVAL, NEAR_SESSION_DAYS, totals
from dash.reports.records import patient_records
from dash.rulebook import settings
from dash.rulebook.record import Effect, PatientRecord, Score, Session
from dash.store.reading import Database

FIRST = datetime(2026, 1, 1, 9)


def session(number: int, day: int, **more: Any) -> Session:
    at = FIRST + timedelta(days=day)
    values: dict[str, Any] = {"route": "iv", "drug": "racemic_ketamine", **more}
    return Session(key=number, number=number, started_at=at, has_clock=True, **values)


def total(day: int, value: float, item: str = "total", instrument: str = "phq9") -> Score:
    return Score(FIRST + timedelta(days=day), True, instrument, item, value)


def test_a_session_without_a_clock_time_stands_after_the_answers_of_its_day() -> None:
    """And one with a clock time at it."""
    given = session(1, 0)
    asked = total(0, 20)._replace(measured_at=datetime(2026, 1, 1, 14))
    record = PatientRecord(1, "p1", sessions=(given,), scores=(asked,))
    assert drawn_at(given, record) == FIRST
    days = replace(given, has_clock=False, started_at=datetime(2026, 1, 1))
    assert drawn_at(days, replace(record, scores=())) == datetime(2026, 1, 1, 12)
    assert drawn_at(days, record) == datetime(2026, 1, 1, 14, 30)
    assert "without a clock time" in rail_words(replace(record, sessions=(days,)))
    assert "without a clock time" not in rail_words(record)


def marks(drawing: Drawing, radius: float) -> list[tuple[float, float]]:
    return [
        (item[1], item[2])
        for item in drawing.items
        if item[0] == "circle" and item[3] == pytest.approx(radius)
    ]


def words(drawing: Drawing) -> list[tuple[str, float, float]]:
    return [(item[1], item[2], item[3]) for item in drawing.items if item[0] == "words"]


def straight(numbers: Sequence[float], places: Sequence[float], rising: bool) -> None:
    """All stand on one straight scale."""
    low, high = int(np.argmin(numbers)), int(np.argmax(numbers))
    slope = (places[high] - places[low]) / (numbers[high] - numbers[low])
    assert (slope > 0) is rising
    for number, place in zip(numbers, places, strict=True):
        assert place == pytest.approx(places[low] + slope * (number - numbers[low]), abs=0.01)


def test_each_score_stands_at_its_day_and_its_points() -> None:
    days, values = [0, 3, 20, 31, 90], [22.0, 15.0, 9.0, 27.0, 0.0]
    record = PatientRecord(0, "p", scores=tuple(total(*pair) for pair in zip(days, values, strict=True)))
    figure = course(record, None, (), 90, 70)
    points = marks(figure.drawing, 0.65)
    assert len(points) == 5
    straight(days, [x for x, _ in points], rising=True)
    straight(values, [y for _, y in points], rising=False)
    # The 59 days before the last total, and nothing else, break the line.
    pieces = [item[1] for item in figure.drawing.items if item[0] == "line" and item[2] == 0.5]
    assert [len(piece) for piece in pieces] == [4]


@pytest.mark.parametrize(("values", "named"), [([17.0], ["17"]), ([17.0, 9.0, 5.5], ["17", "5.5"])])
def test_the_first_and_the_last_score_are_named(values: list[float], named: list[str]) -> None:
    record = PatientRecord(0, "p", scores=tuple(total(day, value) for day, value in enumerate(values)))
    drawing = course(record, None, (), 90, 70).drawing
    large = [item[1] for item in drawing.items if item[0] == "words" and item[4] == 9.0]
    assert large == named


_days = st.lists(st.integers(0, 120), max_size=12, unique=True).map(sorted)


@given(_days, _days)
def test_the_line_breaks_where_it_breaks_on_screen(scored: list[int], held: list[int]) -> None:
    record = PatientRecord(
        0,
        "p",
        scores=tuple(total(day, 10 + place) for place, day in enumerate(scored)),
        sessions=tuple(session(number, day) for number, day in enumerate(held, start=1)),
    )
    found = totals(record, "phq9")
    frame = pd.DataFrame(
        {
            "measured_at": [score.measured_at for score in record.scores],
            "item": "total",
            "value": 10.0,
        }
    )
    frame["measured_at"] = pd.to_datetime(frame["measured_at"])
    days = np.array([one.started_at for one in record.sessions], dtype="datetime64[s]")
    frame["measured_has_time"] = [score.has_time for score in record.scores]
    frame["value"] = [score.value for score in record.scores]
    given = pd.DataFrame(
        {
            "started_on": pd.to_datetime([one.day for one in record.sessions]),
            "started_at": pd.to_datetime([one.started_at for one in record.sessions]),
            "has_clock": [one.has_clock for one in record.sessions],
        }
    )
    screen = read_totals(frame, days, LONGEST_INTERVAL.days, NEAR_SESSION_DAYS, given)
    assert found.baseline == pytest.approx(screen.baseline, nan_ok=True)
    assert found.breaks == screen.breaks
    assert found.unasked == tuple(count > 0 for count in screen.unasked)


_answers = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 3)), min_size=1, max_size=60)


@given(_answers, st.sets(st.integers(0, 59)))
def test_no_answer_hides_a_positive_one_that_nobody_acknowledged(
    given_answers: list[tuple[int, int]], seen: set[int]
) -> None:
    unique = sorted(dict(given_answers).items())
    record = PatientRecord(0, "p", scores=tuple(total(day, value, "9") for day, value in unique))
    (lane,) = answers(record)
    known = [identity for place, identity in enumerate(lane.identity) if place in seen]
    drawing = Drawing(90, 10)
    time = TimeScale(FIRST - timedelta(days=3), FIRST + timedelta(days=303), 10, 66)
    pressing = {one for place, one in enumerate(lane.identity) if place not in seen and place % 2}
    draw_answers(drawing, [lane], known, pressing, time, (0, 4), (7, 70))
    filled = [item for item in drawing.items if item[0] == "area" and item[2] in (ALERT, MUTED)]
    red = [(item[1][0][0] + item[1][1][0]) / 2 for item in filled if item[2] == ALERT]
    middles = [(item[1][0][0] + item[1][1][0]) / 2 for item in filled]
    for place, (at, value) in enumerate(zip(lane.at, lane.value, strict=True)):
        assert lane.positive[place] is (value >= 1)
        if value >= 1 and place not in seen:
            assert min(abs(middle - time(at)) for middle in middles) < 2.8
            if lane.identity[place] in pressing:
                assert min(abs(middle - time(at)) for middle in red) < 2.8
    assert len(red) <= sum(
        value >= 1 and one in pressing for one, value in zip(lane.identity, lane.value, strict=True)
    )
    # Filled squares stand for nothing else, and the numbers in them are answers of those days.
    open_days = [time(at) for place, at in enumerate(lane.at) if lane.positive[place] and place not in seen]
    assert all(min(abs(middle - x) for x in open_days) < 0.01 for middle in middles)


@given(st.lists(st.floats(0, 50), max_size=8))
def test_labels_keep_their_distance_and_their_order(places: list[float]) -> None:
    moved = spread(places, 2.4, 0, 50)
    order = sorted(range(len(places)), key=lambda i: places[i])
    for before, after in pairwise(order):
        assert moved[after] - moved[before] > 2.39
    assert all(-0.01 <= place <= 50.01 for place in moved)


def test_each_pressure_stands_at_its_session_and_its_level() -> None:
    peaks, pres = [150, 188, 133, 171], [120, 140, 118, 131]
    held = tuple(
        session(
            number,
            number,
            pre_systolic=pre,
            pre_diastolic=80,
            peak_systolic=peak,
            peak_diastolic=95,
            has_40=True,
        )
        for number, (peak, pre) in enumerate(zip(peaks, pres, strict=True), start=1)
    )
    figure = by_session(PatientRecord(0, "p", sessions=held), settings(), 90, 55)
    systolic = [point for point in marks(figure.drawing, 0.8) if point[1] < 30][:4]
    before = [point for point in marks(figure.drawing, 0.7) if point[1] < 30][:4]
    straight([1, 2, 3, 4], [x for x, _ in systolic], rising=True)
    straight(peaks + pres, [y for _, y in (*systolic, *before)], rising=False)
    assert "1 with a peak at or above 180/110" in figure.alt
    assert "before the dose 131/80, peak 171/95" in figure.alt


def test_the_last_session_stands_at_its_minutes_over_its_own_range(
    states: Database, key_of: dict[str, int]
) -> None:
    key = key_of["S-020"]
    (record,) = patient_records(states, [key])
    own = [reading for reading in record.readings if reading.session_key == record.given[-1].key]
    figure = last_session(record, frames(states, key, date(2026, 11, 20)), settings(), 90, 70)
    points = marks(figure.drawing, 0.7)
    half = len(points) // 2
    assert half == len(own)
    for part, drawn in (("systolic", points[:half]), ("diastolic", points[half:])):
        straight([reading.minute for reading in own], [x for x, _ in drawn], rising=True)
        straight([getattr(reading, part) for reading in own], [y for _, y in drawn], rising=False)
    earlier = [one for one in record.given[:-1] if (one.route, one.drug) == ("in", "esketamine")]
    assert f"grey: 80 % range from {len(earlier)} earlier sessions" in figure.note
    last = record.given[-1]
    assert f"peak {last.peak_systolic}/{last.peak_diastolic}" in figure.alt


def test_a_peak_without_its_40_minute_reading_is_crossed() -> None:
    pressures = {"peak_systolic": 150, "peak_diastolic": 90}
    held = (session(1, 1, has_40=True, **pressures), session(2, 2, **pressures))
    drawing = by_session(PatientRecord(0, "p", sessions=held), settings(), 90, 55).drawing
    assert len(marks(drawing, 0.8)) == 2
    assert len(marks(drawing, 0.9)) == 2
    crosses = [item for item in drawing.items if item[0] == "line" and item[2] == 0.25 and len(item[1]) == 2]
    assert len(crosses) == 4


def test_150_sessions_are_all_drawn_as_peaks_or_in_full() -> None:
    held = tuple(
        session(number, number * 7, peak_systolic=120 + number % 40, peak_diastolic=80, has_40=True)
        for number in range(1, 151)
    )
    record = PatientRecord(0, "p", sessions=held)
    drawing = by_session(record, settings(), 90, 55).drawing
    assert len(marks(drawing, 0.3)) == 2 * 133
    assert len(marks(drawing, 0.8)) == 2 * 17
    rail = course(record, None, (), 90, 70).drawing
    diamonds = [item for item in rail.items if item[0] == "area" and len(item[1]) == len(SHAPES["diamond"])]
    # One a session, and one for the legend.
    assert len(diamonds) == 151


def test_minutes_and_counts_of_side_effects_are_those_of_the_rows() -> None:
    held = (session(1, 0, asked=True), session(2, 7, asked=True), session(3, 14), session(4, 21, asked=True))

    def effect(
        key: int, name: str, severity: int, onset: int | None, end: int | None, serious: bool = False
    ) -> Effect:
        return Effect(key, name, severity, onset, end, serious)

    rows = (
        effect(1, "nausea", 1, 10, 40),
        effect(1, "nausea", 2, 50, 65),
        effect(2, "nausea", 3, 10, None),
        effect(4, "dizziness", 0, 5, 12),
        effect(4, "headache", 1, 0, 20, True),
    )
    figure = effects(PatientRecord(0, "p", sessions=held, effects=rows), 90, 50)
    said = [text for text, _, _ in words(figure.drawing)]
    # 30 + 15 minutes; minutes not recorded; serious first and marked; the third session was not asked.
    assert {"45", "–", "7", "20!"} <= set(said)
    assert said.index("Headache") < said.index("Nausea") < said.index("Dizziness")
    assert said.count("1 of 3") == 2
    assert said.count("2 of 3") == 1
    assert said.count("not asked") == 1
    assert "Nausea: 2 sessions, worst severe, at least 45 min in all." in figure.alt


@given(
    st.integers(0, 8),
    st.integers(1, 4),
    st.integers(0, 6),
    st.integers(0, 400),
    st.integers(0, 1800),
    st.booleans(),
)
def test_figures_take_what_is_left_within_bounds(
    flags: int, lines: int, missing: int, unknown: int, spoken: int, more: bool
) -> None:
    content = {
        "flags": [{}] * flags,
        "more_flags": "and more" * more,
        "lines": [("", "")] * lines,
        "missing": [""] * missing,
        "unknown": "x" * unknown,
        "spoken": ["y" * spoken],
    }
    for paper in PAPERS.values():
        upper, lower = figure_heights(paper, content)
        assert 84 - 0.2 <= upper + lower <= paper.figures + 0.2
        assert upper > lower > 36
