"""The one median of this product: a value that occurs."""

from collections.abc import Iterable


def median(values: Iterable[float]) -> float:
    """Return the smallest value that at least half of the values do not exceed: the lower of the two in the middle.

    It was measured, unlike the mean of the two, and is what the percentiles of groups (``counted_quantiles``) and the
    time by which half of a survival curve came down say of the same values.

    Raises:
        ValueError: There is no value.
    """
    ordered = sorted(values)
    if not ordered:
        raise ValueError("a median needs a value")
    return ordered[(len(ordered) - 1) // 2]
