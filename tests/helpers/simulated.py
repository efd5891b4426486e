"""Made-up patients with repeat sessions, for simulations: beta-binomial and gamma-Poisson."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def session_numbers(rng: np.random.Generator, shape: tuple[int, ...], *, uneven: bool = False) -> Ints:
    """1 to 19 sessions each, or (uneven) mostly few and now and then up to 80."""
    return np.minimum(rng.geometric(1 / 12, shape), 80) if uneven else rng.integers(1, 20, shape)


def own_shares(rng: np.random.Generator, share: float, rho: float, shape: tuple[int, ...]) -> Floats:
    """Each patient's own share: beta with correlation rho of two sessions of a patient."""
    if rho == 0:
        return np.full(shape, share)
    spread = (1 - rho) / rho
    return rng.beta(share * spread, (1 - share) * spread, shape)


def clinics(
    seed: list[int], share: float, rho: float, patients: int, trials: int, *, uneven: bool = False
) -> tuple[Ints, Ints]:
    """Events and sessions per patient (trials x patients) of simulated clinics."""
    rng = np.random.default_rng(seed)
    sizes = session_numbers(rng, (trials, patients), uneven=uneven)
    return rng.binomial(sizes, own_shares(rng, share, rho, sizes.shape)), sizes


def grouped(values: Ints, groups: int = 256) -> Ints:
    """Patients added up in groups by their place modulo the number of groups, as the queries do."""
    padded = np.pad(values, ((0, 0), (0, -values.shape[1] % groups)))
    return padded.reshape(len(values), -1, groups).sum(axis=1)
