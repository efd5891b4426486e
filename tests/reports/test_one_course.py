"""One baseline, one response, one order: every place says the same of random records.

Rules, patient figures, before and after a change of route, like patients, sentences, brief, card, list of the day and the
cohort's tables are asked about the same patients; the cohort's SQL is the twin of ``dash.stats.course``.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from random import Random
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from helpers.database import draw
from helpers.outcomes import clinics_with_scores
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dash.charts.scores import read_totals
from dash.queries.patient_records import patient_scores, patient_sessions
from dash.queries.score_history import score_history
from dash.queries.selection import Selection
from dash.reports.brief.frames import frames
from dash.reports.brief.scores import totals as brief_totals
from dash.reports.day_flags import main_standing
from dash.reports.holding import how_long_it_holds
from dash.reports.outcome_last import meaningful_change
from dash.reports.outcome_patients import outcome_patients
from dash.reports.own_rises import own_rises
from dash.reports.own_usual import earlier_alike
from dash.reports.records import patient_records
from dash.reports.spoken.course import given_and_course
from dash.rulebook.apply import review
from dash.rulebook.book import Rulebook, product
from dash.rulebook.course import record_course, standing_words
from dash.rulebook.facts import Facts
from dash.rulebook.record import PatientRecord
from dash.stats.course import Course
from dash.stats.course_frames import frame_course, given_of
from dash.store.reading import Database
from dash.store.staging import DeriveSettings
from dash.ui.cards import _score
from dash.vocabulary import INSTRUMENTS, ROUTES
from dash.vocabulary.outcomes import OUTCOMES

DAY = date(2030, 1, 1)
OpenDb = Callable[..., Database]
SMALL = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def with_offsets(clinic: dict[str, Any], random: Random) -> dict[str, Any]:
    """Give most clock times an offset from UTC, each of three."""

    def written(at: str) -> str:
        return at + random.choice(["+02:00", "+02:00", "Z", "-05:00", ""]) if "T" in at else at

    sessions = [{**row, "started_at": written(row["started_at"])} for row in clinic["sessions"]]
    scores = [{**row, "measured_at": written(row["measured_at"])} for row in clinic["scores"]]
    kept = {(row["patient_id"], row["instrument"], row["item"], row["measured_at"]): row for row in scores}
    return {**clinic, "sessions": sessions, "scores": list(kept.values())}


def book_with(window: int) -> Rulebook:
    ours = product()
    rules = {**ours.rules, "baseline_days": replace(ours.rules["baseline_days"], threshold=window)}
    rules["relapse_madrs"] = replace(rules["relapse_madrs"], on=True)
    return replace(ours, rules=MappingProxyType(rules))


def cohort(database: Database, table: str, key: int, scale: str) -> list[dict[str, Any]]:
    sql = f"SELECT * FROM {table} WHERE patient_key = $key AND scale = $scale"
    frame = database.frame(sql, {"key": key, "scale": OUTCOMES[scale].code})
    return frame.astype(object).where(frame.notna(), None).to_dict(orient="records")


@SMALL
@given(clinics_with_scores, st.sampled_from([3, 180]), st.none() | st.integers(0, 10**6), st.floats(0, 1))
def test_every_place_says_the_same(
    clinic: dict[str, Any], window: int, seed: int | None, how_far: float
) -> None:
    clinic = clinic if seed is None else with_offsets(clinic, Random(seed))  # noqa: S311 - made-up records
    database = draw(clinic, DeriveSettings(baseline_days=window))
    book = book_with(window)
    for record in patient_records(database, range(int(database.summary["patients"]))):
        scores, sessions = patient_scores(database, record.key), patient_sessions(database, record.key)
        findings = {finding.rule.id: finding for finding in review(record, DAY, book=book)}
        # As of a day: the record is cut, the rows of the page are, and each place is asked with that day.
        day = record.days[int(how_far * (len(record.days) - 1))] if record.days else DAY
        known, rows = record.as_of(day), frames(database, record.key, day)
        agrees_on_alike(known, rows.sessions, day, book)
        for scale in ("phq9", "madrs"):
            found = record_course(record, scale, window)
            agrees_with_figures(found, record, scores, sessions, window)
            agrees_with_cohort(found, database, record)
            agrees_with_rules(found, findings)
            then = record_course(known, scale, window)
            agrees_with_figures(then, record, rows.scores, rows.sessions, window, day)
            agrees_with_rules(then, {one.rule.id: one for one in review(record, day, book=book)})
        assert [one.started_at for one in record.given] == given_of(sessions)[
            "started_at"
        ].dt.to_pydatetime().tolist()


def agrees_with_figures(
    found: Course, record: PatientRecord, scores: Any, sessions: Any, window: int, day: date = DAY
) -> None:
    scale = found.scale.key
    of_rows = frame_course(scores, sessions, scale, window)
    assert (of_rows.totals, of_rows.doses) == (found.totals, found.doses)
    baseline = float("nan") if found.baseline is None else found.baseline.value
    response = float("nan") if found.response_level is None else found.response_level
    chosen = scores[scores["instrument"] == scale]
    drawn = read_totals(chosen, np.array([], "datetime64[s]"), 45, 6, given_of(sessions), found.scale, window)
    paper = brief_totals(record.as_of(day), scale, window)
    for place in (drawn, paper):
        assert np.array_equal([place.baseline, place.response], [baseline, response], equal_nan=True)
        assert list(place.value) == [total.value for total in found.totals]
    hold = how_long_it_holds(scores, sessions, scale, window)
    assert hold.intervals in (0, len(found.gains))
    words = standing_words(found.standing, day)
    if words and scale == next((key for key in INSTRUMENTS if key in set(chosen["instrument"])), ""):
        assert f", {words}" in given_and_course(given_of(sessions), scores, day, scale, window)
    if scale == "phq9" and found.totals:
        assert main_standing(record.as_of(day), day, window) == words
        if window == 180:
            card = _score(scores, given_of(sessions), day, 3)
            assert ", ".join(part for part in (card.change, card.note) if part) == words


def agrees_on_alike(known: PatientRecord, sessions: Any, day: date, book: Rulebook) -> None:
    """Earlier sessions by the same route and drug: those of the rules are those of bands, words and rises."""
    given = given_of(sessions)
    if not known.given:
        assert given.empty and earlier_alike(given).empty
        return
    alike = [one.key for one in Facts(known, day, None, book).alike(known.given[-1])]
    assert earlier_alike(given)["session_key"].tolist() == alike
    assert own_rises(given).sessions == len(alike) + 1


def agrees_with_cohort(found: Course, database: Database, record: PatientRecord) -> None:
    scale, key = found.scale.key, record.key
    limit = meaningful_change(scale)
    assert limit is not None
    worse = outcome_patients(database, Selection(), scale, "worse", 99)
    assert (key in worse["patient_key"].tolist()) == (
        bool(found.doses) and found.worse(limit.points, limit.share)
    )
    rows = cohort(database, "outcome_courses", key, scale)
    starts = database.frame(
        "SELECT * FROM like_starts WHERE patient_key = $key AND instrument = $name",
        {"key": key, "name": scale},
    )
    if found.baseline is None or not found.doses:
        assert not rows and starts.empty
        return
    assert starts[["baseline", "scored_on"]].to_numpy().tolist()[0][0] == found.baseline.value
    assert starts["scored_on"].iloc[0].date() == found.baseline.day
    assert starts["route"].iloc[0] == ROUTES[record.given[0].route].code
    row, last, first = rows[0], found.after[-1] if found.after else None, found.response
    assert row["baseline"] == found.baseline.value
    assert (row["eligible"], row["totals"]) == (found.eligible, len(found.after))
    assert row["last_value"] == (None if last is None else last.value)
    assert row["response_day"] == (None if first is None else first.day)
    assert row["last_response"] == (None if last is None else found.responds(last.value))
    relapses = cohort(database, "outcome_relapses", key, scale)
    for level in (4, 8, 10, 16):
        days = [one["days"] for one in relapses if one["level"] >= level]
        relapse = found.relapse(level)
        assert (min(days) if days else None) == (
            None if relapse is None or first is None else relapse.day - first.day
        )
    gaps = cohort(database, "outcome_gaps", key, scale)
    assert sorted((one["days"], one["lost"]) for one in gaps) == sorted(
        (one.days, one.lost) for one in found.gains
    )
    steps = {
        one["step"]: one["change"]
        for one in cohort(database, "outcome_points", key, scale)
        if one["axis"] == 0
    }
    assert steps == {number: total.value - found.baseline.value for number, total in found.by_session.items()}


def agrees_with_rules(found: Course, findings: dict[str, Any]) -> None:
    scale = found.scale.key
    relapse = findings.get(f"relapse_{scale}")
    if relapse is not None and found.response is None:
        assert relapse.state == "not_measurable"
    if relapse is not None and relapse.state == "fired":
        assert found.relapse(relapse.rule.threshold) is not None and found.baseline is not None
        assert relapse.detail.startswith(
            f"baseline {found.baseline.value:g} · response {found.response.value:g} on"
        )
    none = findings.get(f"no_response_{scale}")
    if none is not None and none.state == "fired":
        assert found.eligible and found.baseline is not None
        assert none.headline.endswith(f", from {found.baseline.value:g}")
        assert not any(found.responds(total.value) for total in found.after[-1:])


# What was seen, through the whole way: from a source's times to rules, tables and figures ------------------------------


def phq9(*totals: tuple[str, float]) -> list[dict[str, Any]]:
    return [{"patient_id": "p1", "measured_at": at, "value": value} for at, value in totals]


def given_on(*times: str) -> list[dict[str, Any]]:
    return [
        {"session_id": f"s{place}", "patient_id": "p1", "started_at": at, "phase": "induction"}
        for place, at in enumerate(times)
    ]


@pytest.mark.parametrize(
    ("totals", "baseline", "response", "rules"),
    [
        # 24 five months before, 14 before the first session; then 11, 13, 13.
        (
            [("2025-08-05", 24), ("2026-01-04", 14), ("2026-01-15", 11), ("2026-01-25", 13), ("2026-02-10", 13)],
            14, None, {"relapse_phq9": "not_measurable", "no_response_phq9": "fired"},
        ),
        # 12, then 24; then 11, 15, 15.
        (
            [("2025-12-20", 12), ("2026-01-04", 24), ("2026-01-15", 11), ("2026-01-25", 15), ("2026-02-10", 15)],
            24, 10, {"relapse_phq9": "fired", "no_response_phq9": "clear"},
        ),
        # 4; then 2, 12, 12.
        (
            [("2026-01-04", 4), ("2026-01-15", 2), ("2026-01-25", 12), ("2026-02-10", 12)],
            4, None, {"relapse_phq9": "not_measurable", "no_response_phq9": "not_measurable"},
        ),
        # A score after the dose of the first day.
        (
            [("2026-01-04", 20), ("2026-01-05T11:00", 8), ("2026-02-10", 13)],
            20, 0, {"relapse_phq9": "not_measurable", "no_response_phq9": "clear"},
        ),
    ],
)  # fmt: skip
def test_the_courses_that_were_told_in_four_ways(
    open_db: OpenDb,
    totals: list[tuple[str, float]],
    baseline: float,
    response: int | None,
    rules: dict[str, str],
) -> None:
    database = open_db(sessions=given_on("2026-01-05T10:00", "2026-01-08T10:00"), scores=phq9(*totals))
    record = patient_records(database, [0])[0]
    findings = {finding.rule.id: finding.state for finding in review(record, date(2026, 2, 12))}
    assert {name: findings[name].replace("not_fired", "clear") for name in rules} == rules
    row = cohort(database, "outcome_courses", 0, "phq9")[0]
    assert (row["baseline"], row["response_day"]) == (baseline, response)
    agrees_with_cohort(record_course(record, "phq9", 180), database, record)
    agrees_with_figures(
        record_course(record, "phq9", 180),
        record,
        patient_scores(database, 0),
        patient_sessions(database, 0),
        180,
    )


def test_times_with_offsets_stand_in_the_order_of_their_moments(open_db: OpenDb) -> None:
    """06:00Z and 08:30Z around a dose at 10:00+02:00; 02:50+02:00 before 02:10+01:00 in the night the clocks go back."""
    database = open_db(
        sessions=given_on("2026-10-20T10:00+02:00", "2026-10-25T02:10+01:00", "2026-10-25T02:50+02:00"),
        scores=phq9(("2026-10-20T06:00Z", 20), ("2026-10-20T08:30Z", 9), ("2026-10-25T00:55Z", 8)),
    )
    record, scores = patient_records(database, [0])[0], patient_scores(database, 0)
    sessions = patient_sessions(database, 0)
    wall = [datetime(2026, 10, 20, 10), datetime(2026, 10, 25, 2, 50), datetime(2026, 10, 25, 2, 10)]
    assert [one.started_at for one in record.given] == wall
    assert sessions["started_at"].dt.to_pydatetime().tolist() == wall
    assert sessions["session_number"].tolist() == [1, 2, 3]
    found = record_course(record, "phq9", 180)
    assert found.baseline is not None and found.baseline.value == 20
    assert [(total.value, total.number) for total in found.after] == [(9, 1), (8, 2)]
    agrees_with_cohort(found, database, record)
    agrees_with_figures(found, record, scores, sessions, 180)
    # What is shown is the clock on the wall.
    assert [one.measured_at.hour for one in record.scores] == [6, 8, 0]


@pytest.mark.parametrize(("asked", "state"), [("08:30Z", "not_fired"), ("07:30Z", "fired")])
def test_rules_ask_what_came_after_the_dose_by_the_moment(open_db: OpenDb, asked: str, state: str) -> None:
    """An answer about suicidal thoughts, and a score, half an hour after the dose of 10:00+02:00 and before it."""
    item = {"patient_id": "p1", "measured_at": f"2026-10-20T{asked}", "item": "9", "value": 0}
    database = open_db(
        sessions=given_on("2026-10-20T10:00+02:00"), scores=[item, *phq9((f"2026-10-20T{asked}", 9))]
    )
    findings = review(patient_records(database, [0])[0], date(2026, 11, 2))
    found = {finding.rule.id: finding.state for finding in findings}
    assert (found["missing_suicidality"], found["missing_since_first"]) == (state, state)


def test_a_time_without_an_offset_is_compared_by_the_clock_on_the_wall(open_db: OpenDb) -> None:
    """09:30 and 10:30 without an offset stand around 10:00+02:00, and 07:45Z between the two of them and the dose."""
    database = open_db(
        sessions=given_on("2026-07-01T10:00+02:00"),
        scores=phq9(("2026-07-01T10:30", 7), ("2026-07-01T07:45Z", 19), ("2026-07-01T09:30", 20)),
    )
    record = patient_records(database, [0])[0]
    assert [one.value for one in record.scores] == [20, 19, 7]
    assert [total.value for total in record_course(record, "phq9", 180).after] == [7]
    # Scores with an offset beside sessions without: by the clock on the wall.
    other = open_db(
        sessions=given_on("2026-07-01T10:00"),
        scores=phq9(("2026-07-01T09:30+02:00", 20), ("2026-07-01T10:30+02:00", 7)),
    )
    assert [one.value for one in record_course(patient_records(other, [0])[0], "phq9", 180).after] == [7]
    assert [row.values for row in score_history(other, [0], date(2026, 7, 2), 5)] == [[20, 7]]


def test_a_total_after_the_dose_stands_after_a_change_of_route(open_db: OpenDb) -> None:
    """On the day of the change, before its dose and after it by the clock."""
    from dash.reports.route_switch import patient_switches

    rows = given_on("2026-01-01T10:00", "2026-01-10T10:00", "2026-01-20T10:00")
    rows[1]["route"] = rows[2]["route"] = "in"
    database = open_db(
        sessions=rows,
        scores=phq9(("2026-01-10T09:00", 18), ("2026-01-10T12:00", 9), ("2026-01-20T10:30", 7)),
    )
    row = patient_switches(database, 0).iloc[0]
    assert (row["before"], row["before_n"], row["after"], row["after_n"]) == (18, 1, 7, 2)


def test_the_window_reaches_rules_and_tables(open_db: OpenDb) -> None:
    tables = {
        "sessions": given_on("2026-01-05T10:00"),
        "scores": phq9(("2025-11-01", 20), ("2026-01-20", 8)),
    }
    for window, baselines in ((180, [20]), (30, [])):
        database = open_db(**tables, settings=DeriveSettings(baseline_days=window))
        assert [row["baseline"] for row in cohort(database, "outcome_courses", 0, "phq9")] == baselines
        findings = review(patient_records(database, [0])[0], date(2026, 2, 12), book=book_with(window))
        detail = next(finding for finding in findings if finding.rule.id == "no_response_phq9")
        assert (detail.state == "not_measurable") is (not baselines)
