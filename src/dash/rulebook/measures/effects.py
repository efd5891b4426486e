"""Side effects: of the last session and since, how deep, how long, and those that matter for months."""

from collections import defaultdict
from collections.abc import Sequence

from dash.rulebook.facts import Facts
from dash.rulebook.finding import Read
from dash.rulebook.measures.measured import NO_SESSION, Measured, unknown
from dash.rulebook.record import Effect, Score, Session
from dash.rulebook.rules import Rule
from dash.rulebook.words import HEADLINE, joined, session_words
from dash.stats.envelope import own_range, usual
from dash.vocabulary import INSTRUMENTS, effect_label
from dash.wording import age_words, count, day_words

_GRADES = ("not graded", "mild", "moderate", "severe")
_SERIOUS = {True: ", serious", False: "", None: ", seriousness not recorded"}


def severity(facts: Facts, rule: Rule) -> Measured:
    """Measure the highest severity of a side effect in the last session or since: 1 mild, 2 moderate, 3 severe.

    Since: also in a session that was then cancelled, and where no session was given so far.
    """
    found = facts.recent_effects
    if not found:
        return _none(facts)
    worst = max(effect.severity for effect in found)
    ungraded = [effect for effect in found if not effect.severity]
    rows = _rows(facts, found)
    if not rule.flags(worst) and not (facts.last and facts.last.asked):
        return _none(facts)._replace(rows=rows)
    if ungraded and not rule.flags(worst):
        since = f" since session {facts.last.number}" if facts.last else ""
        return unknown(f"{count(len(ungraded), 'side effect')}{since} not graded", rows)
    named = [effect for effect in found if effect.severity == worst]
    grade = _GRADES[worst].capitalize()
    return Measured(
        value=worst,
        headline=f"{grade}: {_joined(named, len(grade) + 2)}",
        detail=_when(facts, named),
        rows=rows,
        about=frozenset(effect for effect in found if rule.flags(effect.severity)),
    )


def serious(facts: Facts, rule: Rule) -> Measured:
    """Count the serious side effects (ICH E2A) in the last session or since, as for ``severity``.

    An effect of which no criterion was answered is not known not to be serious.
    """
    recent = facts.recent_effects
    found = [effect for effect in recent if effect.serious]
    if not found:
        rows, open_ones = _rows(facts, recent), [effect for effect in recent if effect.serious is None]
        if open_ones:
            since = f" since session {facts.last.number}" if facts.last else ""
            return unknown(f"seriousness of {count(len(open_ones), 'side effect')}{since} not recorded", rows)
        return _none(facts)._replace(rows=rows)
    grade = _GRADES[max(effect.severity for effect in found)] if any(one.severity for one in found) else ""
    graded = f" ({grade})" if grade and len(found) == 1 else ""
    return Measured(
        value=len(found),
        headline=f"Serious: {_joined(found, 9 + len(graded))}{graded}",
        detail=_when(facts, found),
        rows=_rows(facts, found),
        about=frozenset(found),
    )


def days_since_effect(facts: Facts, rule: Rule) -> Measured:
    """Measure the days since a side effect among those of ``rule.of`` was last recorded; for a partial date the fewest.

    That there was none within the days of the rule is only known where side effects were asked for within them.
    """
    wanted = rule.of.split(",")
    found = [effect for name in wanted for effect in facts.effects_named(name)]
    dated = [(day, effect) for effect in found if (day := facts.day_of(effect)) is not None]
    newest = max((day for day, _effect in dated), default=None)
    names = dict.fromkeys(effect.effect for day, effect in dated if day == newest) or wanted
    name = joined((effect_label(one) for one in names), HEADLINE - len(", not recorded"))
    value = None if newest is None else (facts.day - newest).days
    if value is None or not rule.flags(value):
        if found and newest is None:
            return unknown(f"{name.lower()} is recorded without a date", _rows(facts, found))
        asked = next((one.day for one in reversed(facts.given) if one.asked), None)
        if asked is None:
            return unknown("no session in which side effects were asked for", _rows(facts, found))
        if not rule.flags((facts.day - asked).days):
            return unknown(f"side effects last asked for {age_words(asked, facts.day)}", _rows(facts, found))
    if value is None or newest is None:
        return Measured(clear=True, headline=f"{name}: not recorded", detail="of sessions in which asked for")
    return Measured(
        value=value,
        headline=f"{name}, {age_words(newest, facts.day)}",
        detail=f"last on {day_words(newest)} · recorded {count(len(found), 'time')}",
        rows=_rows(facts, found),
    )


def lowest_score(facts: Facts, rule: Rule) -> Measured:
    """Measure the lowest total of the scale ``rule.of`` in the last session."""
    return _in_session(facts, rule, lowest=True)


def highest_score(facts: Facts, rule: Rule) -> Measured:
    """Measure the highest total of the scale ``rule.of`` in the last session."""
    return _in_session(facts, rule, lowest=False)


def _in_session(facts: Facts, rule: Rule, *, lowest: bool) -> Measured:
    last = facts.last
    if last is None:
        return NO_SESSION
    label = INSTRUMENTS[rule.of].label
    found = [score for score in facts.scores(rule.of) if _belongs(score, last)]
    if not found:
        return unknown(f"no {label} in session {last.number}")
    pick = (min if lowest else max)(found, key=lambda score: score.value)
    return Measured(
        value=pick.value,
        headline=f"{'Lowest' if lowest else 'Highest'} {label} {pick.value:g}",
        brief=f"{label} {pick.value:g}",
        detail=session_words(last),
        rows=tuple(
            Read(label, score.measured_at.date(), f"{score.value:g}", score.source) for score in found
        ),
    )


def _belongs(score: Score, session: Session) -> bool:
    if score.session_id is not None:
        return score.session_id == session.session_id
    return score.measured_at.date() == session.day


def minutes_over_own(facts: Facts, rule: Rule) -> Measured:
    """Measure by how many minutes a side effect of the last session outlasted the patient's own range.

    The effect with the largest difference counts; own are earlier sessions by the same route and drug with that effect.
    """
    last = facts.last
    if last is None:
        return NO_SESSION
    now = _minutes(facts, last)
    if not now:
        return _none(facts)
    earlier = [_minutes(facts, session) for session in facts.alike(last)]
    least = int(facts.threshold("earlier_sessions_for_band"))
    differences: dict[str, tuple[float, float, int]] = {}
    missing: list[str] = []
    for effect, minutes in now.items():
        own = [known for one in earlier if (known := one.get(effect)) is not None]
        if minutes is None:
            missing.append(f"{effect_label(effect).lower()} has no minutes in session {last.number}")
        elif (own_minutes := own_range(own, least)) is None:
            missing.append(f"{effect_label(effect).lower()}: {len(own)} of {least} earlier durations needed")
        else:
            differences[effect] = (round(minutes - own_minutes[1], 6), usual(own), minutes)
    rows = _rows(facts, [effect for effect in facts.effects(last) if effect.effect in now])
    top = max(differences, key=lambda effect: differences[effect][0], default=None)
    if top is None or (missing and not rule.flags(differences[top][0])):
        return unknown(missing[0], rows)
    over, middle, minutes = differences[top]
    return Measured(
        value=over,
        headline=f"{effect_label(top)} {minutes} min",
        brief=f"{effect_label(top).lower()} {minutes} min",
        detail=f"own usual {middle:g} min · {session_words(last)}",
        rows=rows,
    )


def _minutes(facts: Facts, session: Session) -> dict[str, int | None]:
    """Return the longest duration of each side effect of a session, None where no minutes are known."""
    found: dict[str, int | None] = defaultdict(lambda: None)
    for effect in facts.effects(session):
        longest = found[effect.effect]
        onset, resolved = effect.onset_minute, effect.resolved_minute
        if onset is not None and resolved is not None and resolved >= onset:
            found[effect.effect] = max(resolved - onset, longest or 0)
    return found


def _joined(effects: Sequence[Effect], taken: int) -> str:
    return joined((effect_label(effect.effect) for effect in effects), HEADLINE - taken)


def _when(facts: Facts, effects: Sequence[Effect]) -> str:
    """Say in which sessions effects were; a cancelled one is named, it stands in no figure."""
    keys = {effect.session_key for effect in effects}
    cancelled = [one for one in facts.cancelled if one.key in keys]
    if cancelled:
        return f"in the session cancelled {day_words(cancelled[-1].day)}"
    return "between sessions" if facts.last is None else f"since {session_words(facts.last)}"


def _none(facts: Facts) -> Measured:
    last = facts.last
    if last is None:
        return NO_SESSION
    if not last.asked:
        return unknown(f"side effects were not asked for in session {last.number}")
    return Measured(clear=True, headline="None recorded", detail=f"since {session_words(last)}")


def _rows(facts: Facts, effects: Sequence[Effect]) -> tuple[Read, ...]:
    return tuple(
        Read(
            effect_label(effect.effect),
            facts.day_of(effect),
            _GRADES[effect.severity] + _SERIOUS[effect.serious],
            effect.source,
        )
        for effect in effects
    )
