"""Contradictions in the records of the last weeks and of the last session: one of two things recorded cannot be so."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from dash.rulebook.facts import TOTAL, Facts
from dash.rulebook.finding import Read
from dash.rulebook.measures.measured import Measured, unknown
from dash.rulebook.record import Reading, Score, Session
from dash.rulebook.rules import Rule
from dash.rulebook.words import DETAIL, HEADLINE, joined
from dash.vocabulary import INSTRUMENTS
from dash.wording import count, day_words, pair

_SUMMED = {
    key: scale.items for key, scale in INSTRUMENTS.items() if scale.total_is_sum and scale.items is not None
}
"""Scales whose total is the sum of their items, with the number of these."""
_IDEATION = "cssrs_ideation"


class _Found(NamedTuple):
    """One contradiction: in words, of which day, with what was read."""

    words: str
    day: date
    rows: tuple[Read, ...]


def contradictions(facts: Facts, rule: Rule) -> Measured:
    """Count the contradictions: scores and sessions of the last days of the setting, readings of the last session."""
    if not facts.record.scores and not facts.given:
        return unknown("no score and no session is recorded")
    since = facts.day - timedelta(days=facts.threshold("check_days"))
    found = [*_scores(facts, since), *_sessions(facts, since), *_readings(facts)]
    if not found:
        return Measured(clear=True, headline="No contradiction found", detail=f"since {day_words(since)}")
    words = [one.words for one in found]
    first, others = found[0], words[1:]
    return Measured(
        value=len(found),
        headline=joined(words, HEADLINE),
        detail=joined([day_words(first.day), *others], DETAIL),
        rows=tuple(row for one in found for row in one.rows),
    )


def _scores(facts: Facts, since: date) -> Iterator[_Found]:
    """Find totals that are not the sum of their items, and an ideation of 0 beside a high item 9 of the same day."""
    begin = datetime.combine(since, datetime.min.time())
    totals: dict[tuple[date, str], list[Score]] = {}
    items: dict[tuple[date, str], dict[str, Score]] = {}
    for score in reversed(facts.record.scores):
        written, instrument, item = score.measured_at, score.instrument, score.item
        if written < begin:
            break
        if item != TOTAL and instrument in _SUMMED:
            # The last answer of a day counts.
            items.setdefault((written.date(), instrument), {}).setdefault(item, score)
        elif instrument in _SUMMED or instrument == _IDEATION:
            totals.setdefault((written.date(), instrument), []).append(score)
    high = facts.threshold("check_item9")
    for (day, instrument), of_day in totals.items():
        nine = items.get((day, "phq9"), {}).get("9")
        if instrument == _IDEATION and nine is not None and nine.value >= high:
            lowest = min(of_day, key=lambda one: one.value)
            if lowest.value == 0:
                rows = (_row(lowest, TOTAL), _row(nine, "9"))
                yield _Found(f"C-SSRS 0 beside item 9 = {nine.value:g}", day, rows)
    for (day, instrument), of_day in totals.items():
        if instrument in _SUMMED and len(of_day) == 1 and not of_day[0].computed:
            yield from _sum(of_day[0], items.get((day, instrument), {}), _SUMMED[instrument])


def _sum(total: Score, answered: dict[str, Score], number: int) -> Iterator[_Found]:
    """Compare a total with what its items add up to; of items that are not all there it cannot be less."""
    own = [one for name in range(1, number + 1) if (one := answered.get(str(name))) is not None]
    added = sum(one.value for one in own)
    if (len(own) == number and added != total.value) or added > total.value:
        label = INSTRUMENTS[total.instrument].label
        yield _Found(
            f"{label} total {total.value:g}, items add up to {added:g}",
            total.measured_at.date(),
            (_row(total, TOTAL), *(_row(one, one.item) for one in own)),
        )


def _sessions(facts: Facts, since: date) -> Iterator[_Found]:
    """Find two sessions nearer than possible, and weights that jump."""
    nearest, jump = facts.threshold("check_sessions_min"), facts.threshold("check_weight_percent")
    for one, other in _pairs(facts.given, since):
        minutes = (other.at - one.at).total_seconds() / 60
        if one.has_clock and other.has_clock and minutes <= nearest:
            rows = (_session_row(one), _session_row(other))
            yield _Found(f"Two sessions {minutes:.0f} min apart", other.day, rows)
    weighed = [one for one in facts.given if one.weight_kg is not None]
    for one, other in _pairs(weighed, since):
        before, now = one.weight_kg or 0, other.weight_kg or 0
        if abs(now - before) >= before * jump / 100:
            days = count((other.day - one.day).days, "day")
            rows = (_weight_row(one), _weight_row(other))
            yield _Found(f"Weight {before:g} to {now:g} kg in {days}", other.day, rows)


def _pairs(sessions: Sequence[Session], since: date) -> Iterator[tuple[Session, Session]]:
    """Return each session from a day on with the one before it, the last one first."""
    for place in range(len(sessions) - 1, 0, -1):
        if sessions[place].day < since:
            break
        yield sessions[place - 1], sessions[place]


def _readings(facts: Facts) -> Iterator[_Found]:
    """Find readings of the last session that are all the same, and readings after its end."""
    last = facts.last
    if last is None:
        return
    full = [one for one in facts.readings(last) if one.systolic is not None and one.diastolic is not None]
    if len(full) >= facts.threshold("check_identical") and len({one[2:4] for one in full}) == 1:
        same = pair(full[0].systolic, full[0].diastolic)
        yield _Found(f"{len(full)} identical readings, {same}", last.day, _reading_rows(last, full))
    if last.observed_minutes is not None:
        latest = last.observed_minutes + facts.threshold("check_after_end_min")
        late = [one for one in facts.readings(last) if one.minute is not None and one.minute > latest]
        if late:
            words = f"Reading at {late[-1].minute} min, observed {last.observed_minutes} min"
            yield _Found(words, last.day, (_session_row(last), *_reading_rows(last, late)))


def _row(score: Score, item: str) -> Read:
    what = INSTRUMENTS[score.instrument].label + (" total" if item == TOTAL else f" item {item}")
    return Read(what, score.measured_at.date(), f"{score.value:g}", score.source)


def _session_row(session: Session) -> Read:
    clock = f", {session.started_at:%H:%M}" if session.has_clock else ""
    return Read("Session", session.day, f"session {session.number}{clock}", session.source)


def _weight_row(session: Session) -> Read:
    return Read("Weight", session.day, f"{session.weight_kg:g} kg", session.source)


def _reading_rows(session: Session, readings: Sequence[Reading]) -> tuple[Read, ...]:
    return tuple(
        Read(
            "Reading" if one.minute is None else f"Reading, {one.minute} min",
            session.day,
            pair(one.systolic, one.diastolic),
            one.source,
        )
        for one in readings
    )
