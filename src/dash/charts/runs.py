"""The sessions of a patient by route, read for the session rail."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dash.charts.dates import Moments, day
from dash.charts.parts import Floats, many, moments, numbers, texts, truths
from dash.charts.session_card import COLUMNS, cards, changes
from dash.charts.session_time import session_times
from dash.charts.template import route_key, route_order
from dash.vocabulary import DRUGS, ROUTES


@dataclass(frozen=True)
class Run:
    """The sessions of one route, in time order.

    Attributes:
        order: Place of each session among the sessions of all routes.
        at: Time of each session as it is drawn (see ``session_times``), NaT where not recorded.
        dose: mg, NaN where not recorded.
        per_kg: mg per kg of body weight, NaN where not recorded.
        drug: Key of the drug of each session.
        session: Session number within the patient, NaN where not numbered.
        changed: What of the plan changed against the patient's session before: "route", "drug", "dose", "".
        card: What is said of each session when pointed at.
        days_only: How many of them have no clock time.
    """

    route: str
    order: tuple[int, ...]
    at: Moments
    dose: Floats
    per_kg: Floats
    drug: tuple[str, ...]
    session: Floats
    changed: tuple[str, ...]
    card: tuple[str, ...]
    days_only: int = 0

    @property
    def label(self) -> str:
        """Such as "IV ketamine 39, 47 mg"."""
        drugs = dict.fromkeys(self.drug)
        given = ", ".join(f"{DRUGS[drug].label.lower()} {self.doses(drug)}" for drug in drugs)
        return f"{ROUTES[self.route].short} {given}{', no clock times' if self.days_only == len(self.at) else ''}"

    def doses(self, drug: str) -> str:
        """Return the doses of one drug in words: one or two as they are, more as a range."""
        given = [
            d
            for d, name in zip(self.dose.tolist(), self.drug, strict=True)
            if name == drug and not math.isnan(d)
        ]
        steps = list(dict.fromkeys(round(dose, 1) for dose in given))
        if not steps:
            return "dose not recorded"
        if len({round(step) for step in steps}) <= 2:
            return ", ".join(dict.fromkeys(f"{step:.0f}" for step in steps)) + " mg"
        return f"{min(steps):.0f}–{max(steps):.0f} mg"


def read_runs(
    sessions: pd.DataFrame,
    effects: pd.DataFrame | None = None,
    *,
    dated: bool = True,
    scores: pd.DataFrame | None = None,
) -> tuple[Run, ...]:
    """Return the sessions that took place by route, in the vocabulary's order.

    Args:
        sessions: Rows of ``patient_sessions``; cancelled ones are left out.
        effects: Rows of ``patient_effects``, for the cards.
        dated: Leave out sessions without a date.
        scores: Rows of ``patient_scores`` on the same axis; a session of a day without a clock time stands after them.
    """
    held = sessions[[name for name in COLUMNS if name in sessions.columns]]
    if "status" in held.columns:
        held = held[[status != "cancelled" for status in texts(held, "status")]]
    held = held.iloc[np.lexsort((numbers(held, "session_number"), moments(held, "started_on")))]
    changed = changes(held)
    card = cards(held, effects, changed)
    at = session_times(held, scores)
    clockless = [clock is False for clock in truths(held, "has_clock")]
    routes = np.array([route_key(key) for key in texts(held, "route")], dtype=object)
    drugs = [key if key in DRUGS else "other" for key in texts(held, "drug")]
    dose, per_kg, which = (numbers(held, name) for name in ("dose_mg", "mg_per_kg", "session_number"))
    runs = []
    for route in route_order(routes.tolist()):
        rows = np.flatnonzero((routes == route) & ~(np.isnat(at) & dated))
        if rows.size:
            drug, what, says = (tuple(column[row] for row in rows) for column in (drugs, changed, card))
            order = tuple(rows.tolist())
            unknown = sum(clockless[row] for row in rows)
            runs.append(
                Run(route, order, at[rows], dose[rows], per_kg[rows], drug, which[rows], what, says, unknown)
            )
    return tuple(runs)


def run_days(runs: Sequence[Run]) -> Moments:
    """Return the days of all sessions, in no particular order."""
    every = np.concatenate([np.array([], dtype="datetime64[s]"), *(run.at for run in runs)])
    return every.astype("datetime64[D]").astype("datetime64[s]")


def run_words(runs: Sequence[Run]) -> str:
    """Return the sessions in sentences, for the alternative text."""
    if not runs:
        return "No session recorded."
    total = sum(len(run.at) for run in runs)
    each = []
    for run in runs:
        drugs = dict.fromkeys(run.drug)
        given = ", ".join(f"{DRUGS[drug].label.lower()} {run.doses(drug)}" for drug in drugs)
        each.append(f"{len(run.at)} {ROUTES[run.route].label.lower()} ({given})")
    clockless = sum(run.days_only for run in runs)
    said = (
        f" {many(clockless, 'session')} without a clock time, drawn at noon of the day." if clockless else ""
    )
    return f"{many(total, 'session')} below: {'; '.join(each)}.{said}{_change_words(runs)}"


def _change_words(runs: Sequence[Run]) -> str:
    found = sorted(
        (order, what, at)
        for run in runs
        for order, what, at in zip(run.order, run.changed, run.at, strict=True)
        if what
    )
    if not found:
        return ""
    _, what, at = found[-1]
    when = "" if np.isnat(at) else f" on {day(at)}"
    return f" The plan changed {many(len(found), 'time')}, last{when} ({what})."
