"""Rates of side effects a second time, slowly: plain sums over patients, sharing no code with the product."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from math import log, sqrt
from typing import Any

from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from helpers.slow import Session, by_patient

Z = float(stats.norm.ppf(0.975))


@dataclass
class Rate:
    """Shares, or events per hour; None where there is no such number."""

    state: str
    events: int = 0
    size: float = 0.0
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    effective: float = 0.0
    two_sided: float | None = None

    @property
    def shown(self) -> tuple[Any, ...]:
        return self.state, self.events, self.size, self.rate, self.low, self.high


def _widened(pairs: list[tuple[int, float]], independent: float, without: float) -> float:
    """How many times fewer independent trials would tell as much, Student's t included."""
    total, hits = sum(n for _, n in pairs), sum(y for y, _ in pairs)
    if len(pairs) < 2 or independent <= 0:
        return 1.0
    rate = hits / total
    variance = sum((y - rate * n) ** 2 / (1 - n / total) for y, n in pairs) / total**2
    effect = variance / independent
    if effect <= 1:
        return 1.0
    alike = total**2 / sum(n * n for _, n in pairs)
    fewer = min(sum(y > 0 for y, _ in pairs), without)
    degrees = max(fewer * (1 + alike / len(pairs)) / 2 - 1, 1.0)
    return effect * float(stats.t.ppf(0.975, degrees) / Z) ** 2


def session_rate(events: list[int], sizes: list[int]) -> Rate:
    pairs = [(y, n) for y, n in zip(events, sizes, strict=True) if n]
    total, hits, people = sum(n for _, n in pairs), sum(y for y, _ in pairs), len(pairs)
    if not total:
        return Rate("empty")
    rate = hits / total
    if not hits:
        bound = 1 - 0.05 ** (1 / people)
        return Rate("none", 0, total, 0.0, 0.0, bound, people, 1 - 0.025 ** (1 / people))
    having, without = sum(y > 0 for y, _ in pairs), sum(n > y for y, n in pairs)
    repeats = max(n for _, n in pairs) > 1
    widened = _widened(pairs, rate * (1 - rate) / total, without) if repeats else 1.0
    if min(having, without) < 10 and (repeats or people < 2):
        return Rate("few", hits, total, rate, None, None, total / widened)
    exact = not repeats and min(hits, total - hits) < 5
    low, high = proportion_confint(
        rate * total / widened, total / widened, method="beta" if exact else "wilson"
    )
    return Rate("interval", hits, total, rate, low, high, total / widened, high)


def hour_rate(events: list[int], hours: list[float]) -> Rate:
    pairs = [(y, n) for y, n in zip(events, hours, strict=True) if n]
    total, hits = sum(n for _, n in pairs), sum(y for y, _ in pairs)
    if not total:
        return Rate("empty")
    rate = hits / total
    if not hits:
        return Rate("none", 0, total, 0.0, 0.0, -log(0.05) / total, total, -log(0.025) / total)
    widened = _widened(pairs, rate / total, len(pairs))
    if sum(y > 0 for y, _ in pairs) < 10:
        low = stats.chi2.ppf(0.025, 2 * hits) / 2 / total
        high = stats.chi2.ppf(0.975, 2 * hits + 2) / 2 / total
        return Rate("few", hits, total, rate, low, high, total / widened)
    x, time = hits / widened, total / widened
    middle, half = x + Z * Z / 2, Z * sqrt(x + Z * Z / 4)
    return Rate("interval", hits, total, rate, (middle - half) / time, (middle + half) / time, time)


def difference(one: Rate, two: Rate, hours: bool = False) -> tuple[Any, ...]:
    """State, difference, low, high, p."""
    if "empty" in (one.state, two.state):
        return "empty", None, None, None, None
    assert one.rate is not None and two.rate is not None
    gap = one.rate - two.rate
    if "few" in (one.state, two.state):
        return "few", gap, None, None, None
    if one.state == two.state == "none":
        return "none", gap, None, None, None
    (l1, u1), (l2, u2) = ((r.low, r.two_sided or r.high) for r in (one, two))
    assert None not in (l1, u1, l2, u2)
    low = gap - sqrt((one.rate - l1) ** 2 + (u2 - two.rate) ** 2)
    high = gap + sqrt((u1 - one.rate) ** 2 + (two.rate - l2) ** 2)
    e1, e2 = one.effective, two.effective
    pooled = (one.rate * e1 + two.rate * e2) / (e1 + e2)
    spread = pooled if hours else pooled * (1 - pooled)
    error = sqrt(spread * (1 / e1 + 1 / e2))
    p = 2 * float(stats.norm.sf(abs(gap) / error)) if error else None
    return "interval", gap, low, high, p


def q_values(p: list[float | None]) -> list[float | None]:
    known = [value for value in p if value is not None]
    ranked = sorted(known)

    def q(value: float) -> float:
        return min(
            1.0, *(r * len(ranked) / (at + 1) for at, r in enumerate(ranked) if r >= value), float("inf")
        )

    return [None if value is None else q(value) for value in p]


def monitored_minutes(session: Session) -> int | None:
    """To the end of monitoring where both clocks are known, else to the last timed reading; within a day."""
    begun, ended = session.started_at, session.ended_at
    if ended and ":" in ended and ":" in begun:
        minutes = round((datetime.fromisoformat(ended) - datetime.fromisoformat(begun)).total_seconds() / 60)
        if 1 <= minutes <= 1440:
            return minutes
    return max((r["minute"] for r in session.timed if 1 <= r["minute"] <= 1440), default=None)


def hours_by_patient(
    sessions: Iterable[Session], having: Callable[[Session], bool]
) -> tuple[list[int], list[float]]:
    timed = [s for s in sessions if monitored_minutes(s) is not None]
    names = sorted({s.patient for s in timed})
    of = {name: [s for s in timed if s.patient == name] for name in names}
    events = [sum(having(s) for s in of[name]) for name in names]
    hours = [sum(monitored_minutes(s) or 0 for s in of[name]) / 60 for name in names]
    return events, hours


def patients_ever(sessions: list[Session], having: Callable[[Session], bool]) -> tuple[list[int], list[int]]:
    events, sizes = by_patient(sessions, having)
    return [int(y > 0) for y in events], [1] * len(sizes)


def tell(value: float | None) -> float | None:
    return None if value is None else 100 * value
