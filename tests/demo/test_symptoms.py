"""Relief falls sharply, fades with the patient's half-life, and lasts longer after a series."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from dash.demo.people import People, make_people
from dash.demo.planted import LAST_DAY
from dash.demo.schedule import make_plan
from dash.demo.sessions import COMPLETED, Sessions, make_sessions
from dash.demo.symptoms import make_relief

Course = tuple[People, Sessions]


DAY = 1440


@pytest.fixture(scope="module")
def course() -> Course:
    last = (LAST_DAY - date(1970, 1, 1)).days
    people = make_people(np.random.default_rng(1), 400, last)
    plan = make_plan(np.random.default_rng(2), people, last)
    sessions = make_sessions(np.random.default_rng(3), people, plan, LAST_DAY)
    return people, sessions.part(sessions.status == COMPLETED)


def test_half_is_lost_in_five_to_seven_days_after_one_session(course: Course) -> None:
    people, sessions = course
    first = sessions.part(sessions.number == 0)
    relief = make_relief(people, first)
    who = first.patient
    best = relief.at(who, first.started + DAY)
    later = relief.at(who, first.started + np.round((1 + people.fading[who]) * DAY).astype(np.int64))
    assert later == pytest.approx(best / 2, rel=1e-3)
    assert 5 < np.median(people.fading) < 7


def test_relief_is_best_near_a_day_after_the_session(course: Course) -> None:
    people, sessions = course
    first = sessions.part(sessions.number == 0)
    relief = make_relief(people, first)
    hours = [
        relief.at(first.patient, first.started + 60 * hour).mean() for hour in (-1, 0, 2, 4, 12, 24, 48, 96)
    ]
    assert hours[0] == 0
    assert int(np.argmax(hours)) == 5
    assert hours[3] > 0.5 * hours[5]


def test_relief_accumulates_and_lasts_longer_after_a_series(course: Course) -> None:
    people, sessions = course
    relief = make_relief(people, sessions)
    series = np.flatnonzero(relief.minute[:, 5] - relief.minute[:, 0] < 30 * DAY)
    assert len(series) > 100
    assert relief.after[series, 5].mean() > 1.4 * relief.after[series, 0].mean()
    assert (relief.half_days[series, 5] > 2 * relief.half_days[series, 0]).all()
    assert ((relief.after >= 0) & (relief.after <= 1)).all()
