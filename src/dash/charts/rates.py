"""The rows of the figure of rates by effect and route, and what they say in words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import pandas as pd

from dash.charts.parts import many, missing, number, numbers, texts, truths
from dash.charts.template import clean, route_key
from dash.vocabulary import ROUTES


@dataclass(frozen=True)
class Rate:
    """One effect on one route; rate and interval in percent, NaN where nothing was asked."""

    events: float
    total: float
    rate: float
    low: float
    high: float
    few: bool
    method: str
    state: str = "interval"


@dataclass
class Effect:
    """One row of the figure."""

    key: str
    label: str
    difference: tuple[float, float, float] | None = None
    q: float = float("nan")
    too_few: bool = False
    rates: dict[str, Rate] = field(default_factory=dict)
    serious_events: float = 0.0

    @property
    def size(self) -> float:
        """What rows are ordered by: the size of the difference, else the highest rate."""
        if self.difference is not None:
            return abs(self.difference[0])
        return max((rate.rate for rate in self.rates.values() if rate.rate >= 0), default=0.0)


def read_effects(
    chosen: pd.DataFrame, differences: pd.DataFrame | None, unit: str, pinned: Collection[str]
) -> list[Effect]:
    """Return the rows from top to bottom."""
    gaps, q_of, few_of = _read_differences(differences, unit)
    columns = (
        numbers(chosen, name).tolist()
        for name in ("events", "total", "rate", "low", "high", "serious_events")
    )
    found: dict[str, Effect] = {}
    rows = zip(
        texts(chosen, "effect"),
        texts(chosen, "label"),
        texts(chosen, "route"),
        truths(chosen, "few"),
        texts(chosen, "method"),
        texts(chosen, "state") if "state" in chosen.columns else ["interval"] * len(chosen),
        *columns,
        strict=True,
    )
    for key, label, route, few, method, state, events, total, rate, low, high, serious in rows:
        if key is None:
            continue
        name = str(key)
        effect = found.setdefault(
            name,
            Effect(name, str(label or key), gaps.get(name), q_of.get(name, float("nan")), name in few_of),
        )
        small = events < 5 if few is None else few
        effect.rates[route_key(route)] = Rate(
            events, total, rate, low, high, small, str(method or ""), str(state or "interval")
        )
        if serious > 0:
            effect.serious_events += serious
    return sorted(found.values(), key=lambda effect: (effect.key not in pinned, -effect.size, effect.label))


def shown_effects(
    effects: list[Effect], pinned: Collection[str], selected: str | None, most: int
) -> list[Effect]:
    """Return the rows that are drawn: the first ``most``, and always those pinned and the one selected."""
    kept = {effect.key for effect in effects[:most]} | {selected}
    return [effect for effect in effects if effect.key in kept or effect.key in pinned]


def _read_differences(
    differences: pd.DataFrame | None, unit: str
) -> tuple[dict[str, tuple[float, float, float]], dict[str, float], set[str]]:
    """Return by effect the differences that have an interval, their q-values, and where too few patients had it."""
    gaps: dict[str, tuple[float, float, float]] = {}
    q_of: dict[str, float] = {}
    few: set[str] = set()
    if differences is None or not len(differences):
        return gaps, q_of, few
    size = len(differences)
    units = texts(differences, "unit") if "unit" in differences.columns else [unit] * size
    q = numbers(differences, "q").tolist() if "q" in differences.columns else [float("nan")] * size
    states = texts(differences, "state") if "state" in differences.columns else ["interval"] * size
    columns = (numbers(differences, name).tolist() for name in ("difference", "low", "high"))
    for key, word, value, state, *gap in zip(
        texts(differences, "effect"), units, q, states, *columns, strict=True
    ):
        if word != unit:
            continue
        if not any(missing(number) for number in gap):
            gaps[str(key)], q_of[str(key)] = (gap[0], gap[1], gap[2]), value
        elif state == "few":
            few.add(str(key))
    return gaps, q_of, few


UNIT_WORDS = {"sessions": "sessions", "patients": "patients", "hours": "monitored hours"}


def rates_words(
    shown: Sequence[Effect],
    total: int,
    routes: Sequence[str],
    unit: str,
    compared: tuple[str, str] | None,
    pinned: Collection[str],
) -> str:
    """Return the figure in sentences, for the alternative text."""
    names = ", ".join(ROUTES[route].label.lower() for route in routes)
    lines = [
        f"Rate of {many(total, 'side effect')} per 100 {UNIT_WORDS.get(unit, unit)} by route ({names}), with 95 % intervals."
    ]
    for effect in shown[:8]:
        each = []
        for route in routes:
            rate = effect.rates.get(route)
            if rate is None or missing(rate.rate) or not rate.total:
                each.append(
                    f"{ROUTES[route].label.lower()} not {'monitored' if unit == 'hours' else 'asked'}"
                )
                continue
            interval = (
                "" if missing(rate.low) or missing(rate.high) else f" ({rate.low:.1f} to {rate.high:.1f})"
            )
            if rate.state == "few" and not interval:
                interval = " (too few patients for an interval)"
            size = f"in {rate.total:,.0f} hours" if unit == "hours" else f"of {number(rate.total)}"
            sign = "" if unit == "hours" else " %"
            each.append(
                f"{ROUTES[route].label.lower()} {rate.rate:.1f}{sign}{interval}, {number(rate.events)} {size}"
            )
        top = " (kept on top)" if effect.key in pinned else ""
        lines.append(f"{clean(effect.label, 60)}{top}: {'; '.join(each)}.")
    if total > 8:
        lines.append(f"{many(total - 8, 'more effect')} in the table.")
    clear = [
        effect
        for effect in shown
        if effect.difference and (effect.difference[1] > 0 or effect.difference[2] < 0)
    ]
    if compared:
        one, two = (ROUTES[route_key(key)].label.lower() for key in compared)
        said = ", ".join(
            f"{clean(e.label, 60)} {e.difference[0]:+.1f} {'per 100 hours' if unit == 'hours' else 'points'}"
            for e in clear[:8]
            if e.difference
        )
        lines.append(
            f"{one.capitalize()} minus {two}: {'clearly different in ' + said if said else 'no clear difference'}."
        )
    return " ".join(lines)
