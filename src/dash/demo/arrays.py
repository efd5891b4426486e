"""Short names for the arrays the made-up clinic is built from."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Generator = np.random.Generator


def draw(rng: Generator, weights: Floats) -> Ints:
    """Pick one column for every row of ``weights`` (rows x choices, any positive scale)."""
    upper = np.cumsum(weights, axis=1)
    picked = (rng.random(len(weights)) * upper[:, -1])[:, None] >= upper
    return np.asarray(picked.sum(axis=1), dtype=np.int64)


def draw_same(rng: Generator, size: int, weights: tuple[float, ...]) -> Ints:
    """Pick one of the choices ``size`` times with the same weights."""
    return draw(rng, np.broadcast_to(np.asarray(weights, dtype=np.float64), (size, len(weights))))


def counts(rng: Generator, low: int, high: int, size: int) -> Ints:
    """Draw whole numbers from ``low`` to ``high``, both included."""
    return rng.integers(low, high + 1, size, dtype=np.int64)
