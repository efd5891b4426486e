"""How symptoms go: worse, back after a response, no response. ``rule.of`` names the instrument; values in points or percent."""

from collections.abc import Sequence
from datetime import date, timedelta

from dash.rulebook.facts import Facts
from dash.rulebook.finding import Read
from dash.rulebook.measures.measured import Measured, unknown
from dash.rulebook.record import Score, Session
from dash.rulebook.rules import Rule
from dash.rulebook.words import total_words
from dash.vocabulary import INSTRUMENTS
from dash.wording import count, day_words


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
    since = last.at - timedelta(days=facts.threshold("worsening_days"))
    recent = [total for total in earlier if total.at >= since]
    return last, min(reversed(recent), key=lambda total: total.value) if recent else earlier[-1]


def _change(facts: Facts, rule: Rule, last: Score, lowest: Score, value: float) -> Measured:
    points = last.value - lowest.value
    how = "unchanged" if points == 0 else f"{'up' if points > 0 else 'down'} {abs(points):g}"
    days = (last.day - lowest.day).days
    return Measured(
        value=value,
        headline=f"{_label(rule)} {how} in {count(days, 'day')}",
        brief=f"{how} in {count(days, 'day')}",
        detail=f"{lowest.value:g} on {_day(lowest)}, {last.value:g} on {_day(last)}",
        rows=_rows(rule, [lowest, last]),
    )


def after_response(facts: Facts, rule: Rule) -> Measured:
    """Measure the lower of the last two totals since the first response; one below the threshold is enough to clear."""
    label, found, totals = _label(rule), facts.course(rule.of), facts.scores(rule.of)
    lacking = _no_response_to_tell(facts, rule)
    if lacking is not None:
        return lacking
    if found.response is None:
        return unknown(f"no response in {label} so far")
    first, later = totals[found.response.place], [totals[one.place] for one in found.after_response]
    baseline = _baseline(facts, rule)
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


def _no_response_to_tell(facts: Facts, rule: Rule) -> Measured | None:
    """Say why no response can be told: no baseline, or one already in remission; None where one can."""
    label, found = _label(rule), facts.course(rule.of)
    if not found.totals:
        return unknown(f"no {label} is recorded")
    if not facts.given:
        return unknown("no session is recorded")
    if found.baseline is None:
        days = f"{count(found.window, 'day')} before the first session"
        return unknown(f"no {label} in the {days}: no baseline")
    if not found.eligible:
        baseline = _baseline(facts, rule)
        return unknown(f"{label} of {_day(baseline)} was already in remission", _rows(rule, [baseline]))
    return None


def _baseline(facts: Facts, rule: Rule) -> Score:
    found = facts.course(rule.of)
    return facts.scores(rule.of)[found.before - 1]


def best_fall(facts: Facts, rule: Rule) -> Measured:
    """Measure the largest fall from the baseline since the present induction began, in percent, once induction is over."""
    label, found, totals = _label(rule), facts.course(rule.of), facts.scores(rule.of)
    course = induction(facts)
    if not course:
        return unknown("no induction session is recorded")
    if not induction_over(facts, course, facts.day):
        return unknown("induction is not over")
    lacking = _no_response_to_tell(facts, rule)
    if lacking is not None:
        return lacking
    begun = course[0].dose.place
    since = [totals[one.place] for one in found.after if one.asked.at > begun]
    if not since or since[-1].day < course[-1].day:
        return unknown(f"no {label} since the last induction session")
    baseline, best = _baseline(facts, rule), min(since, key=lambda total: total.value)
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
    return day_words(score.day)


def _rows(rule: Rule, scores: Sequence[Score]) -> tuple[Read, ...]:
    return tuple(
        Read(total_words(_label(rule), score), score.day, f"{score.value:g}", score.source)
        for score in scores
    )
