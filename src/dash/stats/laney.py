"""Common events over time: monthly shares with limits that allow for more spread than chance has.

Source: Laney, Quality Engineering 2002; 14:531-7 (p' chart).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dash.wording import count

Floats = NDArray[np.float64]

LEAST_MONTHS = 8
"""Fewer months tell too little about how they usually differ."""
LEAST_EVENTS = 5
"""Fewer events a month (on average) are for the g-chart."""


@dataclass(frozen=True)
class LaneyChart:
    """One array element per month; NaN where nothing was counted or nothing can be said.

    Attributes:
        rate: Events over total.
        centre: Usual rate, of the baseline.
        sigma_z: Spread of neighbouring months over that of chance; above 1 they differ by more. Limits take at least 1.
        lower, upper: Three such standard errors from the centre; not below 0, not above 1.
        beyond: Whether the month is outside.
        why: In words, what cannot be said; else empty.
    """

    rate: Floats
    centre: float
    sigma_z: float
    lower: Floats
    upper: Floats
    beyond: NDArray[np.bool]
    why: str


def laney_p(events: ArrayLike, total: ArrayLike, baseline: int | None = None) -> LaneyChart:
    """Return the p' chart of shares: z = (p_i - p) / sqrt(p(1 - p) / n_i), sigma_z = mean|z_i - z_(i-1)| / 1.128.

    Args:
        events: Sessions with it, one per month.
        total: Sessions, one per month.
        baseline: Months from the first on that give centre and spread; None for all. Months without sessions do not
            count.
    """
    x, n = np.asarray(events, dtype=np.float64), np.asarray(total, dtype=np.float64)
    counted = n > 0
    rate = np.where(counted, x / np.where(counted, n, 1), np.nan)
    used = np.flatnonzero(counted)
    used = used if baseline is None else used[used < baseline]
    nan, none = float("nan"), np.full(len(x), np.nan)
    no = np.zeros(len(x), dtype=np.bool)
    centre = float(x[used].sum() / n[used].sum()) if len(used) else nan
    if len(used) < LEAST_MONTHS:
        why = f"{count(len(used), 'month')}: {LEAST_MONTHS} are needed to know how months usually differ"
        return LaneyChart(rate, centre, nan, none, none, no, why)
    variance = centre * (1 - centre)
    if variance == 0:
        return LaneyChart(rate, centre, nan, none, none, no, "all or none in the months that set the limits")
    z = (rate[used] - centre) / np.sqrt(variance / n[used])
    sigma_z = float(np.abs(np.diff(z)).mean() / 1.128)
    half = 3 * max(sigma_z, 1.0) * np.sqrt(variance / np.where(counted, n, np.nan))
    lower, upper = np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)
    return LaneyChart(rate, centre, sigma_z, lower, upper, (rate > upper) | (rate < lower), "")


def right_chart(events: int, months: int) -> str:
    """Return ``g`` for events too rare for a monthly rate (under five a month on average), else ``laney``."""
    return "laney" if months > 0 and events >= LEAST_EVENTS * months else "g"
