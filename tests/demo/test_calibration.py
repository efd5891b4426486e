"""The made-up clinic has the rates, changes and courses of the reference, within what chance allows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from dash.demo.reference import (
    CLUSTERING,
    EFFECT_RATES,
    EVENT_RATES,
    RISE_40_MEAN,
    RISE_40_SD,
    RISE_FACTOR,
    RISE_MAX_MEAN,
    RISE_MAX_SD,
    ROUTES,
    SCALE_RATES,
)

if TYPE_CHECKING:
    from tests.demo.conftest import Seen


def design_effect(patients: pd.Series, rho: float) -> float:
    """How much wider an interval is because one patient's sessions are alike (Kish, unequal cluster sizes)."""
    sizes = patients.value_counts().to_numpy()
    return 1 + (float((sizes**2).sum() / sizes.sum()) - 1) * rho


def alikeness(happened: pd.Series, patients: pd.Series) -> float:
    """Correlation of two sessions of one patient, from all pairs of sessions."""
    share = happened.mean()
    pairs, total = 0.0, 0
    for _, own in (happened.astype(float) - share).groupby(patients):
        pairs += own.sum() ** 2 - (own**2).sum()
        total += len(own) * (len(own) - 1)
    return float(pairs / total / (share * (1 - share)))


@pytest.mark.parametrize("effect", EFFECT_RATES)
def test_effects_happen_at_the_reference_rates(many: Seen, effect: str) -> None:
    """Within 3.5 standard errors that respect patients, and within the binomial where few are expected."""
    for route, percent in zip(ROUTES, EFFECT_RATES[effect], strict=True):
        chosen = many.sessions[many.sessions["plain"] & (many.sessions["route"] == route)]
        seen = many.happened.get(effect, pd.Series(False, many.sessions.index)).loc[chosen.index]
        share, size = percent / 100, len(chosen)
        widened = design_effect(chosen["patient_id"], CLUSTERING.get(effect, 0.0))
        error = 3.5 * np.sqrt(share * (1 - share) / size * widened)
        low, high = binom.ppf([0.0005, 0.9995], size, share)
        assert min(size * (share - error), low) <= seen.sum() <= max(size * (share + error), high), route


def test_the_intervals_used_above_are_not_too_wide(many: Seen) -> None:
    """Squared standardised differences average about one over all effects and routes."""
    squares = []
    for effect, rates in EFFECT_RATES.items():
        for route, percent in zip(ROUTES, rates, strict=True):
            chosen = many.sessions[many.sessions["plain"] & (many.sessions["route"] == route)]
            expected = len(chosen) * percent / 100
            if expected >= 5:
                widened = design_effect(chosen["patient_id"], CLUSTERING.get(effect, 0.0))
                seen = many.happened.loc[chosen.index, effect].sum()
                squares.append((seen - expected) ** 2 / (expected * (1 - percent / 100) * widened))
    assert len(squares) > 50
    assert 0.6 < np.mean(squares) < 1.6


@pytest.mark.parametrize("effect", ["dissociation", "sedation"])
def test_sedation_and_dissociation_cluster_by_patient(many: Seen, effect: str) -> None:
    chosen = many.sessions[many.sessions["plain"] & (many.sessions["route"] == "in")]
    rho = alikeness(many.happened.loc[chosen.index, effect], chosen["patient_id"])
    assert rho == pytest.approx(0.6, abs=0.07)


def test_raised_pressure_hardly_clusters(many: Seen) -> None:
    chosen = many.sessions[many.sessions["plain"] & (many.sessions["route"] == "iv")]
    assert (
        abs(alikeness(many.happened.loc[chosen.index, "raised_blood_pressure"], chosen["patient_id"])) < 0.05
    )
    measured = chosen.dropna(subset=["rise_systolic"])
    assert abs(alikeness(measured["rise_systolic"] >= 25, measured["patient_id"])) < 0.05


@pytest.mark.parametrize(("route", "factor"), [*zip(ROUTES, RISE_FACTOR, strict=True)])
def test_pressure_rises_as_in_the_reference(many: Seen, route: str, factor: float) -> None:
    """Means within 3.5 standard errors plus half a mmHg for rounding, lost readings and planted events."""
    chosen = many.sessions[(many.sessions["route"] == route) & ~many.sessions["signal"]]
    reference = {
        "rise_40": zip(RISE_40_MEAN, RISE_40_SD, strict=True),
        "rise": zip(RISE_MAX_MEAN, RISE_MAX_SD, strict=True),
    }
    for name, numbers in reference.items():
        for part, (mean, spread) in zip(("systolic", "diastolic"), numbers, strict=True):
            rises = chosen[f"{name}_{part}"].dropna()
            allowed = 3.5 * spread / np.sqrt(len(rises)) + 0.5
            assert rises.mean() == pytest.approx(mean * factor, abs=allowed), (name, part)
            assert rises.std() == pytest.approx(spread * factor, rel=0.08), (name, part)


@pytest.mark.parametrize(("route", "percent"), [*zip(ROUTES, EVENT_RATES, strict=True)])
def test_hypertensive_events_are_as_rare_as_in_the_reference(many: Seen, route: str, percent: float) -> None:
    chosen = many.sessions[(many.sessions["route"] == route) & ~many.sessions["signal"]]
    low, high = binom.ppf([0.0005, 0.9995], len(chosen), percent / 100)
    assert low <= chosen["event"].sum() <= high


def test_scales_see_more_than_questions(many: Seen) -> None:
    chosen = many.sessions[many.sessions["elicitation"] == "scale"]
    for effect, percent in SCALE_RATES.items():
        error = 3.5 * np.sqrt(0.25 / len(chosen) * design_effect(chosen["patient_id"], 0.6))
        assert many.happened.loc[chosen.index, effect].mean() == pytest.approx(percent / 100, abs=error)


def test_ratings_agree_with_the_effects(many: Seen) -> None:
    """CADSS above 4 is dissociation, MOAA/S below 5 is sedation, where nobody writes down less than there was."""
    scores = many.tables["scores"]
    scores = scores[scores["session_id"].isin(many.sessions.index)].set_index("session_id")
    cadss = scores.loc[scores["instrument"] == "cadss", "value"].astype(int)
    moaas = scores.loc[scores["instrument"] == "moaas", "value"].astype(int)
    assert len(cadss) == len(moaas) > 500
    assert ((cadss > 4) == many.happened.loc[cadss.index, "dissociation"]).all()
    assert ((moaas < 5) == many.happened.loc[moaas.index, "sedation"]).all()


def test_serious_events_are_rarer_than_one_in_a_thousand(many: Seen) -> None:
    effects = many.tables["side_effects"]
    serious = (effects["serious_important_event"] == "true").sum()
    low, high = binom.ppf([0.0005, 0.9995], len(many.sessions), 0.0008)
    assert low <= serious <= high
    assert ((effects["severity"] == "severe") & (effects["serious_important_event"] == "false")).any()


def first_course(seen: Seen) -> Iterator[tuple[int, list[tuple[pd.Timestamp, int]], list[pd.Timestamp]]]:
    """For every patient: PHQ-9 before treatment, and (time, value) of all totals and times of all sessions."""
    for patient, own in seen.sessions.groupby("patient_id"):
        scores = seen.phq9[seen.phq9["patient_id"] == patient].sort_values("measured_at")
        times = own["started_at"].sort_values().tolist()
        before = scores[scores["measured_at"] < times[0]]["value"]
        if len(before):
            yield int(before.iloc[-1]), list(zip(scores["measured_at"], scores["value"], strict=True)), times


def test_about_a_quarter_respond_after_one_session_and_more_than_half_after_six(many: Seen) -> None:
    """27 % after one and 59 % after six in 41 people; 53.6 % in 537; 55.4 % in 195."""
    day = pd.Timedelta(days=1)
    one, six = [], []
    for before, scores, times in first_course(many):
        one += [2 * value <= before for time, value in scores if 0.5 * day < time - times[0] < 2 * day][:1]
        if len(times) >= 6 and times[5] - times[0] < 30 * day:
            after = [
                (time - times[5], value) for time, value in scores if times[5] < time <= times[5] + 7 * day
            ]
            six += [2 * value <= before for _, value in after][:1]
    assert len(one) > 300
    assert len(six) > 700
    assert np.mean(one) == pytest.approx(0.27, abs=0.09)
    assert 0.50 <= np.mean(six) <= 0.62


def median_survival(times: list[float], happened: list[bool]) -> float:
    """Kaplan-Meier by hand."""
    alive = 1.0
    for time in sorted(set(times)):
        at_risk = sum(other >= time for other in times)
        events = sum(other == time and event for other, event in zip(times, happened, strict=True))
        alive *= 1 - events / at_risk
        if alive <= 0.5:
            return time
    return float("inf")


def test_half_relapse_within_eighteen_or_nineteen_days_without_maintenance(many: Seen) -> None:
    """PHQ-9 of 10 or more on two readings after a response.

    It began somewhere between two readings, weekly at best: half way is taken, and the median may be four days off.
    """
    days, relapsed = [], []
    for before, scores, times in first_course(many):
        gaps = [(second - first).days for first, second in pairwise(times)]
        series = next((turn for turn, gap in enumerate(gaps) if gap > 35), len(gaps))
        if not 4 <= series <= 7 or (times[series] - times[0]).days > 35:
            continue
        until = times[series + 1] if series < len(gaps) else pd.Timestamp.max
        end = times[series]
        after = [
            ((time - end).total_seconds() / 86400, value) for time, value in scores if end < time < until
        ]
        during = [value for time, value in scores if time > times[0] and time < end + pd.Timedelta(days=8)]
        if not after or not during or 2 * min(during) > before:
            continue
        over = [place for place, (a, b) in enumerate(pairwise(after)) if a[1] >= 10 and b[1] >= 10]
        earlier = [0.0, *(time for time, _ in after)]
        days.append((earlier[over[0]] + after[over[0]][0]) / 2 if over else after[-1][0])
        relapsed.append(bool(over))
    assert len(days) > 200
    assert median_survival(days, relapsed) == pytest.approx(18.5, abs=4)


def test_item_nine_falls_with_the_total(many: Seen) -> None:
    scores = many.tables["scores"]
    nine = scores[(scores["instrument"] == "phq9") & (scores["item"] == "9")]
    joined = nine.merge(many.phq9, on=["patient_id", "session_id"], suffixes=("", "_total"))
    joined = joined[pd.to_datetime(joined["measured_at"]) == joined["measured_at_total"]]
    item = joined["value"].astype(int)
    assert item[joined["value_total"] >= 18].mean() > 2 * item[joined["value_total"] <= 9].mean()
    assert 0.05 < (item >= 1).mean() < 0.7
