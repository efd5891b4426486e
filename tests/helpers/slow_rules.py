"""Every rule once more, written plainly from what docs/method.md says, with the product's numbers written out.

``verdicts`` answers True (fired), False (not fired) or None (cannot be said) by rule; a rule that is not shown is absent.
"""

import itertools
import math
import statistics
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any

from scipy.stats import t as student
from scipy.stats import theilslopes

from dash.rulebook.record import Appointment, PatientRecord

Verdict = bool | None
TOTALS = ["phq9", "madrs", "qids_sr16", "hamd17", "gad7", "pcl5"]
CLASS = {
    "lorazepam": "benzodiazepine",
    "oxycodone": "opioid",
    "modafinil": "stimulant",
    "sertraline": "antidepressant",
    "tranylcypromine": "maoi",
}
# A rule that is not shown where one of others fired.
SAID_BY: dict[str, list[str]] = {
    "item9_positive": ["item9_rising", "item9_first", "item9_high"],
    "item9_high": ["item9_rising", "item9_first"],
    "positives_waiting": ["positives_open"],
    "cssrs_ideation": ["cssrs_intent"],
    "cssrs_rising": ["cssrs_ideation"],
    "madrs10_rising": ["madrs10_positive"],
    "predose_above_guide": ["today_event"],
    "predose_above_goal": ["predose_above_guide", "today_event"],
    "rise_large": ["peak_event"],
    "not_recovered": ["rising_at_end"],
    "missing_since_first": ["missing_score"],
    "medication_maoi": ["medication_stimulant_maoi"],
    "medication_stimulant": ["medication_stimulant_maoi"],
    "medication_opioid": ["medication_depressants"],
    "medication_sedative": ["medication_depressants"],
    "dose_doubled": ["dose_jump"],
    "peak_outside_own": ["peak_event"],
    "history_cardiovascular": ["cardiovascular_recent"],
    "cancelled_above_guide": ["cancelled_event"],
}


@cache
def possible(written: str | None) -> list[date]:
    """All days a written date may mean, none where it means none."""
    if not written or written == "?":
        return []
    days = [date(2020, 1, 1) + timedelta(days=number) for number in range(3660)]
    return [day for day in days if day.isoformat().startswith(written)]


def either(value: Verdict, other: Verdict) -> Verdict:
    if True in (value, other):
        return True
    return None if None in (value, other) else False


def over(value: float | None, limit: float, reached: bool = False) -> Verdict:
    if value is None:
        return None
    return value >= limit if reached else value > limit


def highest_expected(values: list[float]) -> float:
    """Upper end of the 80 % prediction interval of normal theory, for values written to the nearest five."""
    n = len(values)
    spread = max(statistics.stdev(values), 5 / math.sqrt(12))
    return statistics.mean(values) + float(student.ppf(0.9, n - 1)) * spread * math.sqrt(1 + 1 / n)


def alike(one: Any, other: Any) -> bool:
    def name(key: str, written: str | None) -> str:
        return written.strip().lower() if key == "other" and written is not None else key

    return name(one.route, one.route_as_written) == name(other.route, other.route_as_written) and name(
        one.drug, one.drug_as_written
    ) == name(other.drug, other.drug_as_written)


class Slow:
    def __init__(
        self,
        record: PatientRecord,
        day: date,
        coming: Appointment | None,
        today: tuple[int | None, int | None] | None,
    ) -> None:
        self.day, self.record, self.today = day, record, today
        self.given = [s for s in record.sessions if s.started_at.date() <= day and s.status != "cancelled"]
        self.last: Any = self.given[-1] if self.given else None
        held = {s.key: s.started_at.date() for s in record.sessions if s.started_at.date() <= day}
        self.scores = [s for s in record.scores if s.measured_at.date() <= day]
        self.effects: list[tuple[Any, date | None]] = []
        for e in record.effects:
            if e.session_key is not None and e.session_key in held:
                self.effects.append((e, held[e.session_key]))
            if e.session_key is None:
                days = possible(e.started_at)
                if not days or days[0] <= day:
                    self.effects.append((e, min(days[-1], day) if days else None))
        ahead = [a for a in record.appointments if a.scheduled_at.date() >= day]
        self.coming = coming or (ahead[0] if ahead else None)
        self.dropped = [
            s
            for s in record.sessions
            if s.status == "cancelled"
            and s.started_at.date() <= day
            and (self.last is None or s.started_at.date() >= self.last.started_at.date())
        ]
        self.readings = [r for r in record.readings if self.last and r.session_key == self.last.key]
        self.untimed = [r for r in self.readings if r.minute is None and (r.systolic or r.diastolic)]

    def values(self, instrument: str, item: str = "total") -> list[float]:
        return [s.value for s in self.scores if (s.instrument, s.item) == (instrument, item)]

    def dated(self, instrument: str) -> list[tuple[date, float]]:
        found = [s for s in self.scores if (s.instrument, s.item) == (instrument, "total")]
        return [(s.measured_at.date(), s.value) for s in found]

    def answers(self, instrument: str, item: str) -> list[Any]:
        """In order of time; of a day with an answer that has no time the highest only."""
        found = [s for s in self.scores if (s.instrument, s.item) == (instrument, item)]
        kept = []
        for day in sorted({s.measured_at.date() for s in found}):
            of_day = [s for s in found if s.measured_at.date() == day]
            if any(not s.has_time for s in of_day):
                of_day = [next(s for s in of_day if s.value == max(one.value for one in of_day))]
            kept += of_day
        return kept

    def answer(self, instrument: str, item: str, level: float) -> Verdict:
        found = self.answers(instrument, item)
        return found[-1].value >= level if found else None

    def first(self) -> Verdict:
        found = self.answers("phq9", "9")
        return len(found) == 1 and found[0].value >= 1 if found else None

    def waiting(self, to_act_on: bool) -> Verdict:
        """A positive answer since the last session that is not the last one of its kind; nothing is acknowledged.

        To act on where one of them is an item 9 of 2 or 3 or an ideation of 4 or 5.
        """
        since = self.last.started_at.date() if self.last else date.min
        kinds = {("phq9", "9"): 1, ("cssrs_ideation", "total"): 1, ("madrs", "10"): 2}
        high = {("phq9", "9"): 2, ("cssrs_ideation", "total"): 4, ("madrs", "10"): 99}
        asked = [s for s in self.scores if (s.instrument, s.item) in kinds and s.measured_at.date() >= since]
        if not asked:
            return None
        last = [self.answers(*kind)[-1:] for kind in kinds]
        left = [s for s in asked if s.value >= kinds[s.instrument, s.item] and [s] not in last]
        if to_act_on:
            return any(s.value >= high[s.instrument, s.item] for s in left)
        return bool(left)

    def rising(self, instrument: str, item: str) -> Verdict:
        found = [s.value for s in self.answers(instrument, item)]
        return found[-1] > found[-2] if len(found) > 1 else None

    def item_of_last_form(self) -> Verdict:
        """Whether the day of the last form, or a later one, has no answer to the item."""
        forms = [s.measured_at.date() for s in self.scores if (s.instrument, s.item) == ("phq9", "total")]
        items = [s.measured_at.date() for s in self.scores if (s.instrument, s.item) == ("phq9", "9")]
        return not any(when >= forms[-1] for when in items) if forms else None

    def clock_after(self, score: Any, session: Any) -> bool:
        """One of the session's day counts as before it, unless both clock times say otherwise."""
        if score.measured_at.date() == session.started_at.date():
            return score.has_time and session.has_clock and score.measured_at > session.started_at
        return score.measured_at > session.started_at

    def not_asked(self) -> Verdict:
        kinds = {("phq9", "9"), ("cssrs_ideation", "total"), ("madrs", "10")}
        found = [s for s in self.scores if (s.instrument, s.item) in kinds]
        return not [s for s in found if self.last is None or self.clock_after(s, self.last)]

    def no_ideation(self) -> Verdict:
        items = [s for s in self.scores if (s.instrument, s.item) == ("phq9", "9")]
        if not items:
            return None
        last = items[-1]
        later = [
            s
            for s in self.scores
            if (s.instrument, s.item) == ("cssrs_ideation", "total")
            and s.measured_at.date() >= last.measured_at.date()
        ]
        return last.value >= 1 and not later

    def none_since_first(self) -> Verdict:
        if not self.given:
            return None
        totals = [s for s in self.scores if s.instrument in TOTALS and s.item == "total"]
        return not any(self.clock_after(s, self.given[0]) for s in totals)

    # Pressure

    def part(self, name: str, before: bool) -> int | None:
        """One pressure before the dose or the last one after it: a later reading with only this one wins."""
        held = [
            (r.minute, getattr(r, name))
            for r in self.readings
            if r.minute is not None and (r.minute <= 0) == before and getattr(r, name) is not None
        ]
        if held:
            return max(held)[1]
        return getattr(self.last, ("pre_" if before else "last_") + name)

    def of_today(self, name: str) -> int | None:
        """The pressure typed for today, else that before the last dose."""
        if self.today is not None:
            return self.today[("systolic", "diastolic").index(name)]
        return self.part(name, True)

    def predose(self) -> Verdict:
        if self.last is None and self.today is None:
            return None
        return either(over(self.of_today("systolic"), 140), over(self.of_today("diastolic"), 90))

    def goal(self) -> Verdict:
        if self.last is None and self.today is None:
            return None
        r = self.record
        found = [
            over(self.of_today(name), high)
            for name, high in (("systolic", r.sbp_goal_high), ("diastolic", r.dbp_goal_high))
            if high is not None
        ]
        return either(found[0], found[-1]) if found else None

    def trend(self) -> Verdict:
        found = [(s.pre_systolic, s.pre_diastolic) for s in self.given if s.pre_systolic is not None][-20:]
        if len(found) < 6:
            return None
        return any(theilslopes([one[part] for one in found]).low_slope > 1e-9 for part in (0, 1))

    def event(self) -> Verdict:
        s = self.last
        if s is None:
            return None
        if any((r.systolic or 0) >= 180 or (r.diastolic or 0) >= 110 for r in self.untimed):
            return True
        known = either(over(s.peak_systolic, 180, True), over(s.peak_diastolic, 110, True))
        return None if self.untimed and known is False else known

    def cancelled(self, systolic: int, diastolic: int, reached: bool) -> Verdict:
        keys = {one.key for one in self.dropped}
        found = [r for r in self.record.readings if r.session_key in keys]
        high = max((r.systolic for r in found if r.systolic is not None), default=None)
        low = max((r.diastolic for r in found if r.diastolic is not None), default=None)
        return either(over(high, systolic, reached), over(low, diastolic, reached))

    def gone(self, high: int | None, name: str, limit: int, reached: bool) -> Verdict:
        low = self.part(name, True)
        return over(None if high is None or low is None else high - low, limit, reached)

    def rise(self) -> Verdict:
        s = self.last
        if s is None:
            return None
        return either(
            self.gone(s.peak_systolic, "systolic", 40, True),
            self.gone(s.peak_diastolic, "diastolic", 25, True),
        )

    def ended(self) -> Verdict:
        if self.last is None:
            return None
        return either(
            *(self.gone(self.part(name, False), name, 10, False) for name in ("systolic", "diastolic"))
        )

    def own_peak(self) -> Verdict:
        s = self.last
        if s is None or s.peak_systolic is None or s.peak_diastolic is None:
            return None
        earlier = [one for one in self.given[:-1] if alike(one, s)]
        systolic = [one.peak_systolic for one in earlier if one.peak_systolic is not None]
        diastolic = [one.peak_diastolic for one in earlier if one.peak_diastolic is not None]
        if len(systolic) < 3 or len(diastolic) < 3:
            return None
        return bool(
            (s.peak_systolic > highest_expected(systolic) and s.peak_systolic > 140)
            or (s.peak_diastolic > highest_expected(diastolic) and s.peak_diastolic > 90)
        )

    def still_rising(self) -> Verdict:
        """Whether the last reading after the dose is 5 above the one before and not back, either pressure."""
        after = sorted(
            (r for r in self.readings if (r.minute or 0) > 0 and (r.systolic or r.diastolic)),
            key=lambda r: r.minute,
        )
        if len(after) < 2:
            return None
        found: list[Verdict] = []
        for name in ("systolic", "diastolic"):
            end, earlier, pre = getattr(after[-1], name), getattr(after[-2], name), self.part(name, True)
            known = None not in (end, earlier, pre)
            found.append(end - earlier >= 5 and end - pre > 10 if known else None)
        return either(*found)

    # Missing

    def lacks(self, present: bool) -> Verdict:
        if self.last is None:
            return None
        if present:
            return False
        return None if self.last.untimed_readings else True

    def both(self, before: bool) -> bool:
        return self.last is not None and None not in (
            self.part("systolic", before),
            self.part("diastolic", before),
        )

    def at_40(self) -> bool:
        near = [r for r in self.readings if r.minute is not None and 30 <= r.minute <= 50]
        return (self.last is not None and self.last.has_40) or (
            any(r.systolic for r in near) and any(r.diastolic for r in near)
        )

    def observed(self) -> Verdict:
        s = self.last
        if s is None:
            return None
        if s.observed_minutes is not None:
            return s.observed_minutes < 120
        return False if s.last_minute is not None and s.last_minute >= 120 else None

    def minutes_missing(self) -> Verdict:
        s = self.last
        return None if s is None or s.readings + s.untimed_readings == 0 else s.readings == 0

    def end_missing(self) -> Verdict:
        s = self.last
        if s is None:
            return None
        if s.observed_minutes is not None or (s.last_minute or 0) >= 120:
            return False
        return None if s.ended_at else True

    def score_age(self) -> Verdict:
        for scale in TOTALS:
            if days := [when for when, _value in self.dated(scale)]:
                return (self.day - max(days)).days > 14
        return None

    def weight_age(self) -> Verdict:
        days = [s.started_at.date() for s in self.given if s.weight_kg is not None]
        return (self.day - days[-1]).days > 90 if days else None

    # Side effects

    def recent(self) -> list[Any]:
        keys = {one.key for one in self.dropped} | ({self.last.key} if self.last else set())
        return [
            e
            for e, when in self.effects
            if e.session_key in keys
            or (
                e.session_key is None
                and (self.last is None or (when is not None and when >= self.last.started_at.date()))
            )
        ]

    def serious(self) -> Verdict:
        if any(e.serious for e in self.recent()):
            return True
        if any(e.serious is None for e in self.recent()):
            return None
        return False if self.last and self.last.asked else None

    def severe(self) -> Verdict:
        grades = [e.severity for e in self.recent()]
        if 3 in grades:
            return True
        return None if self.last is None or 0 in grades or not self.last.asked else False

    def all_severe_are_serious(self) -> bool:
        return all(e.serious for e in self.recent() if e.severity == 3)

    def within(self, name: str, days: int) -> Verdict:
        """Recorded within so many days; that it was not is only known where it was asked within them."""
        found = [when for e, when in self.effects if e.effect == name]
        known = [when for when in found if when is not None]
        if any((self.day - when).days <= days for when in known):
            return True
        if found and not known:
            return None
        asked = [(self.day - s.started_at.date()).days <= days for s in self.given if s.asked]
        return False if any(asked) else None

    def scale(self, name: str, bad: Callable[[float], bool]) -> Verdict:
        s = self.last
        if s is None:
            return None
        found = [
            one.value
            for one in self.scores
            if (one.instrument, one.item) == (name, "total")
            and (
                one.session_id == s.session_id
                if one.session_id
                else one.measured_at.date() == s.started_at.date()
            )
        ]
        return any(bad(value) for value in found) if found else None

    def longest(self, key: int, name: str) -> float | None:
        spans = [
            e.resolved_minute - e.onset_minute
            for e, _when in self.effects
            if e.session_key == key
            and e.effect == name
            and e.onset_minute is not None
            and e.resolved_minute is not None
            and e.resolved_minute >= e.onset_minute
        ]
        return max(spans) if spans else None

    def long(self) -> Verdict:
        s = self.last
        if s is None:
            return None
        names = {e.effect for e, _when in self.effects if e.session_key == s.key}
        if not names:
            return False if s.asked else None
        earlier = [one.key for one in self.given[:-1] if alike(one, s)]
        found: list[Verdict] = []
        for name in names:
            own = [span for key in earlier if (span := self.longest(key, name)) is not None]
            now = self.longest(s.key, name)
            found.append(None if now is None or len(own) < 3 else now > highest_expected(own))
        if True in found:
            return True
        return None if None in found else False

    # Course

    def worse(self, instrument: str, change: float, share: bool = False) -> Verdict:
        found = self.dated(instrument)
        if len(found) < 2:
            return None
        when, last = found[-1]
        window = [value for day, value in found[:-1] if (when - day).days <= 28]
        lowest = min(window) if window else found[-2][1]
        if share and lowest == 0:
            return None
        return (100 * (last - lowest) / lowest if share else last - lowest) >= change

    def around(self, instrument: str) -> tuple[float | None, list[Any]]:
        """Return the baseline and the totals asked after the first dose: by the clock where both have one, else by the day."""
        totals = [s for s in self.scores if (s.instrument, s.item) == (instrument, "total")]
        if not self.given:
            return None, []
        first = self.given[0].started_at
        clock = self.given[0].has_clock

        def later(one: Any) -> bool:
            if one.has_time and clock:
                return bool(one.measured_at > first)
            return bool(one.measured_at.date() > first.date())

        before = [s for s in totals if not later(s) and (first.date() - s.measured_at.date()).days <= 180]
        return before[-1].value if before else None, [s for s in totals if later(s)]

    def relapse(self) -> Verdict:
        baseline, totals = self.around("phq9")
        if baseline is None or baseline < 5:
            return None
        values = [s.value for s in totals]
        after = next((n for n in range(len(values)) if 2 * values[n] <= baseline), None)
        if after is None or after == len(values) - 1:
            return None
        later = values[after + 1 :]
        if later[-1] < 10:
            return False
        return later[-2] >= 10 if len(later) > 1 else None

    def course(self, day: date) -> tuple[Any, Any, bool] | None:
        induction = [s for s in self.given if s.phase == "induction"]
        if not induction:
            return None
        first = induction[-1]
        for s in reversed(induction):
            if (first.started_at.date() - s.started_at.date()).days <= 28:
                first = s
            else:
                break
        last = induction[-1]
        later = any(
            s.phase == "maintenance" and s.started_at.date() >= last.started_at.date() for s in self.given
        )
        return first, last, later or (day - first.started_at.date()).days >= 28

    def no_response(self, instrument: str) -> Verdict:
        found = self.course(self.day)
        if found is None or not found[2]:
            return None
        first, last, _over = found
        baseline, totals = self.around(instrument)
        if baseline is None or baseline < {"phq9": 5, "madrs": 13}[instrument]:
            return None
        since = []
        for one in totals:
            both = one.has_time and first.has_clock
            if (
                one.measured_at > first.started_at
                if both
                else one.measured_at.date() > first.started_at.date()
            ):
                since.append((one.measured_at.date(), one.value))
        if not since or since[-1][0] < last.started_at.date():
            return None
        return all(2 * value > baseline for _day, value in since)

    # Plan

    def drug_route(self) -> tuple[str, str]:
        drug = (self.coming and self.coming.drug) or (self.last and self.last.drug) or "other"
        route = (self.coming and self.coming.route) or (self.last and self.last.route) or "other"
        return drug, route

    def days(self) -> tuple[int, tuple[int, int]] | None:
        if self.last is None or self.drug_route() != ("esketamine", "in"):
            return None
        until = self.coming.scheduled_at.date() if self.coming else self.day
        phase = self.last.phase
        found = self.course(until)
        if phase == "induction" and found and found[2]:
            phase = "maintenance"
        plan = {"induction": (2, 5), "maintenance": (6, 15)}.get(phase)
        return None if plan is None else ((until - self.last.started_at.date()).days, plan)

    def short(self) -> Verdict:
        found = self.days()
        return None if found is None or self.coming is None else found[0] < found[1][0]

    def late(self) -> Verdict:
        found = self.days()
        return None if found is None else found[0] > found[1][1]

    def doses(self) -> list[float] | None:
        """The newest doses of nasal esketamine up to the first that is unknown; None by another drug or route."""
        if self.drug_route() != ("esketamine", "in"):
            return None
        found = [self.coming.dose_mg] if self.coming and self.coming.dose_mg is not None else []
        for s in reversed(self.given):
            if (s.drug, s.route) == ("esketamine", "in"):
                if s.dose_mg is None:
                    break
                found.append(s.dose_mg)
        return found

    def outside(self) -> Verdict:
        found = self.doses()
        return found[0] not in {28, 56, 84} if found else None

    def jump(self) -> Verdict:
        found = self.doses()
        return abs(found[0] - found[1]) > 28 if found and len(found) > 1 else None

    def doubled(self) -> Verdict:
        """By mg, up to the first dose that is unknown; nasal esketamine has a plan of its own."""
        drug, route = self.drug_route()
        if (drug, route) == ("esketamine", "in"):
            return False
        found = [self.coming.dose_mg] if self.coming and self.coming.dose_mg is not None else []
        for s in reversed(self.given):
            if (s.drug, s.route) == (drug, route):
                if s.dose_mg is None:
                    break
                found.append(s.dose_mg)
        return found[0] >= 2 * found[1] if len(found) > 1 else None

    # Contradictions

    def contradictory(self) -> Verdict:
        if not self.scores and not self.given:
            return None
        recent = [s for s in self.scores if (self.day - s.measured_at.date()).days <= 28]
        return (
            any(self.form_contradicts(day, recent) for day in {s.measured_at.date() for s in recent})
            or self.sessions_contradict()
            or self.readings_contradict()
        )

    def form_contradicts(self, day: date, recent: list[Any]) -> bool:
        of_day = [s for s in recent if s.measured_at.date() == day]
        totals = [s for s in of_day if (s.instrument, s.item) == ("phq9", "total")]
        items: dict[str, float] = {}
        for s in of_day:
            if s.instrument == "phq9" and s.item != "total":
                items[s.item] = s.value
        zero = any((s.instrument, s.item, s.value) == ("cssrs_ideation", "total", 0) for s in of_day)
        if zero and items.get("9", 0) >= 3:
            return True
        if len(totals) != 1 or totals[0].computed:
            return False
        added, total = sum(items.values()), totals[0].value
        return added > total or (len(items) == 9 and added != total)

    def sessions_contradict(self) -> bool:
        """Each pair of neighbours of which the later one is recent; of weights those that were taken."""

        def neighbours(sessions: list[Any]) -> list[tuple[Any, Any]]:
            return [
                (a, b) for a, b in itertools.pairwise(sessions) if (self.day - b.started_at.date()).days <= 28
            ]

        for one, other in neighbours(self.given):
            if one.has_clock and other.has_clock and other.started_at - one.started_at <= timedelta(hours=1):
                return True
        weighed = neighbours([s for s in self.given if s.weight_kg is not None])
        return any(abs(b.weight_kg - a.weight_kg) / a.weight_kg >= 0.1 for a, b in weighed)

    def readings_contradict(self) -> bool:
        full = [(r.systolic, r.diastolic) for r in self.readings if r.systolic and r.diastolic]
        if len(full) >= 3 and len(set(full)) == 1:
            return True
        end = self.last.observed_minutes if self.last else None
        return end is not None and any(r.minute is not None and r.minute > end + 5 for r in self.readings)

    # History

    def depressants(self) -> Verdict:
        found, unsure = self.classes()
        kinds = {"benzodiazepine", "opioid", "other_sedative"}
        if len({name.lower() for name, of in found if of & kinds}) >= 2:
            return True
        return None if unsure is None or any(cls is None for cls in unsure) else False

    def stimulant_and_maoi(self) -> Verdict:
        found, unsure = self.classes()
        if unsure is None:
            return None
        # What a medication may be that the name does not tell: anything, or of an antidepressant an MAO inhibitor.
        has = {cls: any(cls in of for _name, of in found) for cls in ("stimulant", "maoi")}
        may = {"stimulant": None in unsure, "maoi": None in unsure or "antidepressant" in unsure}
        if all(has.values()):
            return True
        return None if all(has[cls] or may[cls] for cls in has) else False

    def classes(self) -> tuple[list[tuple[str, set[str | None]]], list[str | None] | None]:
        """Medications taken with their classes, and the recorded class of those whose name does not tell; None without a list."""
        listed = [m for m in self.record.medications if not (d := possible(m.started_on)) or d[0] <= self.day]
        if not listed:
            return [], None
        taken = [m for m in listed if not ((d := possible(m.stopped_on)) and d[-1] <= self.day)]
        found = [(m.medication, {m.cls, CLASS.get(m.medication)}) for m in taken]
        return found, [m.cls for m in taken if m.medication not in CLASS]

    def takes(self, *classes: str) -> Verdict:
        listed = [m for m in self.record.medications if not (d := possible(m.started_on)) or d[0] <= self.day]
        if not listed:
            return None
        unsure = False
        for m in listed:
            stopped = possible(m.stopped_on)
            if stopped and stopped[-1] <= self.day:
                continue
            if m.cls in classes or CLASS.get(m.medication) in classes:
                return True
            if m.medication not in CLASS:
                unsure |= m.cls is None or (m.cls == "antidepressant" and "maoi" in classes)
        return None if unsure else False

    def history(self, *names: str) -> Verdict:
        listed = self.conditions()
        return any(c.condition in names for c in listed) if listed else None

    def conditions(self) -> list[Any]:
        return [c for c in self.record.conditions if not (d := possible(c.noted_on)) or d[0] <= self.day]

    def recent_event(self) -> Verdict:
        if not self.conditions():
            return None
        found = [possible(c.noted_on) for c in self.conditions() if c.condition == "cardiovascular_event"]
        if any(days and (self.day - min(days[-1], self.day)).days <= 42 for days in found):
            return True
        return None if [] in found else False


def verdicts(
    record: PatientRecord,
    day: date,
    coming: Appointment | None = None,
    today: tuple[int | None, int | None] | None = None,
) -> dict[str, Verdict]:
    s = Slow(record, day, coming, today)
    used = {one.instrument for one in s.scores}
    found: dict[str, Verdict] = {
        "item9_positive": s.answer("phq9", "9", 1),
        "item9_rising": s.rising("phq9", "9"),
        "item9_first": s.first(),
        "item9_high": s.answer("phq9", "9", 2),
        "positives_open": s.waiting(to_act_on=True),
        "positives_waiting": s.waiting(to_act_on=False),
        "suicidal_effect": s.within("suicidal_ideation", 28),
        "predose_above_guide": s.predose(),
        "predose_above_goal": s.goal(),
        "predose_rising": s.trend(),
        "peak_event": s.event(),
        "rise_large": s.rise(),
        "not_recovered": s.ended(),
        "rising_at_end": s.still_rising(),
        "peak_outside_own": s.own_peak(),
        "missing_suicidality": s.not_asked(),
        "missing_cssrs": s.no_ideation(),
        "missing_since_first": s.none_since_first(),
        "missing_predose": s.lacks(s.both(before=True)),
        "missing_40": s.lacks(s.at_40()),
        "missing_last": s.lacks(s.both(before=False)),
        "missing_minutes": s.minutes_missing(),
        "missing_spo2": None if s.last is None else all(r.spo2 is None for r in s.readings),
        "missing_effects": None if s.last is None else not s.last.asked,
        "missing_score": not any(s.values(scale) for scale in TOTALS),
        "score_old": s.score_age(),
        "effect_serious": s.serious(),
        "effect_severe": s.severe(),
        "effect_long": s.long(),
        "urinary_symptoms": s.within("urinary_symptoms", 90),
        "misuse_concern": s.within("misuse_concern", 365),
        "hypersensitivity": s.within("hypersensitivity", 10**6),
        "emerging_mood": s.within("mania", 28),
        "contradictions": s.contradictory(),
        "dose_doubled": s.doubled(),
        "medication_depressants": s.depressants(),
        "medication_stimulant_maoi": s.stimulant_and_maoi(),
        "worsening_phq9": s.worse("phq9", 5),
        "relapse_phq9": s.relapse(),
        "no_response_phq9": s.no_response("phq9"),
        "interval_short": s.short(),
        "interval_long": s.late(),
        "dose_outside": s.outside(),
        "dose_jump": s.jump(),
        "screening_due": None if s.last is None else len(s.given) >= 20,
        "medication_maoi": s.takes("maoi"),
        "medication_opioid": s.takes("opioid"),
        "medication_sedative": s.takes("benzodiazepine", "other_sedative"),
        "medication_stimulant": s.takes("stimulant"),
        "history_contraindicated": s.history(
            "aneurysmal_vascular_disease", "arteriovenous_malformation", "intracerebral_haemorrhage"
        ),
        "cardiovascular_recent": s.recent_event(),
        "history_review": s.history("psychosis", "substance_use", "cystitis", "pregnancy"),
        "history_cardiovascular": s.history("cardiovascular_event"),
        "history_hypertension": s.history("hypertension"),
    }
    found.update(
        ({"missing_history": not s.conditions()} if not s.given else {})
        | ({"today_event": either(over(today[0], 180, True), over(today[1], 110, True))} if today else {})
    )
    if s.dropped:
        found["cancelled_event"] = s.cancelled(180, 110, reached=True)
        found["cancelled_above_guide"] = s.cancelled(140, 90, reached=False)
    if "phq9" in used:
        found["missing_item9"] = s.item_of_last_form()
    if "cssrs_ideation" in used:
        found["cssrs_intent"] = s.answer("cssrs_ideation", "total", 4)
        found["cssrs_ideation"] = s.answer("cssrs_ideation", "total", 1)
        found["cssrs_rising"] = s.rising("cssrs_ideation", "total")
    if "madrs" in used:
        found["madrs10_positive"] = s.answer("madrs", "10", 2)
        found["madrs10_rising"] = s.rising("madrs", "10")
        found["worsening_madrs"] = s.worse("madrs", 6)
        found["no_response_madrs"] = s.no_response("madrs")
    for scale, change in (("hamd17", 3), ("gad7", 4), ("pcl5", 15)):
        if scale in used:
            found[f"worsening_{scale}"] = s.worse(scale, change)
    if "qids_sr16" in used:
        found["worsening_qids_sr16"] = s.worse("qids_sr16", 28, share=True)
    for scale, rule, bad in (
        ("moaas", "moaas_low", lambda v: v <= 3),
        ("cadss", "cadss_high", lambda v: v > 4),
    ):
        if scale in used:
            found[rule] = s.scale(scale, bad)
    if s.last is None or s.last.route == "in":
        found["observation_short"] = s.observed()
        found["missing_end"] = s.end_missing()
    drug, route = s.drug_route()
    if drug in {"racemic_ketamine", "other"} and route in {"iv", "im", "sc", "po", "other"}:
        weights = [record.weight_kg, *(one.weight_kg for one in s.given)]
        found["missing_weight"] = all(weight is None for weight in weights)
        found["weight_old"] = s.weight_age()
    return {rule: verdict for rule, verdict in found.items() if rule not in silent(found, s)}


def silent(found: dict[str, Verdict], s: Slow) -> set[str]:
    """Rules whose matter another one says."""
    said = {rule for rule, others in SAID_BY.items() if any(found.get(other) for other in others)}
    # Of severe effects one that is not serious is said beside the serious one.
    if found["effect_serious"] and found["effect_severe"] and s.all_severe_are_serious():
        said.add("effect_severe")
    return said
