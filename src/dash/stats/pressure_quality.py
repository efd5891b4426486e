"""Whether pressures were measured or made up: last digits, identical repeats, copied sets of readings.

None of these proves anything about a person: an automatic device, rounding to two or a shared template do the same.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

LEAST_READINGS = 50
"""Fewer readings (five of each digit expected) have no chi-square test."""


@dataclass(frozen=True)
class LastDigits:
    """Attributes: see ``last_digits``. Shares are 0 to 1; NaN where there are no (or too few) readings.

    Attributes:
        counts: Readings that end in 0 to 9.
        readings: Their number.
        zero: Share that ends in 0; chance has 0.1.
        even: Share that ends in 0, 2, 4, 6 or 8; chance has 0.5. A scale marked every 2 mmHg has 1.
        misplaced: Share that would have to end in another digit for all ten to be equal.
        chi_square, p: Of ten equal digits, nine degrees of freedom.
        words: What to keep in mind, for the reader.
    """

    counts: NDArray[np.int64]
    readings: int
    zero: float
    even: float
    misplaced: float
    chi_square: float
    p: float
    words: str


def last_digits(values: ArrayLike) -> LastDigits:
    """Return how often each last digit occurs and whether that is more uneven than chance.

    The test takes readings as independent. Readings of one clinician or device share a habit, so a small p says that
    somebody or something prefers digits, not that everybody does; with thousands of readings any trifle is
    "significant", so look at ``misplaced`` and the shares.

    Args:
        values: Whole mmHg; missing ones (NaN) do not count.
    """
    from scipy import special

    known = np.asarray(values, dtype=np.float64)
    known = known[~np.isnan(known)]
    counts = np.bincount(known.astype(np.int64) % 10, minlength=10)
    n = len(known)
    nan = float("nan")
    if n == 0:
        return LastDigits(counts, 0, nan, nan, nan, nan, nan, "no readings")
    expected = n / 10
    zero, even = float(counts[0] / n), float(counts[::2].sum() / n)
    misplaced = float(np.abs(counts - expected).sum() / 2 / n)
    if n < LEAST_READINGS:
        return LastDigits(
            counts,
            n,
            zero,
            even,
            misplaced,
            nan,
            nan,
            f"{n} readings: {LEAST_READINGS} are needed for a test",
        )
    chi_square = float(((counts - expected) ** 2).sum() / expected)
    p = float(special.chdtrc(9, chi_square))
    words = (
        "readings taken as independent; a small p says that somebody prefers digits, not that everybody does"
    )
    return LastDigits(counts, n, zero, even, misplaced, chi_square, p, words)


def identical_repeats(readings: pd.DataFrame) -> pd.DataFrame:
    """Return, per session, how many readings repeat the one before exactly.

    Args:
        readings: One row per reading: ``session``, ``minute``, ``systolic``, ``diastolic``; rows that lack one of these
            do not count.

    Columns:
        session: As given, ascending; sessions with at least two readings.
        pairs: Neighbouring readings.
        identical: Of them, with the same systolic and diastolic.
        longest: Most readings in a row that are all the same, at least 1.
    """
    names = ["session", "minute", "systolic", "diastolic"]
    rows = readings[names].dropna().sort_values(["session", "minute"], kind="stable")
    session = rows["session"].to_numpy()
    same_session = session[1:] == session[:-1]
    same = np.ones(len(same_session), dtype=np.bool)
    for name in ("systolic", "diastolic"):
        values = rows[name].to_numpy()
        same &= values[1:] == values[:-1]
    same &= same_session
    # A run of equal readings begins wherever a reading does not repeat the one before.
    runs = np.concatenate([[True], ~same])[: len(rows)]
    length = pd.Series(runs.cumsum()).map(pd.Series(runs.cumsum()).value_counts()).to_numpy()
    found = pd.DataFrame(
        {
            "session": session,
            "pairs": np.append(False, same_session)[: len(rows)].astype(np.int64),
            "identical": np.append(False, same)[: len(rows)].astype(np.int64),
            "longest": length,
        }
    )
    result = found.groupby("session", as_index=False, sort=True).agg(
        pairs=("pairs", "sum"), identical=("identical", "sum"), longest=("longest", "max")
    )
    return result[result["pairs"] > 0].reset_index(drop=True)


def copied_sets(readings: pd.DataFrame, least: int = 3) -> pd.DataFrame:
    """Return sessions whose whole set of readings stands in another session of the same group as well.

    Three pairs of pressures that all agree do not occur by chance; they may be one session entered twice. 1,000,000
    sessions with five readings take about 1 s.

    Args:
        readings: One row per reading: ``group`` (such as clinician and day), ``session``, ``minute``, ``systolic``,
            ``diastolic``. The minutes need not agree, the order does.
        least: Sessions with fewer readings are not looked at.

    Columns:
        group, session: The session.
        same_as: The first session (lowest key) of the group with this set; itself for that one.
        readings: In the set.
        sessions: Sessions of the group with this set, two at least.
    """
    names = ["group", "session", "minute", "systolic", "diastolic"]
    rows = readings[names].sort_values(["session", "minute"], kind="stable")
    size = rows.groupby("session")["session"].transform("size")
    rows = rows[size >= least]
    if rows.empty:
        return pd.DataFrame({"group": [], "session": [], "same_as": [], "readings": [], "sessions": []})
    place = rows.groupby("session").cumcount()
    # A number per reading that depends on its place; their sum tells sets apart (checked against the readings below).
    marks = pd.util.hash_pandas_object(
        rows[["systolic", "diastolic"]].astype("float64").assign(place=place), index=False
    )
    sets = (
        pd.DataFrame({"group": rows["group"], "session": rows["session"], "mark": marks})
        .groupby("session", as_index=False)
        .agg(group=("group", "first"), mark=("mark", "sum"), readings=("mark", "size"))
    )
    alike = ["group", "readings", "mark"]
    sets = sets[sets.duplicated(alike, keep=False)]
    texts = rows[rows["session"].isin(sets["session"])].groupby("session")[["systolic", "diastolic"]]
    sets["set"] = sets["session"].map({key: tuple(map(tuple, own.to_numpy().tolist())) for key, own in texts})
    sets["same_as"] = sets.groupby(["group", "set"])["session"].transform("min")
    sets["sessions"] = sets.groupby(["group", "set"])["session"].transform("size")
    found = sets.loc[sets["sessions"] > 1, ["group", "session", "same_as", "readings", "sessions"]]
    return found.sort_values(["group", "same_as", "session"]).reset_index(drop=True)
