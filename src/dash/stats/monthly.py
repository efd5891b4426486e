"""Which chart months of events are for, and the limits of a monthly rate: frozen at a baseline, by how rare events are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dash.stats.control import chance_limit
from dash.stats.laney import LEAST_MONTHS, laney_p, right_chart

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MonthlyLimits:
    """What the baseline leads to expect of each month.

    Attributes:
        chart: ``laney`` where events are common enough for a monthly rate, ``g`` where sessions between events say more.
        limit: How the limits were found: ``laney``, ``chance`` or ``none``.
        usual_events, usual_total, usual_months: Events, sessions, and months with sessions, of the baseline.
        centre: Share (0 to 1); NaN without a session in the baseline.
        spread: How many times as much as chance neighbouring months of the baseline differ; NaN where not known.
        lower, upper: Share (0 to 1), one per month; NaN where there is no limit.
        why: In words, why there is no limit; else empty.
    """

    chart: str
    limit: str
    usual_events: int
    usual_total: int
    usual_months: int
    centre: float
    spread: float
    lower: Floats
    upper: Floats
    why: str


def monthly_limits(usual_events: ArrayLike, usual_total: ArrayLike, total: ArrayLike) -> MonthlyLimits:
    """Return the limits for months of so many sessions, from a baseline that they do not move.

    Five events a month and more in the baseline: Laney's p' limits, which allow for months that differ by more than
    chance; they need eight months, and with fewer there is no limit, since chance alone would raise many false alarms.
    Fewer events: months differ mostly by chance, and three standard errors are no good measure of so few; the upper limit
    is then the largest number that chance explains in 99.9 of 100 months, the usual share being uncertain.
    By simulation: ``docs/method.md``, "Events of a month".

    Args:
        usual_events: Events in each month of the baseline.
        usual_total: Sessions in each month of the baseline.
        total: Sessions in each month to be judged.
    """
    x, n = np.asarray(usual_events, dtype=np.float64), np.asarray(usual_total, dtype=np.float64)
    judged = np.asarray(total, dtype=np.float64)
    events, sessions, months = int(x.sum()), int(n.sum()), int(np.count_nonzero(n))
    none = np.full(judged.shape, np.nan)
    centre, spread = events / sessions if sessions else float("nan"), float("nan")
    chart = right_chart(events, months)
    limit, lower, upper, why = "none", none, none, ""
    if not sessions:
        why = "no session in the months that set the limits"
    elif chart == "g":
        limit = "chance"
        with np.errstate(divide="ignore", invalid="ignore"):
            upper = np.where(judged > 0, chance_limit(judged, events, sessions) / judged, np.nan)
    elif months < LEAST_MONTHS:
        why = f"{months} months: {LEAST_MONTHS} are needed to know how months usually differ"
    else:
        # What stands behind the baseline takes its limits from it.
        found = laney_p(
            np.concatenate([x, np.zeros(judged.shape)]), np.concatenate([n, judged]), baseline=len(x)
        )
        why = found.why
        if not why:
            limit, spread = "laney", found.sigma_z
            lower, upper = found.lower[len(x) :], found.upper[len(x) :]
    return MonthlyLimits(chart, limit, events, sessions, months, centre, spread, lower, upper, why)
