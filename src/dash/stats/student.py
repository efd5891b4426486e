"""Quantiles of Student's t for whole degrees of freedom, without loading scipy: that would cost a page 0.1 s."""

from functools import cache
from math import cos, pi, sin, sqrt, tan


@cache
def t_quantile(share: float, freedom: int) -> float:
    """Return the value below which a share (above a half, below 1) of the distribution lies; freedom is at least 1.

    By halving the angle atan(t / √freedom), in which the distribution is a finite sum (Abramowitz and Stegun, Handbook
    of Mathematical Functions, 26.7.3 and 26.7.4).
    """
    low, high = 0.0, pi / 2
    for _ in range(60):
        middle = (low + high) / 2
        if _within(middle, freedom) < 2 * share - 1:
            low = middle
        else:
            high = middle
    return sqrt(freedom) * tan(low)


def _within(angle: float, freedom: int) -> float:
    """Return the share of the distribution between -t and t, for t = √freedom · tan(angle)."""
    odd = freedom % 2
    term = cos(angle) if odd else 1.0
    total = 0.0
    for k in range(freedom // 2):
        total += term
        term *= cos(angle) ** 2 * (2 * k + 1 + odd) / (2 * k + 2 + odd)
    return 2 / pi * (angle + sin(angle) * total) if odd else sin(angle) * total
