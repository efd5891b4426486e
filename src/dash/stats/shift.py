"""How far one group of few values lies above another, with an exact rank interval."""

from collections.abc import Sequence

from dash.stats.median import median


def median_difference(before: Sequence[float], after: Sequence[float]) -> float:
    """Return the median of ``after`` less the median of ``before``; neither may be empty."""
    return median(after) - median(before)


def shift_interval(
    before: Sequence[float], after: Sequence[float], confidence: float = 0.95
) -> tuple[float, float] | None:
    """Return the exact interval of the shift from ``before`` to ``after`` (inverted Mann-Whitney test).

    Its ends are differences of a value after and a value before, so it needs no assumption about their spread, only that
    both sides have the same shape and that values are independent. None where so few values cannot reach the
    confidence, whatever they are: 3 and 3, or 2 and 5, cannot reach 95 %.
    """
    rank = _rank(len(before), len(after), (1 - confidence) / 2)
    if rank is None:
        return None
    differences = sorted(late - early for late in after for early in before)
    return differences[rank], differences[-1 - rank]


def _rank(n: int, m: int, tail: float) -> int | None:
    """Return how many differences may be left out on each side: the highest u with P(U <= u - 1) <= tail."""
    ways = _ways(n, m)
    total, below, rank = sum(ways), 0, None
    for u, count in enumerate(ways):
        below += count
        if below / total > tail:
            break
        rank = u
    return rank


def _ways(n: int, m: int) -> list[int]:
    """Return in how many orders of n and m values exactly u pairs are reversed, for every u."""
    # Coefficients of the Gaussian binomial: product of (1 - x^(m+i)) / (1 - x^i) for i = 1 … n.
    size = n * m + 1
    ways = [1] + [0] * (size - 1)
    for i in range(1, n + 1):
        for u in range(size - 1, m + i - 1, -1):
            ways[u] -= ways[u - m - i]
        for u in range(i, size):
            ways[u] += ways[u - i]
    return ways
