"""Sessions of two routes with what differs between them, and the side effects reported in each: what a model is fitted to."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dash.queries.dimensions import ROUTE
from dash.queries.effect_bands import BANDS
from dash.queries.selection import Selection, elicitation_condition
from dash.queries.statement import statement
from dash.queries.words import ROUTE_KEYS
from dash.store.reading import Database
from dash.vocabulary import ELICITATIONS

_SEXES = ("female", "male", "other")


@dataclass(frozen=True)
class ModelSessions:
    """Sessions in which effects were asked for, by two routes.

    Attributes:
        frame: One row per session: ``patient`` (key), ``route``, and ``age`` (years, by the year of birth), ``sex``, ``dose``
            (band), ``number`` (band of the session in the patient), ``pressure`` (pre-dose systolic, mmHg), ``site``, ``asked``
            (way of asking). Missing where not recorded.
        events: By effect, whether each row has it; only effects that occur.
    """

    frame: pd.DataFrame
    events: dict[str, NDArray[np.bool]]


def effect_model(
    database: Database, selection: Selection, first: str, second: str, elicitation: str | None
) -> ModelSessions:
    """Return the sessions of a selection by two routes, whether or not it chooses them, and their effects.

    Raises:
        QuestionError: A route or way of asking is not in the vocabulary.
    """
    where, values = selection.having(ROUTE, (first, second)).condition(database)
    marks = {"elicitation": elicitation_condition(elicitation, values), "selection": where}
    found = database.frame(statement("effect_model_sessions", **marks), values)
    reports = database.arrays(statement("effect_model_events", **marks), values)
    row_of = np.zeros(int(found["session_key"].max()) + 1 if len(found) else 0, dtype=np.int64)
    row_of[found["session_key"].to_numpy()] = np.arange(len(found))
    rows = row_of[reports["session_key"]]
    events = {}
    for code in np.unique(reports["effect"]).tolist():
        having = np.zeros(len(found), dtype=np.bool)
        having[rows[reports["effect"] == code]] = True
        events[database.effects[code]] = having
    return ModelSessions(_words(database, found), events)


def _words(database: Database, found: pd.DataFrame) -> pd.DataFrame:
    """Words for codes; the code of "not recorded" becomes missing."""
    not_recorded = ELICITATIONS["unknown"].code
    asked = found["elicitation"].to_numpy()
    ways = {term.code: key for key, term in ELICITATIONS.items() if term.code != not_recorded}
    return pd.DataFrame(
        {
            "patient": found["patient_key"].to_numpy(),
            "route": ROUTE_KEYS[found["route"].to_numpy()],
            "age": found["age"].to_numpy(dtype=np.float64, na_value=np.nan),
            "sex": _category(found["sex"].to_numpy() - 1, _SEXES),
            "dose": _category(found["dose_band"].to_numpy() - 1, BANDS["dose"][1:]),
            "number": _category(found["number_band"].to_numpy() - 1, BANDS["session"][1:]),
            "pressure": found["pre_systolic"].to_numpy(dtype=np.float64, na_value=np.nan),
            "site": _category(found["site"].to_numpy() - 1, [str(site) for site in database.sites[1:]]),
            "asked": _category(np.where(asked == not_recorded, -1, asked), [ways[at] for at in sorted(ways)]),
        }
    )


def _category(codes: NDArray[np.int64], words: tuple[str, ...] | list[str]) -> pd.Categorical:
    """Return a category by its place among the words, missing for -1."""
    return pd.Categorical.from_codes(codes, pd.Index(list(words), dtype="str"))
