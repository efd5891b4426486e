"""Where patients stood at their last total: each change, and how many were worse than before."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from dash.queries.outcomes import ints, outcome_answers, outcome_scale
from dash.queries.question import SCALE, Subject, question
from dash.queries.selection import Selection
from dash.rulebook import clinic_path, load
from dash.stats.intervals import proportion
from dash.store.reading import Database
from dash.vocabulary import ROUTES

_LEAST = 1e-6
_WHOLE = ["patients", "worse", "better", "between"]
_REAL = ["rate", "low", "high"]


class Meaningful(NamedTuple):
    """A change that counts, from the rulebook.

    Attributes:
        points: Last total less baseline, at least.
        share: Last total over baseline, at least.
        words: Such as "5 points" or "28 % of the baseline".
    """

    points: float
    share: float
    words: str


def meaningful_change(instrument: str, clinic: Path | None = None) -> Meaningful | None:
    """Return the meaningful change of an instrument; None where the rulebook (of that clinic's file) has none."""
    rule = load(clinic).get(f"worsening_{instrument}")
    if rule is None:
        return None
    if rule.measure == "worsening_share":
        return Meaningful(_LEAST, 1 + rule.threshold / 100, f"{rule.threshold:g} % of the baseline")
    return Meaningful(rule.threshold, 0, f"{rule.threshold:g} points")


@question(
    "Patients by baseline and last total", Subject.TRAJECTORIES, method="outcomes-last-score", by=(SCALE,)
)
def outcome_last(database: Database, selection: Selection, instrument: str) -> pd.DataFrame:
    """Count patients by baseline and last total after the first session, by route of the first session.

    Columns:
        route: Key of the vocabulary.
        baseline, last_value: Points.
        change: Their difference, points; negative is better.
        percent: The change in percent of the baseline; missing where that is 0.
        patients: With both.
    """
    frame = outcome_answers(database, selection, "outcome_last", outcome_scale(instrument))
    before, last = (frame[name].to_numpy(np.float64) for name in ("baseline", "last_value"))
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = np.where(before > 0, 100 * (last - before) / before, np.nan)
    frame = frame.assign(baseline=before, last_value=last, change=last - before, percent=percent)
    return frame[["route", "baseline", "last_value", "change", "percent", "patients"]]


@question("Patients worse than before", Subject.TRAJECTORIES, method="outcomes-last-score", by=(SCALE,))
def outcome_worse(database: Database, selection: Selection, instrument: str) -> pd.DataFrame:
    """Share of patients whose last total was worse than their baseline by at least a meaningful change, by route.

    Columns:
        route: Key of the vocabulary, of the first session.
        patients: With a baseline and a total after the first session.
        worse, better, between: By at least the meaningful change, and less than that.
        rate, low, high: Percent worse, with the 95 % interval; one value a patient.
        limit: The meaningful change, in words. No rows where the rulebook has none.
    """
    limit = meaningful_change(instrument, clinic_path(database.path))
    rows: list[list[object]] = []
    if limit is not None:
        found = outcome_last(database, selection, instrument)
        n, before, last = (
            ints(found, "patients"),
            found["baseline"].to_numpy(),
            found["last_value"].to_numpy(),
        )
        worse = (last >= before + limit.points) & (last >= before * limit.share)
        # Better by a share of the baseline mirrors worse by it.
        better = (last <= before - limit.points) & ((limit.share == 0) | (last <= before * (2 - limit.share)))
        routes = found["route"].to_numpy(object)
        for route in ROUTES:
            own = routes == route
            if own.any():
                total, up, down = (int(n[own & some].sum()) for some in (own, worse, better))
                rows.append([route, total, up, down, total - up - down, limit.words])
    frame = pd.DataFrame(rows, columns=["route", *_WHOLE, "limit"])
    frame = frame.astype(dict.fromkeys(("route", "limit"), "str") | dict.fromkeys(_WHOLE, "int64"))
    share = proportion(frame["worse"], frame["patients"])
    rates = {name: np.asarray(getattr(share, name), dtype=np.float64) * 100 for name in _REAL}
    return frame.assign(**rates)[["route", *_WHOLE, *_REAL, "limit"]]
