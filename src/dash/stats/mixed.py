"""How a score changes from session to session, by route, each patient with an own level and an own slope.

A linear mixed model (Laird and Ware, Biometrics 1982; 38:963-74), fitted by statsmodels' ``MixedLM``, which is loaded
when first used. It uses every score of every patient, also of those who stopped early: right if what was measured
before explains why they stopped, and a straight line where the course is one.
"""

import warnings
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from dash.stats.clustered import NORMAL_95
from dash.stats.long_work import Progress, Stop, Watch

LEAST_PATIENTS = 10
"""Routes with fewer patients who have a slope are left out."""
LEAST_SCORES = 3
"""A patient with fewer scores by the route says nothing about how patients' slopes differ."""
MOST_PATIENTS = 1000
"""With more, so many are drawn: the fit takes about 5 s then, and slopes are known well enough."""


@dataclass(frozen=True)
class MixedFit:
    """A fitted mixed model, or why there is none.

    Attributes:
        slopes: One row per route: ``route``, ``start`` (mean at session number ``from_number``), ``start_low``,
            ``start_high``, ``slope`` (per session), ``slope_low``, ``slope_high``, ``patients``, ``scores``.
        differences: One row per route but the first: ``route``, ``compared_with``, ``difference`` (of slopes), ``low``,
            ``high``, ``p``.
        random: ``level and slope`` or ``level`` (slopes of patients could not be told apart), of patients.
        level_spread, slope_spread, residual: Standard deviations: of patients' levels, slopes, and of scores around both.
        patients, scores: Used.
        drawn_from: Patients there were; more than ``patients`` where a sample was drawn.
        left_out: Routes not in the model, with the reason.
        fitted: Whether there is a result.
        why: In words why there is none.
    """

    slopes: pd.DataFrame = field(default_factory=pd.DataFrame)
    differences: pd.DataFrame = field(default_factory=pd.DataFrame)
    random: str = ""
    level_spread: float = float("nan")
    slope_spread: float = float("nan")
    residual: float = float("nan")
    patients: int = 0
    scores: int = 0
    drawn_from: int = 0
    left_out: dict[str, str] = field(default_factory=dict)
    fitted: bool = False
    why: str = ""


def mixed_by_route(
    frame: pd.DataFrame,
    *,
    from_number: int = 1,
    most_patients: int = MOST_PATIENTS,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> MixedFit:
    """Return the course of a score over session numbers for each route.

    The model: score ~ route + route x (number - from_number), with a random level and, where it can be told, a random
    slope per patient (unstructured covariance, restricted maximum likelihood). It falls back to a random level alone. A
    thousand patients with ten scores take about 5 s; from more, ``most_patients`` are drawn (always the same ones).
    ``stop`` is asked at every step of the fit.

    Args:
        frame: One row per score: ``patient``, ``route``, ``number`` (of the session), ``value``; incomplete rows do not
            count. A patient may be in several routes.
        from_number: Session number at which ``start`` is given.
        most_patients: Fit at most so many.
        progress: As in ``long_work``.
        stop: As in ``long_work``.

    Raises:
        KeyError: A column is missing.
        Stopped: ``stop`` returned True.
    """
    rows = frame[["patient", "route", "number", "value"]].dropna()
    rows, left_out = _enough(rows)
    there = rows["patient"].nunique()
    if rows.empty:
        return MixedFit(
            left_out=left_out, drawn_from=there, why="no route has enough patients with enough scores"
        )
    rows = _drawn(rows, most_patients)
    # Routes by name: the first is what others are compared with.
    routes = sorted(rows["route"].unique())
    patient = pd.factorize(rows["patient"])[0]
    number = rows["number"].to_numpy(dtype=np.float64) - from_number
    value = rows["value"].to_numpy(dtype=np.float64)
    dummies = np.equal(rows["route"].to_numpy(dtype=object)[:, None], np.array(routes, dtype=object)[None, :])
    columns = np.hstack([dummies, dummies * number[:, None]]).astype(np.float64)
    about = MixedFit(patients=int(patient.max()) + 1, scores=len(rows), drawn_from=there, left_out=left_out)
    if np.linalg.matrix_rank(columns) < columns.shape[1] or value.std() == 0:
        return replace(about, why="sessions or scores do not differ")
    watch = Watch(progress, stop)
    for words, random in (
        ("level and slope", np.column_stack([np.ones(len(number)), number])),
        ("level", np.ones((len(number), 1))),
    ):
        found = _fit(value, columns, patient, random, watch)
        if found is not None:
            watch.at(1.0)
            estimate, covariance, spread, residual = found
            return replace(
                about,
                slopes=_slopes(rows, routes, estimate, covariance),
                differences=_differences(routes, estimate, covariance),
                random=words,
                level_spread=float(np.sqrt(spread[0, 0])),
                slope_spread=float(np.sqrt(spread[1, 1])) if len(spread) > 1 else float("nan"),
                residual=float(np.sqrt(residual)),
                fitted=True,
            )
    return replace(about, why="the model does not settle on an answer")


def _enough(rows: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    counts = rows.groupby(["route", "patient"], observed=True).size()
    good = (counts >= LEAST_SCORES).groupby("route").sum()
    left_out = {
        str(route): f"{int(n)} patients with {LEAST_SCORES} scores or more: {LEAST_PATIENTS} are needed"
        for route, n in good.items()
        if n < LEAST_PATIENTS
    }
    return rows[~rows["route"].astype(str).isin(left_out)], left_out


def _drawn(rows: pd.DataFrame, most: int) -> pd.DataFrame:
    patients = np.sort(rows["patient"].unique())
    if len(patients) <= most:
        return rows
    chosen = np.random.default_rng(1).choice(patients, most, replace=False)
    return rows[rows["patient"].isin(chosen)]


def _fit(
    value: np.ndarray, columns: np.ndarray, patient: np.ndarray, random: np.ndarray, watch: Watch
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float] | None:
    """Return coefficients, their covariance, that of patients, and the residual variance; None without a solution."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    steps = 0

    watch.at(0.0)
    model = MixedLM(value, columns, groups=patient, exog_re=random)
    likelihood = model.loglike

    def watched(*args: object, **more: object) -> object:
        nonlocal steps
        steps += 1
        # How many steps there will be is not known: half of what is left with every twenty.
        watch.at(1 - 0.5 ** (steps / 20))
        return likelihood(*args, **more)

    model.loglike = watched
    with warnings.catch_warnings():
        # Whether it has settled is asked below; statsmodels says it in warnings as well.
        warnings.simplefilter("ignore")
        try:
            found = model.fit(reml=True, method=["lbfgs"])
        except np.linalg.LinAlgError:
            return None
    k = columns.shape[1]
    estimate, covariance = np.asarray(found.fe_params), np.asarray(found.cov_params())[:k, :k]
    spread, residual = np.atleast_2d(np.asarray(found.cov_re)), float(found.scale)
    # A spread of nothing, or level and slope wholly tied, is the edge of what can be: errors do not hold there.
    inside = (
        len(spread) == 1
        or (np.linalg.eigvalsh(spread / np.outer(*[np.sqrt(np.diag(spread))] * 2)) > 1e-3).all()
    )
    good = found.converged and inside and np.all(np.isfinite(covariance)) and (np.diag(covariance) > 0).all()
    return (estimate, covariance, spread, residual) if good else None


def _slopes(
    rows: pd.DataFrame, routes: list[str], estimate: np.ndarray, covariance: np.ndarray
) -> pd.DataFrame:
    half = NORMAL_95 * np.sqrt(np.diag(covariance))
    n = len(routes)
    own = rows.groupby("route", observed=True)
    return pd.DataFrame(
        {
            "route": routes,
            "start": estimate[:n],
            "start_low": (estimate - half)[:n],
            "start_high": (estimate + half)[:n],
            "slope": estimate[n:],
            "slope_low": (estimate - half)[n:],
            "slope_high": (estimate + half)[n:],
            "patients": own["patient"].nunique().reindex(routes).to_numpy(),
            "scores": own.size().reindex(routes).to_numpy(),
        }
    )


def _differences(routes: list[str], estimate: np.ndarray, covariance: np.ndarray) -> pd.DataFrame:
    from scipy import special

    n = len(routes)
    slopes, errors = estimate[n:], covariance[n:, n:]
    difference = slopes[1:] - slopes[0]
    error = np.sqrt(np.diag(errors)[1:] + errors[0, 0] - 2 * errors[0, 1:])
    return pd.DataFrame(
        {
            "route": routes[1:],
            "compared_with": [routes[0]] * (n - 1),
            "difference": difference,
            "low": difference - NORMAL_95 * error,
            "high": difference + NORMAL_95 * error,
            "p": 2 * special.ndtr(-np.abs(difference) / error),
        }
    )
