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


@dataclass
class Effect:
    """One row of the figure."""

    key: str
    label: str
    difference: tuple[float, float, float] | None = None
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
    gaps: dict[str, tuple[float, float, float]] = {}
    if differences is not None and len(differences):
        units = texts(differences, "unit") if "unit" in differences.columns else [unit] * len(differences)
        columns = (numbers(differences, name).tolist() for name in ("difference", "low", "high"))
        for key, word, *gap in zip(texts(differences, "effect"), units, *columns, strict=True):
            if word == unit and not any(missing(value) for value in gap):
                gaps[str(key)] = (gap[0], gap[1], gap[2])
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
        *columns,
        strict=True,
    )
    for key, label, route, few, method, events, total, rate, low, high, serious in rows:
        if key is None:
            continue
        effect = found.setdefault(str(key), Effect(str(key), str(label or key), gaps.get(str(key))))
        small = events < 5 if few is None else few
        effect.rates[route_key(route)] = Rate(events, total, rate, low, high, small, str(method or ""))
        if serious > 0:
            effect.serious_events += serious
    return sorted(found.values(), key=lambda effect: (effect.key not in pinned, -effect.size, effect.label))


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
    lines = [f"Rate of {many(total, 'side effect')} per 100 {unit} by route ({names}), with 95 % intervals."]
    for effect in shown[:8]:
        each = []
        for route in routes:
            rate = effect.rates.get(route)
            if rate is None or missing(rate.rate) or not rate.total:
                each.append(f"{ROUTES[route].label.lower()} not asked")
                continue
            interval = (
                "" if missing(rate.low) or missing(rate.high) else f" ({rate.low:.1f} to {rate.high:.1f})"
            )
            each.append(
                f"{ROUTES[route].label.lower()} {rate.rate:.1f} %{interval}, {number(rate.events)} of {number(rate.total)}"
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
            f"{clean(e.label, 60)} {e.difference[0]:+.1f} points" for e in clear[:8] if e.difference
        )
        lines.append(
            f"{one.capitalize()} minus {two}: {'clearly different in ' + said if said else 'no clear difference'}."
        )
    return " ".join(lines)
