"""How far a patient's pressure rose in the earlier sessions like the coming one: facts beside today's reading."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from dash.queries.appointments import PlannedRow, most_told
from dash.reports.alike import kinds, of_kind
from dash.vocabulary import DRUGS, ROUTES
from dash.wording import signed

MOST = 3
"""Rises named."""


class OwnRises(NamedTuple):
    """Rises of the highest systolic reading over pre-dose, mmHg.

    Attributes:
        kind: Route and drug they are of, such as "IN esketamine"; empty without any session.
        rises: In order of time, the last ``MOST`` that are known.
        known: How many are known.
        sessions: Sessions of this kind.
    """

    kind: str = ""
    rises: tuple[int, ...] = ()
    known: int = 0
    sessions: int = 0

    @property
    def words(self) -> str:
        """In few words, such as "own rises by IN esketamine +16, −6, +18 mmHg"."""
        if not self.kind:
            return "no earlier session"
        if not self.sessions:
            return f"no earlier session by {self.kind}"
        if not self.known:
            return f"own rises by {self.kind}: not recorded"
        which = "last own rises" if self.known > len(self.rises) else "own rises"
        return f"{which} by {self.kind} {', '.join(signed(rise) for rise in self.rises)} mmHg"


def own_rises(given: pd.DataFrame, coming: Sequence[PlannedRow] = ()) -> OwnRises:
    """Return the rises in sessions by the route and drug planned, else by those of the last session.

    Args:
        given: Rows of ``patient_sessions`` in order of time, cancelled ones left out.
        coming: The patient's next appointments.
    """
    told = most_told(coming) if coming else None
    alike = given
    if told is not None and told.route in ROUTES and "other" not in (told.route, told.drug):
        alike = given[given["route"] == told.route]
        name = ROUTES[str(told.route)].short
        if told.drug in DRUGS:
            alike, name = alike[alike["drug"] == told.drug], f"{name} {DRUGS[str(told.drug)].label.lower()}"
    elif len(given):
        alike = of_kind(given, kinds(given.tail(1))[0])
        route, drug = str(given["route"].iloc[-1]), str(given["drug"].iloc[-1])
        name = "the last route and drug"
        if "other" not in (route, drug) and route in ROUTES and drug in DRUGS:
            name = f"{ROUTES[route].short} {DRUGS[drug].label.lower()}"
    else:
        return OwnRises()
    known = [int(rise) for rise in alike["rise_systolic"].dropna().tolist()]
    return OwnRises(name, tuple(known[-MOST:]), len(known), len(alike))
