"""Changes of route or drug with what was measured before and after, read for drawing."""

from dataclasses import dataclass
from math import isnan

import numpy as np
import pandas as pd

from dash.charts.dates import Moments, day
from dash.charts.parts import moments, number, numbers, texts
from dash.charts.template import clean, route_key
from dash.vocabulary import DRUGS, ROUTES


@dataclass(frozen=True)
class Pair:
    """One measure before and after one switch.

    Attributes:
        before, after: Medians, NaN where there is none.
        before_n, after_n: What they are medians of; NaN where not given.
        difference: After less before, NaN where it cannot be said.
        reason: Why it cannot be said; empty where it can.
    """

    measure: str
    unit: str
    before: float
    before_n: float
    after: float
    after_n: float
    difference: float
    reason: str

    @property
    def words(self) -> str:
        """The pair in words, for the alternative text."""
        unit = f" {clean(self.unit)}" if self.unit else ""
        sides = [
            f"{name} {number(level)}{unit}{'' if isnan(n) else f' (n = {n:.0f})'}"
            for name, level, n in (
                ("before", self.before, self.before_n),
                ("after", self.after, self.after_n),
            )
            if not isnan(level)
        ]
        sides += [] if isnan(self.difference) else [f"difference {signed(self.difference)}"]
        sides += [f"not compared: {clean(self.reason).rstrip('.')}"] if self.reason else []
        return f"{clean(self.measure, 40)}: {', '.join(sides) or 'nothing recorded'}"


@dataclass(frozen=True)
class Switch:
    """One change of route or drug, with its measures by name."""

    session: float
    at: np.datetime64
    old: tuple[str, str]
    new: tuple[str, str]
    pairs: dict[str, Pair]

    @property
    def title(self) -> str:
        """Date and session of the switch; nothing in it comes from free text."""
        when = "" if np.isnat(self.at) else day(self.at)
        which = "" if isnan(self.session) else f"session {self.session:.0f}"
        return ", ".join(part for part in (when, which) if part) or "date not recorded"

    @property
    def words(self) -> str:
        """The switch with its pairs in a sentence."""
        old, new = (f"{ROUTES[route].label.lower()} {_drug(drug)}" for route, drug in (self.old, self.new))
        return f"{self.title}, {old} to {new}: {'; '.join(pair.words for pair in self.pairs.values())}."


def signed(value: float) -> str:
    """Return a difference with its sign."""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{number(abs(value))}"


def _drug(drug: str) -> str:
    return DRUGS[drug if drug in DRUGS else "other"].label.lower()


def read_switches(frame: pd.DataFrame) -> tuple[list[Switch], list[str]]:
    """Return the switches, the last one first, and the measures in the order they come.

    The columns stand at ``route_switch``. Rows that name no measure are left out.
    """
    at: Moments = moments(frame, "started_on")
    session = numbers(frame, "session_number")
    plans = [texts(frame, name) for name in ("from_route", "from_drug", "to_route", "to_drug")]
    levels = [numbers(frame, name) for name in ("before", "before_n", "after", "after_n", "difference")]
    measures, units, reasons = (texts(frame, name) for name in ("measure", "unit", "reason"))
    found: dict[tuple[object, ...], Switch] = {}
    order: dict[str, None] = {}
    for i, measure in enumerate(measures):
        if measure is None:
            continue
        old_route, old_drug, new_route, new_drug = (column[i] for column in plans)
        old, new = (route_key(old_route), str(old_drug)), (route_key(new_route), str(new_drug))
        key = (str(session[i]), str(at[i]), old, new)
        switch = found.setdefault(key, Switch(float(session[i]), at[i], old, new, {}))
        before, before_n, after, after_n, difference = (float(column[i]) for column in levels)
        reason = "" if reasons[i] is None else str(reasons[i])
        unit = "" if units[i] is None else str(units[i])
        name = str(measure)
        switch.pairs[name] = Pair(name, unit, before, before_n, after, after_n, difference, reason)
        order[name] = None
    switches = sorted(found.values(), key=lambda one: (np.isnat(one.at), one.at, one.session))
    return switches[::-1], list(order)
