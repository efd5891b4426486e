"""Two routes compared in three ways: crude, adjusted, and within the patients who had both. For the background."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dash.queries.effect_model import ModelSessions, effect_model
from dash.queries.question import ELICITATION, TWO_ROUTES, Subject, question
from dash.queries.selection import Selection
from dash.queries.words import text
from dash.reports.effect_differences import effect_differences
from dash.stats.adjusted import adjusted_differences
from dash.stats.covariates import usable
from dash.stats.long_work import Progress, Stop, Watch
from dash.stats.paired import Paired, paired_difference
from dash.stats.rate_differences import q_values
from dash.store.reading import Database
from dash.vocabulary import ROUTES, effect_label

COVARIATES = {
    "age": "age",
    "sex": "sex",
    "dose": "dose",
    "number": "session number",
    "pressure": "pre-dose systolic pressure",
    "site": "site",
    "asked": "how it was asked",
}
"""What routes are adjusted for, as it is called on screen."""
COMPARISONS = ("crude", "adjusted", "within")
_APART = {"dose": "mg of esketamine and mg/kg of other drugs are not one scale"}
_ADJUSTED = "standardised from a logistic GEE, sessions of a patient exchangeable"
_NOT_RECORDED = "session has a value that is not recorded"
_ONE_ROUTE = "session has a value that only one of the two routes has"
_COLUMNS = {
    "effect": "str",
    "label": "str",
    "comparison": "str",
    "difference": "float64",
    "low": "float64",
    "high": "float64",
    "p": "float64",
    "q": "float64",
    "sessions": "int64",
    "patients": "int64",
    "differing": "Int64",
    "method": "str",
}


@dataclass(frozen=True)
class Compared:
    """The answer.

    Attributes:
        rows: One row per effect and comparison; see ``effect_compared``.
        covariates: One row per covariate: ``covariate``, whether it is ``adjusted_for``, else ``reason``.
        missing, outside: Sessions left out of the adjusted comparison: a covariate is not recorded; a category occurs with
            one of the two routes only.
    """

    rows: pd.DataFrame
    covariates: pd.DataFrame
    missing: int
    outside: int


@question(
    "Two routes: crude, adjusted, within patients",
    Subject.SIDE_EFFECTS,
    method="two-routes-three-ways",
    by=(ELICITATION,),
    obeys=TWO_ROUTES,
    rows=attrgetter("rows"),
)
def effect_compared(
    database: Database,
    selection: Selection,
    first_route: str,
    second_route: str,
    elicitation: str | None = None,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Compared:
    """Compare two routes in every side effect that occurs with either: crude, adjusted, within patients.

    Per session: percentage points, first route minus second, whether or not the selection chooses the two.

    Columns of ``rows``:
        effect, label: Key of the vocabulary, or the words of the source; what is shown.
        comparison: ``crude`` (of ``effect_differences``), ``adjusted`` (``adjusted_differences``) or ``within`` patients who
            had both routes (``paired_difference``).
        difference, low, high: Percentage points with the 95 % interval; missing where it cannot be said. ``within`` has a
            difference without an interval where too few patients differ.
        p, q: Of no difference; q (Benjamini-Hochberg) over all effects of the comparison that have an interval.
        sessions, patients: Compared; ``within``: of the patients who had both.
        differing: Of ``within``: patients whose two rates differ; else missing.
        method: How the interval was found, or why there is none.

    Raises:
        QuestionError: A route or way of asking is not in the vocabulary.
        Stopped: ``stop`` returned True.
    """
    watch = Watch(progress, stop)
    crude = effect_differences(database, selection, first_route, second_route, elicitation)
    crude = crude[crude["unit"] == "sessions"]
    sessions = effect_model(database, selection, first_route, second_route, elicitation)
    watch.at(0.05)
    names = [str(name) for name in crude["effect"]]
    parts = [_crude(crude, sessions)]
    pair = (_spoken(first_route), _spoken(second_route))
    frame = sessions.frame.assign(
        route=sessions.frame["route"].map({first_route: pair[0], second_route: pair[1]})
    )
    used, left_out = usable(frame, pair, list(COVARIATES), _APART)
    events = {name: sessions.events[name] for name in names}
    within = Watch(lambda share: watch.at(0.05 + 0.95 * share))
    found = adjusted_differences(frame, events, *pair, used, progress=within.at)
    parts.append(
        _rows(
            "adjusted",
            (
                (
                    name,
                    one.estimate,
                    one.low,
                    one.high,
                    one.p,
                    one.sessions,
                    one.patients,
                    None,
                    one.why or _ADJUSTED,
                )
                for name, one in found.items()
            ),
        )
    )
    parts.append(
        _rows(
            "within",
            (
                (
                    name,
                    one.difference,
                    one.low,
                    one.high,
                    one.p,
                    one.sessions,
                    one.patients,
                    one.differing,
                    one.words,
                )
                for name, one in ((name, _paired(frame, having, pair)) for name, having in events.items())
            ),
        )
    )
    watch.at(1.0)
    any_one = next(iter(found.values()), None)
    left_out |= any_one.left_out if any_one else {}
    return Compared(
        pd.concat(parts, ignore_index=True),
        _covariates(left_out),
        any_one.missing if any_one else 0,
        any_one.outside if any_one else 0,
    )


@question(
    "What the adjusted difference allows for",
    Subject.SIDE_EFFECTS,
    method="two-routes-three-ways",
    by=(ELICITATION,),
    obeys=TWO_ROUTES,
)
def effect_covariates(
    database: Database,
    selection: Selection,
    first_route: str,
    second_route: str,
    elicitation: str | None = None,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> pd.DataFrame:
    """Return ``Compared.covariates``, and the sessions left out as two rows more in words."""
    return with_sessions(
        effect_compared(
            database, selection, first_route, second_route, elicitation, progress=progress, stop=stop
        )
    )


def with_sessions(found: Compared) -> pd.DataFrame:
    """Return the covariates with the number of sessions left out, as the table behind the figure holds them."""
    left = pd.DataFrame(
        {
            "covariate": text([_NOT_RECORDED, _ONE_ROUTE]),
            "adjusted_for": [False, False],
            "reason": text(["sessions left out", "sessions left out"]),
            "sessions": pd.array([found.missing, found.outside], dtype="Int64"),
        }
    )
    own = found.covariates.assign(sessions=pd.array([None] * len(found.covariates), dtype="Int64"))
    return pd.concat([own, left], ignore_index=True)


def _spoken(route: str) -> str:
    label = ROUTES[route].label
    return label[0].lower() + label[1:]


def _crude(crude: pd.DataFrame, sessions: ModelSessions) -> pd.DataFrame:
    size, people = len(sessions.frame), int(sessions.frame["patient"].nunique())
    columns = ["effect", "difference", "low", "high", "p", "method"]
    return _rows(
        "crude",
        (
            (effect, gap, low, high, p, size, people, None, method)
            for effect, gap, low, high, p, method in crude[columns].itertuples(index=False, name=None)
        ),
        scale=1,
    )


def _paired(frame: pd.DataFrame, having: NDArray[np.bool], pair: tuple[str, str]) -> Paired:
    code, people = pd.factorize(frame["patient"])
    counts = []
    for route in pair:
        there = (frame["route"] == route).to_numpy()
        counts += [
            np.bincount(code[there & having], minlength=len(people)),
            np.bincount(code[there], minlength=len(people)),
        ]
    return paired_difference(*counts)


def _rows(comparison: str, rows: Iterable[tuple[object, ...]], scale: float = 100) -> pd.DataFrame:
    names = ["effect", "difference", "low", "high", "p", "sessions", "patients", "differing", "method"]
    frame = pd.DataFrame(list(rows), columns=names)
    for name in ("difference", "low", "high"):
        frame[name] = frame[name].astype("float64") * scale
    frame["label"] = [effect_label(str(name)) for name in frame["effect"]]
    frame["comparison"] = comparison
    frame["q"] = q_values(frame["p"].to_numpy(dtype=np.float64))
    return frame[list(_COLUMNS)].astype(_COLUMNS)


def _covariates(left_out: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "covariate": text(list(COVARIATES.values())),
            "adjusted_for": [name not in left_out for name in COVARIATES],
            "reason": text([left_out.get(name, "") for name in COVARIATES]),
        }
    )
