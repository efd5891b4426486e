"""Recurrence: by hand, against plain loops, and what the two comparisons say of clustering and of memory."""

from itertools import groupby, pairwise, permutations

import numpy as np
import pandas as pd
import pytest
from helpers.simulated import own_shares
from hypothesis import given
from hypothesis import strategies as st

from dash.stats.recurrence import recurrence


def frame(histories: list[list[bool]]) -> pd.DataFrame:
    rows = [(who, at, event) for who, events in enumerate(histories) for at, event in enumerate(events)]
    return pd.DataFrame(rows, columns=["patient", "order", "event"])


def test_by_hand() -> None:
    found = recurrence(frame([[True, True, False, True], [False, False], [True]]))
    assert (found.after_events, found.after_sessions) == (1, 2)
    assert (found.background_events, found.background_sessions) == (1, 2)
    assert found.after.rate == 0.5
    # Four sessions, three with it: 3 * 2 / 4 pairs on average over all orders.
    assert found.beyond.expected == pytest.approx(1.5 / 2)
    assert found.beyond.difference == pytest.approx(0.5 - 0.75)
    assert found.beyond.patients == 1 and "10 are needed" in found.beyond.words
    assert recurrence(frame([])).after.state == "empty"


@given(st.lists(st.lists(st.booleans(), max_size=6), max_size=12), st.randoms())
def test_the_pairs_counted_again_slowly_in_any_order_of_rows(
    histories: list[list[bool]], random: object
) -> None:
    rows = frame(histories)
    mixed = rows.sample(frac=1, random_state=random.randint(0, 99)) if len(rows) else rows  # type: ignore[attr-defined]
    found = recurrence(mixed)
    pairs = []
    for _, one in groupby(rows.itertuples(index=False), key=lambda row: row.patient):
        events = [row.event for row in one]
        pairs += list(pairwise(events))
    assert found.after_sessions == sum(before for before, _ in pairs)
    assert found.after_events == sum(before and after for before, after in pairs)
    assert found.background_sessions == sum(not before for before, _ in pairs)
    assert found.background_events == sum(after and not before for before, after in pairs)


@given(st.lists(st.lists(st.booleans(), min_size=1, max_size=5), min_size=1, max_size=4))
def test_the_expectation_is_the_mean_over_all_orders(histories: list[list[bool]]) -> None:
    found = recurrence(frame(histories))
    mean = 0.0
    for events in histories:
        orders = list(permutations(events))
        mean += sum(sum(a and b for a, b in pairwise(order)) for order in orders) / len(orders)
    if found.after_sessions:
        assert found.beyond.expected == pytest.approx(mean / found.after_sessions)
        assert found.beyond.difference == pytest.approx((found.after_events - mean) / found.after_sessions)
    else:
        assert np.isnan(found.beyond.expected)


def test_prone_patients_raise_the_rate_but_not_beyond_their_own() -> None:
    """No memory, few sessions a patient: what a comparison within patients gets wrong by ten points."""
    rng = np.random.default_rng(1)
    prone = rng.beta(0.2, 0.47, 600)
    found = recurrence(frame([(rng.random(9) < share).tolist() for share in prone]))
    assert found.after.low > found.background.high
    assert abs(found.beyond.difference) < 0.03 and found.beyond.low < 0 < found.beyond.high


def test_memory_is_seen_beyond_the_own_rate() -> None:
    rng = np.random.default_rng(2)
    histories = []
    for _ in range(300):
        events = [bool(rng.random() < 0.3)]
        for _ in range(14):
            events.append(bool(rng.random() < (0.6 if events[-1] else 0.2)))
        histories.append(events)
    found = recurrence(frame(histories))
    assert found.beyond.low > 0.1 and found.beyond.p < 0.001
    shuffled = recurrence(frame([rng.permutation(events).tolist() for events in histories]))
    assert abs(shuffled.beyond.difference) < 0.05


@pytest.mark.parametrize(("patients", "rho"), [(40, 0.0), (100, 0.3), (100, 0.6), (300, 0.3)])
def test_the_interval_holds_zero_where_order_means_nothing(patients: int, rho: float) -> None:
    rng = np.random.default_rng([patients, int(10 * rho)])
    held = []
    for _ in range(300):
        shares = own_shares(rng, 0.3, rho, (patients,))
        found = recurrence(
            frame([(rng.random(rng.integers(1, 20)) < share).tolist() for share in shares])
        ).beyond
        if not np.isnan(found.low):
            held.append(found.low <= 0 <= found.high)
    assert len(held) > 200 and 0.91 <= np.mean(held) <= 0.985
