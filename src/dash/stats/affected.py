"""How long a session was under side effects: minutes with at least one of them, from when each began and ended."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import isnan, nan
from typing import NamedTuple


class Affected(NamedTuple):
    """Minutes of one session with at least one side effect.

    Attributes:
        known: Minutes surely affected: those covered by effects whose onset and end are recorded; NaN where none is.
        unknown: How many effects lack onset or end, or end before they begin.
    """

    known: float
    unknown: int

    @property
    def minutes(self) -> float:
        """The minutes, NaN where an effect of unknown length makes them unknown: it may have lasted longer than the others."""
        return nan if self.unknown else self.known


def affected(
    sessions: Sequence[float], onset: Iterable[float], resolved: Iterable[float]
) -> dict[float, Affected]:
    """Return the minutes affected of each session that has an effect; effects at the same time count once.

    Args:
        sessions: Of each effect, any number that tells sessions apart.
        onset: Of each effect, minutes from dose, NaN where not recorded.
        resolved: When it ended, likewise.
    """
    spans: dict[float, list[tuple[float, float]]] = defaultdict(list)
    unknown: dict[float, int] = defaultdict(int)
    for session, begin, end in zip(sessions, onset, resolved, strict=True):
        # A comparison with NaN is false: what lacks onset or end has no length.
        if begin <= end:
            spans[session].append((begin, end))
        else:
            unknown[session] += 1
    return {
        session: Affected(covered(spans[session]) if session in spans else nan, unknown.get(session, 0))
        for session in dict.fromkeys(sessions)
        if not isnan(session)
    }


def covered(spans: Iterable[tuple[float, float]]) -> float:
    """Return the length of the union of spans, each from its first number to its second."""
    total, reached = 0.0, -float("inf")
    for begin, end in sorted(spans):
        total += max(0.0, end - max(begin, reached))
        reached = max(reached, end)
    return total
