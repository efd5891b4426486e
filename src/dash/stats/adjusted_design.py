"""Sessions of two routes as the columns of a model: what is left out, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PRIOR_SPREAD = 2.5
"""Standard deviation of the weak prior of a covariate's coefficient, in log odds."""


@dataclass(frozen=True)
class Design:
    """Rows are sessions, those of a patient next to one another.

    Attributes:
        rows: Their places in the frame given.
        columns: Constant, first route (1) or second (0), covariates.
        first_rows: Where each patient begins.
        penalty: Pull of each coefficient to zero.
        missing, outside: Sessions left out: a covariate unknown; a category that only one route has.
        adjusted_for, left_out: Covariates in the model; not in it, with the reason.
    """

    rows: NDArray[np.int64]
    columns: Floats
    first_rows: NDArray[np.int64]
    penalty: Floats
    missing: int
    outside: int
    adjusted_for: tuple[str, ...]
    left_out: dict[str, str]


def design_of(frame: pd.DataFrame, first: str, second: str, covariates: Sequence[str]) -> Design:
    """Return the model's columns; see ``adjusted.adjusted_differences`` for what the frame holds.

    Raises:
        KeyError: A column is not in the frame.
    """
    whole = frame[["patient", "route", *covariates]].reset_index(drop=True)
    both = whole[whole["route"].isin([first, second])]
    known = both.dropna(subset=[*covariates]) if covariates else both
    left_out = _aliases(known, covariates)
    used = [name for name in covariates if name not in left_out]
    kept = _overlap(known, used)
    code, _ = pd.factorize(kept["patient"])
    kept = kept.iloc[np.argsort(code, kind="stable")]
    patients = np.sort(code)
    blocks = [np.ones((len(kept), 1)), (kept["route"] == first).to_numpy(dtype=np.float64)[:, None]]
    adjusted = []
    for name in used:
        block = _block(kept[name])
        if block.shape[1] == 0:
            left_out[name] = "the same in all sessions"
        else:
            blocks.append(block)
            adjusted.append(name)
    columns, dropped = _independent(np.hstack(blocks), [2, *(b.shape[1] for b in blocks[2:])], adjusted)
    left_out |= dropped
    pull = np.full(columns.shape[1], 1 / PRIOR_SPREAD**2)
    pull[:2] = 0
    return Design(
        kept.index.to_numpy(dtype=np.int64),
        columns,
        np.flatnonzero(np.diff(patients, prepend=-1)),
        pull,
        len(both) - len(known),
        len(known) - len(kept),
        tuple(name for name in adjusted if name not in dropped),
        left_out,
    )


def _is_number(values: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


def _aliases(known: pd.DataFrame, covariates: Sequence[str]) -> dict[str, str]:
    """Find categories that say the same as the route: no value occurs with both."""
    left_out = {}
    for name in covariates:
        if known["route"].nunique() == 2 and not _is_number(known[name]):
            routes = known.groupby(known[name].astype(object))["route"].nunique()
            if (routes == 1).all():
                left_out[name] = (
                    "no value of it occurs with both routes: it cannot be told apart from the route"
                )
    return left_out


def _overlap(known: pd.DataFrame, covariates: Sequence[str]) -> pd.DataFrame:
    """Keep sessions whose every category occurs with both routes, until nothing more falls out."""
    categories = [name for name in covariates if not _is_number(known[name])]
    while known["route"].nunique() == 2:
        keep = np.ones(len(known), dtype=np.bool)
        for name in categories:
            values = known[name].astype(object)
            keep &= (known["route"].groupby(values).transform("nunique") == 2).to_numpy()
        if keep.all():
            return known
        known = known[keep]
    return known


def _block(values: pd.Series) -> Floats:
    """A number centred and scaled; a category as one column for each value but the commonest."""
    if _is_number(values):
        number = values.to_numpy(dtype=np.float64)
        spread = number.std() if len(number) else 0.0
        if spread == 0:
            return np.empty((len(values), 0))
        return np.asarray((number - number.mean()) / spread, dtype=np.float64)[:, None]
    code, _ = pd.factorize(values.astype(object), sort=False)
    count = np.bincount(code, minlength=1)
    others = np.delete(np.arange(len(count)), count.argmax())
    return np.equal(code[:, None], others[None, :]).astype(np.float64)


def _independent(columns: Floats, widths: list[int], names: list[str]) -> tuple[Floats, dict[str, str]]:
    """Leave out covariates that others together already say (site and clinic, say)."""
    kept, dropped = columns[:, : widths[0]], {}
    place = widths[0]
    for width, name in zip(widths[1:], names, strict=True):
        trial = np.hstack([kept, columns[:, place : place + width]])
        place += width
        if (
            len(trial)
            and np.linalg.matrix_rank(trial.T @ trial / len(trial), tol=1e-9, hermitian=True)
            == trial.shape[1]
        ):
            kept = trial
        else:
            dropped[name] = "other covariates already say the same"
    return kept, dropped
