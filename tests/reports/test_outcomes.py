"""Every number about outcomes, computed a second time by plain loops on small random clinics and selections."""

import math
from collections import Counter
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from helpers import ask
from helpers import outcomes as slow
from helpers import slow as sessions
from helpers.clinics import Clinic, same_cases, selections
from helpers.database import OpenDb, draw
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from dash.errors import QuestionError
from dash.queries.selection import Selection
from dash.reports.outcome_holding import INTERVALS
from dash.reports.outcome_model import model_rows, outcome_model
from dash.reports.outcome_patients import PARTS, outcome_patients
from dash.reports.outcome_times import outcome_log_rank

few = same_cases(25)
chosen = (
    selections
    | st.just(Selection())
    | selections.map(lambda one: replace(one, routes=(), phases=(), start=None))
)
cases = st.tuples(slow.clinics_with_scores, st.lists(chosen, min_size=2, max_size=2))
Case = tuple[Clinic, list[Selection]]


def by_route(found: list[slow.Course]) -> dict[str, list[slow.Course]]:
    return {
        route: [one for one in found if one.first.route == route]
        for route in {one.first.route for one in found}
    }


@few
@given(case=cases)
@pytest.mark.parametrize("instrument", ["phq9", "madrs"])
def test_flow(instrument: str, case: Case) -> None:
    clinic, some = case
    database = draw(clinic)
    for selection in some:
        there = sessions.chosen(sessions.sessions_of(clinic), selection)
        rows = by_route(slow.began(clinic, selection, instrument))
        wanted = {}
        for route in {session.route for session in there}:
            own = rows.get(route, [])
            based = [one for one in own if one.baseline is not None]
            able = [one for one in based if slow.eligible(one, instrument)]
            wanted[route] = (
                len({session.patient for session in there if session.route == route}),
                len(own),
                sum(len(one.routes) > 1 for one in own),
                len(own) - len(based),
                len(based),
                len(able),
                sum(bool(one.after) for one in based),
                sum(bool(one.after) for one in able),
            )
        frame = ask.outcome_flow(database, selection, instrument)
        assert {row[0]: tuple(row[1:]) for row in frame.itertuples(index=False, name=None)} == wanted


@few
@given(case=cases)
@pytest.mark.parametrize("axis", ["sessions", "weeks"])
def test_change_and_what_became_of_the_rest(axis: str, case: Case) -> None:
    clinic, some = case
    database = draw(clinic)
    for selection in some:
        frame = ask.outcome_change(database, selection, "phq9", axis).set_index(["route", "step"])
        lines = ask.outcome_lines(database, selection, "phq9", axis)
        based = by_route([one for one in slow.began(clinic, selection, "phq9") if one.baseline is not None])
        assert set(frame.index.get_level_values("route")) == set(based)
        drawn = Counter()
        wanted_lines: Counter[tuple[str, int, float]] = Counter()
        for route, own in based.items():
            for step in range(1, 21):
                row = frame.loc[(route, step)]
                steps = [(one, slow.at_steps(one, axis)) for one in own]
                here = [at[step].value - one.baseline for one, at in steps if step in at]
                assert row["n"] == len(here)
                if here:
                    found = [row["p10"], row["p50"], row["p90"]]
                    assert found == [slow.percentile(here, percent) for percent in (10, 50, 90)]
                later = [one for one, at in steps if step not in at and max(at, default=0) > step]
                ended = [one for one, at in steps if one.after and max(at, default=0) < step]
                good = [one for one in ended if slow.responded(one, one.after[-1], "phq9")]
                assert row["later"] == len(later)
                assert (row["ended_response"], row["ended_no_response"]) == (
                    len(good),
                    len(ended) - len(good),
                )
                assert row["never"] == sum(not one.after for one in own)
                parts = row[["n", "later", "ended_response", "ended_no_response", "never"]].sum()
                assert parts == row["baseline"] == len(own)
                drawn[route] += len(here)
                wanted_lines.update((route, step, change) for change in here)
        # Five patients are below what is drawn at most: every value is on a line.
        assert Counter(lines["route"]) == +drawn
        found_lines = lines[["route", "step", "change"]].itertuples(index=False, name=None)
        assert Counter(found_lines) == wanted_lines
        assert not lines.duplicated(["patient_key", "step"]).any()


@few
@given(case=cases)
@pytest.mark.parametrize("instrument", ["phq9", "madrs"])
def test_response_and_remission(instrument: str, case: Case) -> None:
    clinic, some = case
    database = draw(clinic)
    limit = slow.RULES[instrument][1]
    for selection in some:
        frame = ask.outcome_response(database, selection, instrument).set_index(["route", "step"])
        able = [one for one in slow.began(clinic, selection, instrument) if slow.eligible(one, instrument)]
        assert set(frame.index.get_level_values("route")) == {one.first.route for one in able}
        for route, own in by_route(able).items():
            for step in range(1, 13):
                row = frame.loc[(route, step)]
                scored = [
                    (one, slow.at_steps(one, "sessions")[step])
                    for one in own
                    if step in slow.at_steps(one, "sessions")
                ]
                good = sum(slow.responded(one, score, instrument) for one, score in scored)
                well = sum(score.value < limit for _, score in scored)
                assert row["reached"] == sum(one.sessions >= step for one in own)
                assert [row["eligible"], row["analysed"], row["responses"], row["remissions"]] == [
                    len(own), len(scored), good, well,
                ]  # fmt: skip
                assert row["response_of_eligible"] == pytest.approx(100 * good / len(own))
                if scored:
                    assert row["response"] == pytest.approx(100 * good / len(scored))
                    assert (row["response_low"], row["response_high"]) == pytest.approx(
                        _interval(good, len(scored))
                    )


def _interval(events: int, total: int) -> tuple[float, float]:
    if events == 0:
        return 0.0, 100 * (1 - 0.05 ** (1 / total))
    low, high = proportion_confint(
        events, total, method="wilson" if min(events, total - events) >= 5 else "beta"
    )
    return 100 * low, 100 * high


@few
@given(case=cases)
def test_time_to_response_and_to_relapse(case: Case) -> None:
    clinic, some = case
    database = draw(clinic)
    for selection in some:
        curves = ask.outcome_times(database, selection, "phq9")
        counts = ask.outcome_time_counts(database, selection, "phq9").set_index(["event", "route"])
        able = [one for one in slow.began(clinic, selection, "phq9") if slow.eligible(one, "phq9")]
        lags: dict[str, list[int]] = {"response": [], "relapse": []}
        for one in able:
            place = slow.first_response(one, "phq9")
            if place is not None:
                before = one.after[place - 1].day if place else 0
                lags["response"].append(one.after[place].day - before)
                back = slow.relapse(one, "phq9")
                if back is not None:
                    lags["relapse"].append(one.after[back].day - one.after[back - 1].day)
        for (event, _), said in counts["seen_late"].items():
            assert said == _lag_words(lags[event])
        for route, own in by_route(able).items():
            to_response, to_relapse = [], []
            for one in own:
                place = slow.first_response(one, "phq9")
                end = max([0, *(score.day for score in one.after)])
                to_response.append(
                    (end if place is None else max(one.after[place].day, 0), place is not None)
                )
                if place is not None:
                    start, back = one.after[place].day, slow.relapse(one, "phq9")
                    to_relapse.append(
                        (one.after[back].day - start if back else one.after[-1].day - start, back is not None)
                    )
            for event, times in (("response", to_response), ("relapse", to_relapse)):
                rows = curves[(curves["event"] == event) & (curves["route"] == route)]
                if not times:
                    assert rows.empty
                    continue
                assert rows.iloc[0][["day", "share", "at_risk"]].tolist() == [0, 100, len(times)]
                shares = {
                    int(day): share / 100
                    for day, share in rows.iloc[1:][["day", "share"]].to_numpy().tolist()
                }
                assert shares == pytest.approx(slow.kaplan_meier(times))
                row = counts.loc[(event, route)]
                assert [row["patients"], row["events"]] == [len(times), sum(seen for _, seen in times)]
                assert _same(row["median"], slow.median_day(times))


def _lag_words(lags: list[int]) -> str:
    if not lags:
        return "None was seen."
    ordered = sorted(lags)
    half, most = (ordered[-(-share * len(ordered) // 10) - 1] for share in (5, 9))
    return (
        "Seen only when somebody looked: it happened at some time after the look before. The curve takes the time it was "
        f"seen, so it lags by up to {half} days in half of them and {most} days in nine of ten."
    )


def _same(found: float, wanted: float | None) -> bool:
    return math.isnan(found) if wanted is None else math.isclose(found, wanted)


@few
@given(case=cases)
@pytest.mark.parametrize("instrument", ["phq9", "madrs"])
def test_last_scores_and_who_is_worse(instrument: str, case: Case) -> None:
    clinic, some = case
    database = draw(clinic)
    limit = {"phq9": 5, "madrs": 6}[instrument]
    for selection in some:
        seen = [
            one for one in slow.began(clinic, selection, instrument) if one.baseline is not None and one.after
        ]
        frame = ask.outcome_last(database, selection, instrument)
        found = Counter()
        for route, before, last, n in frame[["route", "baseline", "last_value", "patients"]].itertuples(
            index=False
        ):
            found[route, before, last] += n
        assert found == Counter((one.first.route, one.baseline, one.after[-1].value) for one in seen)
        worse = ask.outcome_worse(database, selection, instrument).set_index("route")
        for route, own in by_route(seen).items():
            up = [one for one in own if one.after[-1].value - one.baseline >= limit]
            down = [one for one in own if one.baseline - one.after[-1].value >= limit]
            row = worse.loc[route]
            assert [row["patients"], row["worse"], row["better"]] == [len(own), len(up), len(down)]
            assert (row["low"], row["high"]) == pytest.approx(_interval(len(up), len(own)))


@few
@given(case=cases)
def test_suicidal_thoughts(case: Case) -> None:
    clinic, some = case
    database = draw(clinic)
    for selection in some:
        frame = ask.outcome_ideation(database, selection)
        asked = [one for one in slow.began(clinic, selection, "phq9", "9") if one.before or one.after]
        wanted = Counter(
            (one.first.route, one.baseline, one.after[-1].value if one.after else None) for one in asked
        )
        plain = frame.astype(object).where(frame.notna(), None)
        rows = plain[["route", "baseline", "last_value", "patients"]].itertuples(index=False, name=None)
        assert Counter({(route, before, last): n for route, before, last, n in rows}) == wanted
        listed = ask.outcome_ideation_patients(database, selection)
        loud = {
            one.patient
            for one in asked
            if one.after
            and (
                one.after[-1].value >= 1 or (one.baseline is not None and one.after[-1].value > one.baseline)
            )
        }
        assert set(listed["patient_id"]) == loud
        by_name = {one.patient: one for one in asked}
        for row in listed.itertuples():
            one = by_name[row.patient_id]
            answers = [score.value for score in one.after]
            assert (row.last_value, row.highest) == (answers[-1], max(answers))
            assert _same(row.baseline, one.baseline)
            assert row.last_on.date() == one.after[-1].on
        assert listed["last_value"].is_monotonic_decreasing


@few
@given(case=cases)
@pytest.mark.parametrize("instrument", ["phq9", "madrs"])
def test_how_long_a_gain_holds(instrument: str, case: Case) -> None:
    clinic, some = case
    database = draw(clinic)
    for selection in some:
        frame = ask.outcome_holding(database, selection, instrument).set_index(["by", "group"])
        curves = ask.outcome_holding_curve(database, selection, instrument)
        found = list(slow.gaps(clinic, selection, instrument))
        for route in {gap.session.route for gap in found}:
            own = [gap for gap in found if gap.session.route == route]
            row = frame.loc[("route", route)]
            assert [row["patients"], row["gaps"], row["lost"]] == [
                len({gap.patient for gap in own}), len(own), sum(gap.lost for gap in own),
            ]  # fmt: skip
            rows = curves[curves["route"] == route].iloc[1:]
            shares = {int(day): share / 100 for day, share in rows[["day", "share"]].to_numpy().tolist()}
            assert shares == pytest.approx(slow.kaplan_meier([(gap.days, gap.lost) for gap in own]))
        groups: dict[str, list[slow.Gap]] = {
            name: [gap for gap in found if gap.to_next is not None and low <= gap.to_next <= high]
            for name, low, high in INTERVALS
        }
        groups["no next session"] = [gap for gap in found if gap.to_next is None]
        looks_back = slow.RULES[instrument][3]
        for group, own in groups.items():
            if ("interval", group) not in frame.index:
                # The scale looks back further than such a time lasts: nothing can be in it but what says otherwise.
                assert looks_back and group in {"up to 7 days", "8 to 14 days"}
                continue
            row = frame.loc[("interval", group)]
            assert [row["patients"], row["gaps"], row["lost"]] == [
                len({gap.patient for gap in own}), len(own), sum(gap.lost for gap in own),
            ]  # fmt: skip
            assert _same(row["share"], 100 * sum(gap.lost for gap in own) / len(own) if own else None)
            losers = {gap.patient for gap in own if gap.lost}
            keepers = {gap.patient for gap in own if not gap.lost}
            repeats = len({gap.patient for gap in own}) < len(own)
            if losers and repeats and min(len(losers), len(keepers)) < 10:
                assert math.isnan(row["share_low"]) and "too few for an interval" in row["method"]
            times = [(gap.days, gap.lost) for gap in own]
            assert _same(row["median"], slow.median_day(times) if len(own) >= 10 else None)
            assert bool(row["reason"]) == math.isnan(row["median"])


@few
@given(case=cases)
def test_lists_figures_and_counts_agree(case: Case) -> None:
    """Whatever the filter: the patients listed are those counted, and no part is larger than what it is a part of."""
    clinic, some = case
    database = draw(clinic)
    for selection in some:
        flow = ask.outcome_flow(database, selection, "phq9").sum(numeric_only=True)
        lists = {part: outcome_patients(database, selection, "phq9", part, 999) for part in PARTS}
        assert len(lists["all"]) == flow["baseline"]
        assert len(lists["not_measured"]) == flow["baseline"] - flow["measured"]
        assert len(lists["response"]) + len(lists["no_response"]) == flow["analysed"]
        known = {
            one.patient: one for one in slow.began(clinic, selection, "phq9") if one.baseline is not None
        }
        assert set(lists["all"]["patient_id"]) == set(known)
        for row in lists["all"].itertuples():
            one, last = known[row.patient_id], known[row.patient_id].after[-1:]
            place = slow.first_response(one, "phq9")
            assert (row.sessions, row.baseline, row.totals) == (one.sessions, one.baseline, len(one.after))
            assert _same(row.last_value, last[0].value if last else None)
            assert _same(row.change, last[0].value - one.baseline if last else None)
            assert pd.isna(row.last_day) if not last else row.last_day == last[0].day
            assert pd.isna(row.response_day) if place is None else row.response_day == one.after[place].day
        counts = ask.outcome_time_counts(database, selection, "phq9")
        assert len(lists["response"]) == counts.loc[counts["event"] == "response", "events"].sum()
        worse = ask.outcome_worse(database, selection, "phq9")
        assert len(lists["worse"]) == worse["worse"].sum()
        assert ask.outcome_last(database, selection, "phq9")["patients"].sum() == flow["measured"]
        whole = ask.outcome_flow(database, selection.unlimited, "phq9").sum(numeric_only=True)
        assert (flow <= whole).all()
        patients = ask.selection_counts(database, selection).iloc[0]["patients"]
        assert flow["began"] <= patients <= flow["treated"]


STATES: dict[str, dict[str, Any]] = {
    "no session": {"patients": [{"patient_id": "p"}]},
    "one session, no score": {"sessions": "session_id | patient_id | started_at\ns1 | p | 2024-01-05"},
    "one patient": {
        "sessions": "session_id | patient_id | started_at\ns1 | p | 2024-01-05\ns2 | p | 2024-01-09",
        "scores": "patient_id | measured_at | value\np | 2024-01-04 | 20\np | 2024-01-09 | 9",
    },
    "scores before a session only": {
        "sessions": "session_id | patient_id | started_at\ns1 | p | 2024-01-05",
        "scores": "patient_id | measured_at | value\np | 2024-01-04 | 20",
    },
}


@pytest.mark.parametrize("state", STATES)
def test_small_states_have_the_same_columns(open_db: OpenDb, state: str) -> None:
    full, database = open_db(**STATES["one patient"]), open_db(**STATES[state])
    for name in (
        "outcome_flow", "outcome_change", "outcome_lines", "outcome_response", "outcome_times", "outcome_time_counts",
        "outcome_last", "outcome_worse", "outcome_holding", "outcome_holding_curve", "outcome_patients",
    ):  # fmt: skip
        for instrument in ("phq9", "pcl5"):
            found, wanted = (getattr(ask, name)(one, Selection(), instrument) for one in (database, full))
            assert list(found.columns) == list(wanted.columns), name
    assert ask.outcome_ideation(database, Selection()).empty
    assert not outcome_model(database, Selection(), "phq9").fitted
    assert model_rows(outcome_model(database, Selection(), "phq9"))["why"].iloc[0]
    assert outcome_log_rank(database, Selection(), "phq9")["p"].isna().all()


def test_one_patient_by_hand(open_db: OpenDb) -> None:
    database = open_db(**STATES["one patient"])
    change = ask.outcome_change(database, Selection(), "phq9")
    assert change.loc[change["n"] > 0, ["step", "n", "p50"]].to_numpy().tolist() == [[1, 1, -11]]
    response = ask.outcome_response(database, Selection(), "phq9").iloc[0]
    assert response[["treated", "began", "eligible", "reached", "analysed", "responses", "remissions"]].tolist() == [
        1, 1, 1, 1, 1, 1, 0,
    ]  # fmt: skip
    times = ask.outcome_time_counts(database, Selection(), "phq9").iloc[0]
    assert (times["event"], times["median"]) == ("response", 4)


def test_a_score_after_the_dose_by_both_clocks_is_no_baseline(open_db: OpenDb) -> None:
    sessions_ = "session_id | patient_id | started_at\ns1 | p | 2024-01-05T10:00"
    # Forms are often stamped with the time of the session itself: they were filled in before the dose.
    for clock, base in (("T09:00", 1), ("T10:00", 1), ("T10:01", 0), ("T11:00", 0), ("", 1)):
        scores = f"patient_id | measured_at | value\np | 2024-01-05{clock} | 20"
        database = open_db(sessions=sessions_, scores=scores)
        assert ask.outcome_flow(database, Selection(), "phq9").iloc[0]["baseline"] == base


def test_the_baseline_is_the_last_total_before_the_first_session(open_db: OpenDb) -> None:
    """What changed while somebody waited is no outcome of the treatment."""
    database = open_db(
        sessions="session_id | patient_id | started_at\ns1 | p | 2024-01-05",
        scores="patient_id | measured_at | value\np | 2023-06-01 | 24\np | 2024-01-04 | 14\np | 2024-01-09 | 12",
    )
    row = ask.outcome_last(database, Selection(), "phq9").iloc[0]
    assert (row["baseline"], row["change"]) == (14, -2)
    assert ask.outcome_response(database, Selection(), "phq9")["responses"].sum() == 0


@pytest.mark.parametrize(
    ("words", "counted"), [("today", 1), ("lately", 0), ("", 0), ("over the last 7 days", 1), ("-P14D", 0)]
)
def test_an_answer_about_the_time_before_the_session_says_nothing_of_what_holds(
    open_db: OpenDb, words: str, counted: int
) -> None:
    """Totals of days 8 and 10: words that are not understood mean what the scale looks back on, two weeks."""
    rows = [("2024-01-04", 20), ("2024-01-13", 8), ("2024-01-15", 16)]
    database = open_db(
        sessions="session_id | patient_id | started_at\ns1 | p | 2024-01-05",
        scores=[
            {"patient_id": "p", "measured_at": at, "value": value, "recall_window": words or None}
            for at, value in rows
        ],
    )
    assert ask.outcome_holding(database, Selection(), "phq9")["gaps"].iloc[-1] == counted


def test_a_scale_without_outcomes_is_named_as_such(open_db: OpenDb) -> None:
    with pytest.raises(QuestionError, match="no outcomes"):
        ask.outcome_flow(open_db(**STATES["one patient"]), Selection(), "cadss")


def test_more_patients_than_lines_are_drawn_the_same_way_each_time(open_db: OpenDb) -> None:
    names = [f"p{n:03d}" for n in range(80)]
    database = open_db(
        sessions=[{"session_id": f"s{n}", "patient_id": n, "started_at": "2024-01-05"} for n in names],
        scores=[
            {"patient_id": n, "measured_at": at, "value": value}
            for n in names
            for at, value in (("2024-01-04", 20), ("2024-01-09", 9))
        ],
    )
    found = ask.outcome_lines(database, Selection(), "phq9")
    assert found["patient_key"].nunique() == 50
    pd.testing.assert_frame_equal(found, ask.outcome_lines(database, Selection(), "phq9"))
    assert ask.outcome_change(database, Selection(), "phq9").iloc[0]["n"] == 80


def test_the_model_and_the_test_use_every_patient_that_the_figures_show(open_db: OpenDb) -> None:
    rows = [(f"p{n:02d}", route) for n, route in enumerate(["iv"] * 12 + ["in"] * 12)]
    database = open_db(
        sessions=[
            {
                "session_id": f"{p}-{k}",
                "patient_id": p,
                "started_at": f"2024-01-{5 + 4 * k:02d}",
                "route": route,
            }
            for p, route in rows
            for k in range(5)
        ],
        scores=[
            {
                "patient_id": p,
                "measured_at": f"2024-01-{4 + 4 * k:02d}",
                "value": max(
                    0, 22 - (3 if route == "iv" else 2) * k + (7 * place + 3 * k * place + 2 * k * k) % 5
                ),
            }
            for place, (p, route) in enumerate(rows)
            for k in range(6)
        ],
    )
    fit = outcome_model(database, Selection(), "phq9")
    change = ask.outcome_change(database, Selection(), "phq9")
    shown = change[change["step"] <= 8].groupby("route")["n"].sum()
    assert fit.fitted
    assert fit.slopes.set_index("route")["scores"].to_dict() == shown.to_dict()
    slopes = model_rows(outcome_model(database, Selection(), "phq9")).set_index("route")["slope"]
    assert slopes["iv"] < slopes["in"] < 0
    test = outcome_log_rank(database, Selection(), "phq9").set_index("event")
    times = ask.outcome_time_counts(database, Selection(), "phq9")
    assert test.loc["response", "routes"] == 2
    assert 0 < test.loc["response", "p"] <= 1
    assert times["patients"].iloc[:2].tolist() == [12, 12]
