"""How symptoms go: worse, back after a response, no response. ``rule.of`` names the instrument; values in points or percent."""

from collections.abc import Sequence
from datetime import date, timedelta

from dash.rulebook.facts import Facts
from dash.rulebook.finding import Read
from dash.rulebook.measures.measured import Measured, unknown
from dash.rulebook.record import Score, Session
from dash.rulebook.rules import Rule
from dash.rulebook.words import count, day_words, total_words
from dash.vocabulary import INSTRUMENTS


def worsening(facts: Facts, rule: Rule) -> Measured:
    """Measure the points the last total lies above the lowest one of the weeks before it."""
    found = _last_and_lowest(facts, rule)
    if isinstance(found, Measured):
        return found
    last, lowest = found
    return _change(facts, rule, last, lowest, last.value - lowest.value)


def worsening_share(facts: Facts, rule: Rule) -> Measured:
    """Measure the same as a percentage of the lowest one."""
    found = _last_and_lowest(facts, rule)
    if isinstance(found, Measured):
        return found
    last, lowest = found
    if lowest.value <= 0:
        return unknown(f"the lowest {_label(rule)} is 0: a percentage of it cannot be taken")
    return _change(facts, rule, last, lowest, round(100 * (last.value - lowest.value) / lowest.value, 6))


def _last_and_lowest(facts: Facts, rule: Rule) -> tuple[Score, Score] | Measured:
    """Return the last total and the lowest in the weeks before it; the one before it where those have none."""
    totals = facts.scores(rule.of)
    if len(totals) < 2:
        return unknown(f"{'only one' if totals else 'no'} {_label(rule)} is recorded")
    last, earlier = totals[-1], totals[:-1]
    since = last.measured_at - timedelta(days=facts.threshold("worsening_days"))
    recent = [total for total in earlier if total.measured_at >= since]
    return last, min(reversed(recent), key=lambda total: total.value) if recent else earlier[-1]


def _change(facts: Facts, rule: Rule, last: Score, lowest: Score, value: float) -> Measured:
    points = last.value - lowest.value
    how = "unchanged" if points == 0 else f"{'up' if points > 0 else 'down'} {abs(points):g}"
    days = (last.measured_at.date() - lowest.measured_at.date()).days
    return Measured(
        value=value,
        headline=f"{_label(rule)} {how} in {count(days, 'day')}",
        brief=f"{how} in {count(days, 'day')}",
        detail=f"{lowest.value:g} on {_day(lowest)}, {last.value:g} on {_day(last)}",
        rows=_rows(rule, [lowest, last]),
    )


def after_response(facts: Facts, rule: Rule) -> Measured:
    """Measure the lower of the last two totals since the first response; one below the threshold is enough to clear."""
    label = _label(rule)
    found = _first_response(facts, rule)
    if isinstance(found, Measured):
        return found
    baseline, first, later = found
    rows = _rows(rule, [baseline, first, *later[-2:]])
    if not later:
        return unknown(f"no {label} since the response of {_day(first)}", rows)
    last = later[-1]
    detail = f"baseline {baseline.value:g} · response {first.value:g} on {_day(first)}"
    if not rule.flags(last.value):
        return Measured(value=last.value, headline=f"{label} is {last.value:g}", detail=detail, rows=rows)
    if len(later) < 2:
        return unknown(f"only one {label} since the response of {_day(first)}", rows)
    return Measured(
        value=min(later[-2].value, last.value),
        headline=f"{label} {later[-2].value:g}, then {last.value:g} after a response",
        brief=f"{label} {later[-2].value:g}, then {last.value:g}",
        detail=detail,
        rows=rows,
    )


def _first_response(facts: Facts, rule: Rule) -> tuple[Score, Score, Sequence[Score]] | Measured:
    """Return the baseline, the first total that was a response, and the totals after it; or why there is none."""
    totals = facts.scores(rule.of)
    label = _label(rule)
    if not totals:
        return unknown(f"no {label} is recorded")
    baseline = totals[0]
    if facts.given and baseline.measured_at.date() > facts.given[0].day:
        return unknown(f"no {label} on or before the first session: no baseline")
    most = baseline.value * (1 - (INSTRUMENTS[rule.of].response_fall or 0.5))
    for place, total in enumerate(totals[1:], start=1):
        if baseline.value > 0 and total.value <= most:
            return baseline, total, totals[place + 1 :]
    return unknown(f"no response in {label} so far")


def best_fall(facts: Facts, rule: Rule) -> Measured:
    """Measure the largest fall since induction began, in percent of the baseline, once induction is over."""
    label = _label(rule)
    course = induction(facts)
    if not course:
        return unknown("no induction session is recorded")
    if not induction_over(facts, course, facts.day):
        return unknown("induction is not over")
    totals = facts.scores(rule.of)
    before = [total for total in totals if total.measured_at.date() <= course[0].day]
    if not before:
        return unknown(f"no {label} on or before the first induction session: no baseline")
    baseline = before[-1]
    if baseline.value < max(1, INSTRUMENTS[rule.of].remission_below or 1):
        return unknown(f"{label} of {_day(baseline)} was already in remission", _rows(rule, [baseline]))
    since = [
        total
        for total in totals
        if total.measured_at > baseline.measured_at and total.measured_at.date() >= course[0].day
    ]
    if not since or since[-1].measured_at.date() < course[-1].day:
        return unknown(f"no {label} since the last induction session")
    best = min(since, key=lambda total: total.value)
    fall = round(100 * (baseline.value - best.value) / baseline.value, 6)
    return Measured(
        value=fall,
        headline=f"{label} at best {best.value:g}, from {baseline.value:g}",
        detail=f"best on {_day(best)} · induction from {day_words(course[0].day)}",
        rows=_rows(rule, [baseline, best]),
    )


def induction(facts: Facts) -> Sequence[Session]:
    """Return the induction sessions of the present course: without a gap longer than induction lasts."""
    gap = int(facts.threshold("induction_days"))
    found: list[Session] = []
    for session in facts.given:
        if session.phase == "induction":
            if found and (session.day - found[-1].day).days > gap:
                found = []
            found.append(session)
    return found


def induction_over(facts: Facts, course: Sequence[Session], day: date) -> bool:
    """Tell whether a session of another phase followed, or induction has had its days."""
    followed = any(
        session.phase == "maintenance" and session.day >= course[-1].day for session in facts.given
    )
    return followed or (day - course[0].day).days >= facts.threshold("induction_days")


def _label(rule: Rule) -> str:
    return INSTRUMENTS[rule.of].label


def _day(score: Score) -> str:
    return day_words(score.measured_at.date())


def _rows(rule: Rule, scores: Sequence[Score]) -> tuple[Read, ...]:
    return tuple(
        Read(total_words(_label(rule), score), score.measured_at.date(), f"{score.value:g}", score.source)
        for score in scores
    )
