"""Whether two or more Kaplan-Meier curves differ: the log-rank test, also for times that repeat in patients."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


class LogRank(NamedTuple):
    """Chi-square with its degrees of freedom (groups less one), and p; NaN with ``why`` where it cannot be said."""

    chi_square: float
    degrees: int
    p: float
    why: str


def log_rank(
    time: ArrayLike, reached: ArrayLike, group: ArrayLike, patient: ArrayLike | None = None
) -> LogRank:
    """Return the log-rank test; with ``patient``, its variance is taken between patients.

    Without patients it is statsmodels' ``survdiff`` (Mantel 1966). With them, each time's part of the score is added up
    by patient (Lin and Wei, J Am Stat Assoc 1989; 84:1074-8); fewer than about 20 patients make that test too ready to
    find a difference.

    Args:
        time: Followed until then.
        reached: Whether it was reached at that time.
        group: Such as the route, any key.
        patient: Any key.
    """
    from scipy import special

    t, status = np.asarray(time, dtype=np.float64), np.asarray(reached, dtype=np.bool)
    names, which = np.unique(np.asarray(group), return_inverse=True)
    nan = float("nan")
    if len(names) < 2:
        return LogRank(nan, 0, nan, "one group only")
    if not status.any():
        return LogRank(nan, len(names) - 1, nan, "nobody reached it")
    if patient is None:
        from statsmodels.duration.survfunc import survdiff

        chi_square, p = survdiff(t, status.astype(np.int64), which)
        return LogRank(float(chi_square), len(names) - 1, float(p), "")
    parts = _score_parts(t, status, which, len(names))[:, 1:]
    people, who = np.unique(np.asarray(patient), return_inverse=True)
    by_patient = np.zeros((len(people), parts.shape[1]))
    np.add.at(by_patient, who, parts)
    score = by_patient.sum(axis=0)
    spread = by_patient.T @ by_patient * len(people) / max(len(people) - 1, 1)
    if np.linalg.matrix_rank(spread) < len(score):
        return LogRank(nan, len(score), nan, "too few patients for so many groups")
    chi_square = float(score @ np.linalg.solve(spread, score))
    return LogRank(chi_square, len(score), float(special.chdtrc(len(score), chi_square)), "")


def _score_parts(time: Floats, reached: NDArray[np.bool], which: NDArray[np.intp], groups: int) -> Floats:
    """Return what each row adds to observed less expected of every group (rows x groups).

    At each event time: (own group - share of the group among those at risk) times (event - hazard while at risk).
    """
    when = np.unique(time[reached])
    ordered = [np.sort(time[which == g]) for g in range(groups)]
    at_risk = np.stack(
        [len(own) - np.searchsorted(own, when, side="left") for own in ordered], axis=1
    ).astype(float)
    total = at_risk.sum(axis=1)
    events = np.bincount(np.searchsorted(when, time[reached]), minlength=len(when))
    hazard, share = events / total, at_risk / total[:, None]
    up_to = np.searchsorted(when, time, side="right")
    summed = np.append(0.0, np.cumsum(hazard))[up_to]
    shared = np.vstack([np.zeros(groups), np.cumsum(share * hazard[:, None], axis=0)])[up_to]
    own = np.equal(which[:, None], np.arange(groups)[None, :]).astype(np.float64)
    parts = shared - own * summed[:, None]
    parts[reached] += own[reached] - share[np.searchsorted(when, time[reached])]
    return np.asarray(parts, dtype=np.float64)
