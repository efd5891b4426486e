"""Recurrence: by hand, against plain loops, and what the two comparisons say of clustering and of memory."""

from itertools import groupby, pairwise

import numpy as np
import pandas as pd
import pytest
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
    assert found.after.rate == 0.5 and found.within.patients == 1
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


def test_prone_patients_raise_the_rate_between_but_hardly_within() -> None:
    rng = np.random.default_rng(1)
    prone = rng.beta(0.2, 0.47, 400)
    found = recurrence(frame([(rng.random(15) < share).tolist() for share in prone]))
    assert found.after.low > found.background.high
    assert -0.12 < found.within.difference < 0.02


def test_memory_is_seen_within() -> None:
    rng = np.random.default_rng(2)
    histories = []
    for _ in range(300):
        events = [bool(rng.random() < 0.3)]
        for _ in range(14):
            events.append(bool(rng.random() < (0.6 if events[-1] else 0.2)))
        histories.append(events)
    found = recurrence(frame(histories))
    assert found.within.difference == pytest.approx(0.33, abs=0.08) and found.within.low > 0
