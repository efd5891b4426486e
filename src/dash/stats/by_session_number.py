"""Shares by session number, with how many were treated, could count and were looked at."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from dash.stats.intervals import proportion


def shares_by_session(
    outcomes: pd.DataFrame, treated: Collection[object], eligible: Collection[object], last: int
) -> pd.DataFrame:
    """Return the share of patients with an outcome (response, remission) at each session number.

    A patient counts once per session number, so the interval is that of independent trials. Who stopped coming is not in
    ``rate``: it describes those who are still there. ``rate_of_eligible`` counts everybody who could have had it and is
    not known to have as without; the truth for all lies in between, if those lost did no better than those seen.

    Args:
        outcomes: One row per patient and session number: ``patient``, ``number`` (from 1), ``outcome`` (true, false, or
            missing where there is no score).
        treated: Patients with at least one session.
        eligible: Of them, those who could have the outcome (say, a baseline score high enough); others do not count.
        last: Last session number to show.

    Columns:
        number: 1 to ``last``.
        treated, eligible: Patients, the same in every row.
        reached: Eligible patients who had that session.
        analysed: Of them, those with a known outcome at it.
        events: Of them, those with the outcome.
        rate, low, high: Events of analysed (0 to 1) with the 95 % interval; missing where nobody was analysed.
        method: How the interval was found.
        rate_of_eligible: Events of eligible (0 to 1); missing where nobody is.

    Raises:
        ValueError: A patient has two rows of one session number.
    """
    rows = outcomes[outcomes["patient"].isin(list(eligible)) & outcomes["number"].between(1, last)]
    if rows.duplicated(["patient", "number"]).any():
        raise ValueError("a patient has two outcomes at one session number")
    numbers = pd.RangeIndex(1, last + 1)
    known = rows[rows["outcome"].notna()]

    def count(some: pd.DataFrame) -> np.ndarray:
        return some["number"].value_counts().reindex(numbers, fill_value=0).to_numpy()

    analysed, events = count(known), count(known[known["outcome"].astype(bool)])
    found = proportion(events, analysed)
    could = len(set(eligible))
    return pd.DataFrame(
        {
            "number": numbers,
            "treated": len(set(treated)),
            "eligible": could,
            "reached": count(rows),
            "analysed": analysed,
            "events": events,
            "rate": found.rate,
            "low": found.low,
            "high": found.high,
            "method": found.method,
            "rate_of_eligible": events / could if could else np.nan,
        }
    )
