"""The course of one patient by one scale: baseline, response, remission, relapse, worse, how long a gain holds.

What these words mean is said here, once: rules, figures, sentences, brief, cards and like patients ask this module.
``store/derive.sql`` says the same for the cohort, and a test on random records holds the two together.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby, pairwise
from typing import NamedTuple

from dash.vocabulary import Instrument
from dash.vocabulary.outcomes import LEAST_GAIN

SESSION_DAYS = 28
"""A total later than this after a session is not counted as that session's."""
_END_OF_DAY = timedelta(days=1) - timedelta(microseconds=1)


class Dose(NamedTuple):
    """The first dose of a session that was given.

    Attributes:
        at: Its moment, of the same clock as that of the totals; the begin of the day where only that is known.
        day: As written.
        timed: Whether the clock time is known.
    """

    at: datetime
    day: date
    timed: bool

    @property
    def place(self) -> datetime:
        """Up to when totals were asked before it: without a clock time all of the day."""
        return self.at if self.timed else self.at + _END_OF_DAY


class Asked(NamedTuple):
    """One total. ``at``: its moment, the begin of the day where only that is known; ``recall``: days it looks back on."""

    at: datetime
    day: date
    value: float
    recall: int = 0


class Since(NamedTuple):
    """A total after the first session.

    Attributes:
        asked: The total.
        place: Which of all totals it is.
        number: Sessions given before it.
        since: Days since the last of them.
        day: Days since the first session.
    """

    asked: Asked
    place: int
    number: int
    since: int
    day: int

    @property
    def value(self) -> float:
        """Points."""
        return self.asked.value


class Gain(NamedTuple):
    """A time between two sessions, or after the last one, with a gain and a further total that counts.

    Attributes:
        totals: Those that count: asked after the session, looking back on nothing before it.
        days: From the first of them to the one at which half of the gain was gone, else to the last one.
        lost: Whether half of it was.
    """

    totals: tuple[Since, ...]
    days: int
    lost: bool


class Standing(NamedTuple):
    """How the last total stands to the baseline.

    Attributes:
        value, baseline: Points; no baseline is None.
        words: ``response``, ``remission``, ``lost`` (there was a response) or empty.
        since: Day of the first of the last totals in a row that were, or were no response any more.
        reason: Why neither can be said: ``no session``, ``no baseline``, ``no later total``, ``no limits`` (of the scale) or
            ``too low`` (the baseline); else empty.
    """

    value: float
    baseline: float | None
    words: str = ""
    since: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class Course:
    """The totals of one scale around the sessions given.

    Attributes:
        scale: What is a response and a remission.
        totals: All of them, in order of time.
        doses: Of the sessions given, in order.
        window: Days before the first session in which a total can be a baseline.
    """

    scale: Instrument
    totals: tuple[Asked, ...]
    doses: tuple[Dose, ...]
    window: int

    @cached_property
    def _numbers(self) -> tuple[int, ...]:
        """How many sessions were given before each total."""
        places, found, given = [dose.place for dose in self.doses], [], 0
        for total in self.totals:
            # Totals stand in order of time: what was given before one was given before the next.
            while given < len(places) and places[given] < total.at:
                given += 1
            found.append(given)
        return tuple(found)

    @cached_property
    def before(self) -> int:
        """How many totals were asked before the first session: all of them where none was given.

        One written at the very minute of the first dose was, as a pressure of minute 0 is one before the dose; and so was one
        of the day of the first session where one of the two has no clock time.
        """
        return sum(number == 0 for number in self._numbers)

    @cached_property
    def level(self) -> tuple[Asked, ...]:
        """The totals before the first session that are recent enough to be a baseline; the last one is it."""
        if not self.doses:
            return self.totals
        first = self.doses[0].day - timedelta(days=self.window)
        return tuple(total for total in self.totals[: self.before] if total.day >= first)

    @cached_property
    def baseline(self) -> Asked | None:
        """The last total before the first session, within the window; without any session the last total."""
        return self.level[-1] if self.level else None

    @cached_property
    def after(self) -> tuple[Since, ...]:
        """The totals after the first session."""
        found = []
        for place in range(self.before, len(self.totals)):
            total, number = self.totals[place], self._numbers[place]
            since, day = (max((total.day - self.doses[of].day).days, 0) for of in (number - 1, 0))
            found.append(Since(total, place, number, since, day))
        return tuple(found)

    @cached_property
    def eligible(self) -> bool | None:
        """Whether a response can be told: the baseline is not in remission already. None without baseline or limits."""
        limit = self.scale.remission_below
        if self.baseline is None or limit is None or self.scale.response_fall is None:
            return None
        return self.baseline.value >= limit

    @cached_property
    def response_level(self) -> float | None:
        """The highest total that is a response; None where there can be none."""
        if self.baseline is None or not self.eligible or self.scale.response_fall is None:
            return None
        return self.baseline.value * (1 - self.scale.response_fall)

    def responds(self, value: float) -> bool:
        """Tell whether a total is a response: fallen by the share of the baseline that the scale asks for."""
        return self.response_level is not None and value <= self.response_level

    def remits(self, value: float) -> bool:
        """Tell whether a total is a remission: below the limit of the scale, from a baseline that was not."""
        limit = self.scale.remission_below
        return bool(self.eligible) and limit is not None and value < limit

    @cached_property
    def response(self) -> Since | None:
        """The first total after the first session that is a response."""
        return next((total for total in self.after if self.responds(total.value)), None)

    @cached_property
    def after_response(self) -> tuple[Since, ...]:
        """The totals after the first response."""
        first = self.response
        return () if first is None else tuple(total for total in self.after if total.place > first.place)

    def relapse(self, level: float) -> Since | None:
        """Return the second of the first two totals in a row, after the first response, at or above a level; None where none."""
        later = self.after_response
        pairs = pairwise(later)
        return next((two for one, two in pairs if min(one.value, two.value) >= level), None)

    def worse(self, points: float = 0, share: float = 0) -> bool:
        """Tell whether the last total lies so many points above the baseline, and at so many times of it."""
        if self.baseline is None or not self.after:
            return False
        level = self.baseline.value
        return self.after[-1].value >= level + points and self.after[-1].value >= level * share

    @cached_property
    def between(self) -> tuple[tuple[Since, ...], ...]:
        """Totals by the session before them, without those of its day and those that look back to before it."""
        counted = (total for total in self.after if total.since > 0 and total.since >= total.asked.recall)
        return tuple(tuple(group) for _, group in groupby(counted, key=lambda total: total.number))

    @cached_property
    def by_session(self) -> dict[int, Since]:
        """The total of each session, by its number: the last one after it, up to the next one and to ``SESSION_DAYS``."""
        return {total.number: total for total in self.after if total.since <= SESSION_DAYS}

    @cached_property
    def least_gain(self) -> float:
        """How far below the baseline the first total of a time between sessions must lie to be a gain, points."""
        return (self.scale.maximum - self.scale.minimum) * LEAST_GAIN

    @cached_property
    def gains(self) -> tuple[Gain, ...]:
        """The times in which it could be seen how long a gain holds."""
        if self.baseline is None or not self.scale.higher_is_worse:
            return ()
        level = self.baseline.value - self.least_gain
        return tuple(
            self._gain(self.baseline.value, totals)
            for totals in self.between
            if len(totals) > 1 and totals[0].value <= level
        )

    def _gain(self, level: float, totals: tuple[Since, ...]) -> Gain:
        first = totals[0]
        middle = first.value + (level - first.value) / 2
        lost = next((total for total in totals[1:] if total.value >= middle), None)
        return Gain(totals, (lost or totals[-1]).since - first.since, lost is not None)

    @cached_property
    def standing(self) -> Standing | None:
        """How the last total stands; None without any total."""
        if not self.totals:
            return None
        last, level = self.totals[-1].value, self.baseline.value if self.doses and self.baseline else None
        reason = self._no_standing
        if not reason:
            for words, is_it in (("remission", self.remits), ("response", self.responds)):
                if is_it(last):
                    return Standing(last, level, words, self._began(is_it))
            if self.response is not None:
                return Standing(last, level, "lost", self._began(lambda value: not self.responds(value)))
        return Standing(last, level, reason=reason)

    @property
    def _no_standing(self) -> str:
        if not self.doses:
            return "no session"
        if self.baseline is None:
            return "no baseline"
        if not self.after:
            return "no later total"
        return "" if self.eligible else "no limits" if self.eligible is None else "too low"

    def _began(self, is_it: Callable[[float], bool]) -> date:
        """Return the day of the first of the last totals in a row that are something."""
        first = self.after[-1]
        for total in reversed(self.after):
            if not is_it(total.value):
                break
            first = total
        return first.asked.day


def course(scale: Instrument, totals: Iterable[Asked], doses: Iterable[Dose], window: int) -> Course:
    """Return the course of one patient by one scale.

    Args:
        scale: Of the vocabulary, or one without limits.
        totals: In the order of the records; they are put in order of time.
        doses: Of the sessions that were given.
        window: Days before the first session in which a total can be a baseline.
    """
    ordered: Sequence[Asked] = sorted(totals, key=lambda total: total.at)
    return Course(scale, tuple(ordered), tuple(sorted(doses, key=lambda dose: dose.place)), window)
