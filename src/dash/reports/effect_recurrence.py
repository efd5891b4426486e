"""How often one side effect comes again at the next session by the same route. For the background."""

import numpy as np
import pandas as pd

from dash.queries.effect_sequence import effect_sequence
from dash.queries.question import ELICITATION, EffectsOfRoute, Subject, question
from dash.queries.selection import Selection
from dash.queries.words import ROUTE_KEYS
from dash.stats.long_work import Progress, Stop, Watch
from dash.stats.rate_differences import q_values
from dash.stats.rates import Rates
from dash.stats.recurrence import Recurrence, recurrence
from dash.store.reading import Database

_SIDES = ("after", "background")
_COLUMNS = {
    "route": "str",
    "sessions": "int64",
    "reported": "int64",
    "patients": "int64",
    "repeating": "int64",
    **{
        f"{side}_{name}": kind
        for side in _SIDES
        for name, kind in {
            "events": "int64",
            "sessions": "int64",
            "rate": "float64",
            "low": "float64",
            "high": "float64",
            "state": "str",
            "method": "str",
        }.items()
    },
    "expected": "float64",
    "beyond": "float64",
    "beyond_low": "float64",
    "beyond_high": "float64",
    "beyond_p": "float64",
    "beyond_q": "float64",
    "beyond_patients": "int64",
    "beyond_method": "str",
}


@question(
    "Side effects at the next session, given this one",
    Subject.SIDE_EFFECTS,
    method="what-comes-next-time",
    by=(ELICITATION,),
    obeys=EffectsOfRoute("reported"),
)
def effect_recurrence(
    database: Database,
    selection: Selection,
    effect: str,
    elicitation: str | None = None,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> pd.DataFrame:
    """Compare the next session after one with the effect and after one without it, by route.

    Of each patient's sessions of the selection by one route in which effects were asked for, each is compared with the next
    of them, however much later. Patients with one such session tell nothing about a next one.

    Columns:
        route: Key of the vocabulary; only routes with a session asked.
        sessions, reported: Sessions asked, and with the effect.
        patients, repeating: Patients with such a session, and with at least two.
        after_events, after_sessions: Next sessions with the effect, and all, after a session with it.
        after_rate, after_low, after_high: Percent with the 95 % interval, repeat sessions allowed for; the interval is missing
            where too few patients had it.
        after_state, after_method: As in the rates by route.
        background_…: The same after a session without it.
        expected: ``after_rate`` if each patient's sessions had come in any other order, percent.
        beyond, beyond_low, beyond_high, beyond_p: ``after_rate`` less ``expected``, percentage points.
        beyond_q: Benjamini-Hochberg over the routes.
        beyond_patients: Patients whose order can tell anything: at least two sessions with it and one without.
        beyond_method: How the interval was found, or why there is none.

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
        Stopped: ``stop`` returned True.
    """
    watch = Watch(progress, stop)
    sessions = effect_sequence(database, selection, effect, elicitation)
    rows = []
    codes = sorted(sessions["route"].unique().tolist())
    for place, code in enumerate(codes):
        watch.at((1 + place) / (1 + len(codes)))
        own = sessions[sessions["route"] == code]
        rows.append(_row(str(ROUTE_KEYS[code]), own, recurrence(own)))
    watch.at(1.0)
    frame = pd.DataFrame(rows, columns=[name for name in _COLUMNS if name != "beyond_q"])
    frame["beyond_q"] = q_values(frame["beyond_p"].to_numpy(dtype=np.float64))
    return frame[list(_COLUMNS)].astype(_COLUMNS)


def _row(route: str, own: pd.DataFrame, found: Recurrence) -> dict[str, object]:
    counts = own["patient"].value_counts()
    beyond = found.beyond
    return {
        "route": route,
        "sessions": len(own),
        "reported": int(own["event"].sum()),
        "patients": len(counts),
        "repeating": int((counts > 1).sum()),
        **_side("after", found.after_events, found.after_sessions, found.after),
        **_side("background", found.background_events, found.background_sessions, found.background),
        "expected": beyond.expected * 100,
        "beyond": beyond.difference * 100,
        "beyond_low": beyond.low * 100,
        "beyond_high": beyond.high * 100,
        "beyond_p": beyond.p,
        "beyond_patients": beyond.patients,
        "beyond_method": beyond.words,
    }


def _side(side: str, events: int, sessions: int, found: Rates) -> dict[str, object]:
    return {
        f"{side}_events": events,
        f"{side}_sessions": sessions,
        f"{side}_rate": float(found.rate) * 100,
        f"{side}_low": float(found.low) * 100,
        f"{side}_high": float(found.high) * 100,
        f"{side}_state": str(found.state),
        f"{side}_method": str(found.words),
    }
