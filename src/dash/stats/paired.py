"""Each patient against himself: two routes in those who had both."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dash.stats.clustered import LEAST_PATIENTS

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Paired:
    """A difference within patients, in shares (-1 to 1); NaN where it cannot be said.

    Attributes:
        first, second: The two rates, patients weighted alike on both sides.
        difference, low, high, p: First minus second, its 95 % interval and p of no difference.
        patients: With sessions on both sides.
        differing: Of those, patients whose rates differ: only they tell anything.
        sessions: Sessions of these patients, both sides together.
        words: How the interval was found, or why there is none.
    """

    first: float
    second: float
    difference: float
    low: float
    high: float
    p: float
    patients: int
    differing: int
    sessions: int
    words: str


def paired_difference(
    first_events: ArrayLike, first_sessions: ArrayLike, second_events: ArrayLike, second_sessions: ArrayLike
) -> Paired:
    """Return by how much the rate differs within patients who have sessions on both sides.

    The Mantel-Haenszel risk difference with the patient as stratum: each patient's difference of rates, weighted by
    n1 * n2 / (n1 + n2). Its error comes from how these differences scatter between patients (leverage-corrected), so
    sessions of a patient need not be independent; Student's t with one degree of freedom less than patients who
    differ. With one session on each side it is McNemar's comparison, (b - c) / n. What does not change in a patient
    (age, sex, being prone to it) cannot confound it; time can: one of the two routes mostly comes later.

    Source: Greenland and Robins, Biometrics 1985; 41:55-68.

    Args:
        first_events: Sessions with the effect by the first route, one element per patient.
        first_sessions: Sessions by it; patients without any on one side do not count.
        second_events: By the second route.
        second_sessions: By the second route.
    """
    from scipy import special

    x1, n1, x2, n2 = (
        np.asarray(a, dtype=np.float64)
        for a in (first_events, first_sessions, second_events, second_sessions)
    )
    both = (n1 > 0) & (n2 > 0)
    x1, n1, x2, n2 = x1[both], n1[both], x2[both], n2[both]
    patients, sessions = len(n1), int(n1.sum() + n2.sum())
    nan = float("nan")
    if patients == 0:
        return Paired(nan, nan, nan, nan, nan, nan, 0, 0, 0, "no patient has sessions on both sides")
    weight = n1 * n2 / (n1 + n2)
    weight /= weight.sum()
    first, second = float(weight @ (x1 / n1)), float(weight @ (x2 / n2))
    own = x1 / n1 - x2 / n2
    difference = float(weight @ own)
    differing = int(np.count_nonzero(own))
    if differing < LEAST_PATIENTS:
        words = f"{differing} of {patients} patients differ between the two: {LEAST_PATIENTS} are needed"
        return Paired(first, second, difference, nan, nan, nan, patients, differing, sessions, words)
    error = float(np.sqrt((weight**2 * (own - difference) ** 2 / (1 - weight)).sum()))
    half = float(special.stdtrit(differing - 1, 0.975)) * error
    # Where all differ alike nothing scatters: no p can be found.
    p = 2 * float(special.stdtr(differing - 1, -abs(difference) / error)) if error > 0 else nan
    low, high = max(difference - half, -1.0), min(difference + half, 1.0)
    words = "differences within patients (Mantel-Haenszel), scattering between patients, Student's t"
    return Paired(first, second, difference, low, high, p, patients, differing, sessions, words)
