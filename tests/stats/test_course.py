"""Baseline, response, remission, relapse, worse and what holds, of courses written by hand."""

from datetime import date, datetime, timedelta

import pytest

from dash.rulebook.course import standing_words
from dash.stats.age import age, age_words
from dash.stats.course import Asked, Course, Dose, course
from dash.vocabulary import INSTRUMENTS

FIRST = datetime(2026, 1, 10, 10)
DAY = date(2026, 12, 1)


def asked(days: int, value: float, hour: int | None = None, recall: int = 14) -> Asked:
    """Return a total so many days after the first dose, of 10:00; without an hour only its day is known."""
    at = datetime(2026, 1, 10) + timedelta(days=days, hours=hour or 0)
    return Asked(at, at.date(), value, recall)


def dose(days: int, *, timed: bool = True) -> Dose:
    at = FIRST + timedelta(days=days)
    return Dose(at if timed else at.replace(hour=0), at.date(), timed)


def drawn(
    *totals: tuple[int, float], doses: tuple[int, ...] = (0,), instrument: str = "phq9", window: int = 180
) -> Course:
    return course(
        INSTRUMENTS[instrument], [asked(*total) for total in totals], [dose(day) for day in doses], window
    )


def value(found: Asked | None) -> float | None:
    return None if found is None else found.value


def test_an_old_total_is_no_baseline_where_a_newer_one_stands_before_the_first_session() -> None:
    found = drawn((-150, 24), (-1, 14), (10, 11), (20, 13), (30, 13))
    assert value(found.baseline) == 14
    assert (found.response, found.relapse(10)) == (None, None)
    assert standing_words(found.standing, DAY) == "1 below 14 (7 %), no response"


def test_the_last_total_before_the_first_session_is_it_though_the_first_one_was_lower() -> None:
    found = drawn((-20, 12), (-1, 24), (10, 11), (20, 15), (30, 15))
    assert value(found.baseline) == 24
    assert found.response is not None and (found.response.value, found.response.day) == (11, 10)
    relapse = found.relapse(10)
    assert relapse is not None and relapse.day == 30
    assert standing_words(found.standing, DAY) == "9 below 24 (38 %), response lost 30 Jan"


def test_who_is_in_remission_before_cannot_respond_or_relapse() -> None:
    found = drawn((-1, 4), (10, 2), (20, 12), (30, 12))
    assert (found.eligible, found.response, found.relapse(10)) == (False, None, None)
    assert not found.remits(2)
    assert standing_words(found.standing, DAY) == "8 above 4 (200 %), baseline in remission"


def test_a_total_after_the_dose_of_the_first_day_is_no_baseline() -> None:
    first = [asked(-5, 20), asked(0, 8, hour=11)]
    assert value(course(INSTRUMENTS["phq9"], first, [dose(0)], 180).baseline) == 20
    # Without a clock time on one of the two sides, it was asked before it; and at the very minute.
    assert value(course(INSTRUMENTS["phq9"], first, [dose(0, timed=False)], 180).baseline) == 8
    assert value(drawn((-5, 20), (0, 8)).baseline) == 8
    assert value(course(INSTRUMENTS["phq9"], [asked(0, 8, hour=10)], [dose(0)], 180).baseline) == 8
    assert value(course(INSTRUMENTS["phq9"], [asked(0, 8, hour=9)], [dose(0)], 180).baseline) == 8


@pytest.mark.parametrize(("window", "wanted"), [(180, 20), (30, 20), (29, None)])
def test_the_window_of_the_baseline_is_a_setting(window: int, wanted: float | None) -> None:
    found = drawn((-200, 27), (-30, 20), (3, 9), window=window)
    assert value(found.baseline) == wanted
    assert (found.eligible, found.response is None) == ((True, False) if wanted else (None, True))
    assert len(found.after) == 1


def test_response_and_remission_are_named_from_when_they_hold() -> None:
    found = drawn((-1, 21), (5, 10), (10, 4), (15, 11), (20, 10), (25, 4), (30, 3), doses=(0, 7))
    assert [total.number for total in found.after] == [1, 2, 2, 2, 2, 2]
    assert standing_words(found.standing, DAY) == "18 below 21 (86 %), remission since 4 Feb"
    earlier = drawn((-1, 21), (5, 10), (10, 4), (15, 11), (20, 10))
    assert (
        standing_words(earlier.standing, date(2027, 1, 2)) == "11 below 21 (52 %), response since 30 Jan 2026"
    )
    assert standing_words(drawn((3, 9)).standing, DAY) == "no baseline"
    assert standing_words(drawn((-3, 9)).standing, DAY) == "baseline, none since"
    assert standing_words(drawn((-3, 9), doses=()).standing, DAY) == ""
    assert standing_words(drawn().standing, DAY) == ""
    assert standing_words(drawn((-3, 60), (9, 20), instrument="pcl5").standing, DAY) == "40 below 60 (67 %)"


def test_worse_is_measured_from_the_baseline() -> None:
    found = drawn((-9, 25), (-1, 14), (20, 19))
    assert found.worse(points=5) and not found.worse(points=6)
    assert found.worse(share=1.3) and not found.worse(share=1.4)
    assert not drawn((-1, 14)).worse() and not drawn((20, 19)).worse()


def test_a_gain_holds_until_half_of_it_is_gone() -> None:
    # Recall of two weeks: the total of day 5 looks back to before the session.
    found = drawn((-1, 20), (5, 2), (14, 8), (20, 13), (25, 14), (30, 19))
    assert [(gain.days, gain.lost, len(gain.totals)) for gain in found.gains] == [(11, True, 4)]
    kept = drawn((-1, 20), (14, 8), (20, 13), (40, 5), (60, 9), doses=(0, 21))
    assert [(gain.days, gain.lost) for gain in kept.gains] == [(6, False), (20, False)]
    # No ninth of the scale below the baseline; a single total; no baseline.
    assert not drawn((-1, 20), (14, 18), (20, 19)).gains
    assert not drawn((-1, 20), (14, 8)).gains
    assert not drawn((14, 8), (20, 13)).gains


def test_one_age_for_everybody() -> None:
    assert (age(1950, DAY), age_words(1950, DAY)) == (75, "75 or 76")
    assert (age(None, DAY), age_words(None, DAY)) == (None, "")
    assert (age(2026, DAY), age_words(2026, DAY)) == (0, "0")
    assert (age(2025, DAY), age_words(2025, DAY)) == (0, "0 or 1")
