"""Blood pressure: before the dose, in the last session, and over sessions. All values in mmHg."""

from collections.abc import Callable, Sequence

from dash.rulebook.facts import Facts, Pressure
from dash.rulebook.finding import Read
from dash.rulebook.measures.measured import NO_SESSION, Measured, unknown
from dash.rulebook.record import NOWHERE, Reading, Session
from dash.rulebook.rules import Rule
from dash.rulebook.trend import theil_sen
from dash.rulebook.words import count, day_words, pair, session_words, signed, signed_pair
from dash.stats.envelope import own_range, usual

TODAY = "typed today, not recorded"


def predose(facts: Facts, rule: Rule) -> Measured:
    """Measure the pressure before today's dose, where it is not known yet that before the dose of the last session."""
    goal = pair(facts.record.sbp_goal_high, facts.record.dbp_goal_high)
    own = "" if goal == "–/–" else f" · own goal {goal}"
    if facts.today is not None:
        return _today(facts, facts.today, own)
    last = facts.last
    if last is None:
        return NO_SESSION
    systolic, diastolic = before_dose(facts, last)
    if systolic is None and diastolic is None:
        return _no_predose(facts, last)
    return Measured(
        value=systolic,
        diastolic=diastolic,
        headline=f"Pre-dose {pair(systolic, diastolic)} last session",
        brief=f"{pair(systolic, diastolic)} last session",
        detail=f"{half_missing(systolic, diastolic, ' · ')}{session_words(last)}{own}",
        rows=_rows(facts, last, "Pre-dose", _before),
        why=f"pre-dose {half_missing(systolic, diastolic)} in session {last.number}",
    )


def before_dose(facts: Facts, session: Session) -> Pressure:
    """Return the pressures before the dose, mmHg: of the last full reading, or of a later one that has only one of them."""
    return _each(facts.readings(session), _before, (session.pre_systolic, session.pre_diastolic))


def after_dose(facts: Facts, session: Session) -> Pressure:
    """Return the last pressures after the dose, as ``before_dose`` does."""
    return _each(facts.readings(session), _after, (session.last_systolic, session.last_diastolic))


def _each(readings: Sequence[Reading], wanted: Callable[[Reading], bool], full: Pressure) -> Pressure:
    timed = [reading for reading in readings if wanted(reading)]
    whole = max(
        (
            (one.minute or 0, one.systolic, one.diastolic)
            for one in timed
            if one.systolic is not None and one.diastolic is not None
        ),
        default=None,
    )
    if whole is not None:
        full = whole[1:]
    # Later than every full reading: what such a one lacks is taken from the one before it.
    later = [one for one in timed if whole is None or (one.minute or 0) > whole[0]]
    systolic = [(one.minute or 0, one.systolic) for one in later if one.systolic is not None]
    diastolic = [(one.minute or 0, one.diastolic) for one in later if one.diastolic is not None]
    return (max(systolic)[1] if systolic else full[0], max(diastolic)[1] if diastolic else full[1])


def half_missing(systolic: int | None, diastolic: int | None, after: str = "") -> str:
    """Say which of the two pressures is missing; nothing where both are there."""
    if systolic is not None and diastolic is not None:
        return ""
    return f"{'systolic' if systolic is None else 'diastolic'} missing{after}"


def predose_over_goal(facts: Facts, rule: Rule) -> Measured:
    """Measure how far the pressure before the dose, of today or else of the last session, lies above the own goal."""
    record, last = facts.record, facts.last
    goals = (record.sbp_goal_high, record.dbp_goal_high)
    if goals == (None, None):
        return unknown("no goal is recorded for this patient")
    measured, when = predose(facts, rule), TODAY
    if facts.today is None:
        if last is None:
            return NO_SESSION
        when = session_words(last)
    if measured.value is None and measured.diastolic is None:
        return unknown(measured.why)
    systolic, diastolic = (
        None if goal is None or value is None else value - goal
        for goal, value in zip(goals, (measured.value, measured.diastolic), strict=True)
    )
    return Measured(
        # A goal for one of the two pressures only judges that one.
        value=diastolic if goals[0] is None else systolic,
        diastolic=systolic if goals[1] is None else diastolic,
        why=measured.why,
        headline=measured.headline,
        # "Pre-dose above own goal: 190/115 last session" would not fit.
        brief=measured.brief.removesuffix(" session"),
        detail=f"own goal {pair(*goals)} · {when}",
        rows=(Read("Own goal", None, pair(*goals), record.source), *measured.rows),
    )


def _today(facts: Facts, pressure: Pressure, own: str) -> Measured:
    """Measure what was typed for today."""
    return Measured(
        value=pressure[0],
        diastolic=pressure[1],
        headline=f"Pre-dose {pair(*pressure)} today",
        brief=f"{pair(*pressure)} today",
        detail=TODAY + own,
        rows=(Read("Pre-dose today", facts.day, pair(*pressure), NOWHERE),),
        why="half of today's pressure is missing",
    )


def predose_trend(facts: Facts, rule: Rule) -> Measured:
    """Measure the lower end of the interval of the trend before the dose, mmHg in ten sessions (Theil-Sen).

    Sessions without a pre-dose reading are left out, and the others count as one step apart.
    """
    least, most = int(facts.threshold("trend_least")), int(facts.threshold("trend_sessions"))
    found = [
        session
        for session in facts.given
        if session.pre_systolic is not None and session.pre_diastolic is not None
    ]
    found = found[-most:]
    if len(found) < least:
        return unknown(f"{len(found)} of {least} sessions needed have a pre-dose reading")
    systolic = theil_sen([session.pre_systolic or 0 for session in found])
    diastolic = theil_sen([session.pre_diastolic or 0 for session in found])
    slopes = [[10 * part for part in slope] for slope in (systolic, diastolic)]
    changes = "/".join(signed(change, "+.0f") for change, _low, _high in slopes)
    ranges = " / ".join(f"{signed(low, '+.1f')} to {signed(high, '+.1f')}" for _change, low, high in slopes)
    return Measured(
        value=round(slopes[0][1], 6),
        diastolic=round(slopes[1][1], 6),
        headline=f"Pre-dose {changes} mmHg in 10 sessions",
        brief=f"{changes} in 10 sessions",
        detail=f"{len(found)} sessions · 95 % {ranges}",
        rows=tuple(
            Read(
                f"Pre-dose, session {session.number}",
                session.day,
                pair(session.pre_systolic, session.pre_diastolic),
                session.source,
            )
            for session in found
        ),
    )


def peak(facts: Facts, rule: Rule) -> Measured:
    """Measure the highest pressures of the last session; one without a minute counts, as it may be after the dose."""
    last = facts.last
    if last is None:
        return NO_SESSION
    untimed = [reading for reading in facts.readings(last) if reading.minute is None and _has(reading)]
    systolic = _highest(last.peak_systolic, [reading.systolic for reading in untimed])
    diastolic = _highest(last.peak_diastolic, [reading.diastolic for reading in untimed])
    rows = _rows(
        facts, last, "Reading after the dose", lambda reading: reading.minute is None or reading.minute > 0
    )
    if systolic is None and diastolic is None:
        return unknown(f"no reading after the dose in session {last.number}")
    measured = Measured(
        value=systolic,
        diastolic=diastolic,
        headline=f"{'Highest' if untimed else 'Peak'} {pair(systolic, diastolic)} last session",
        brief=f"{pair(systolic, diastolic)} last session",
        detail=session_words(last) + (" · minute not recorded" if untimed else ""),
        rows=rows,
    )
    if untimed and not (rule.judges(systolic) or rule.judges(None, diastolic)):
        return unknown(f"readings of session {last.number} have no minute", rows)
    return measured._replace(why=f"session {last.number} lacks systolic or diastolic after the dose")


def cancelled_highest(facts: Facts, rule: Rule) -> Measured:
    """Measure the highest pressures of the sessions cancelled since the last one given, whenever they were taken."""
    sessions = facts.cancelled
    found = [
        (session, reading) for session in sessions for reading in facts.readings(session) if _has(reading)
    ]
    if not sessions:
        return unknown("no session was cancelled since the last one given")
    day = day_words(sessions[-1].day)
    if not found:
        return unknown(f"no reading in the session cancelled {day}")
    systolic = _highest(None, [reading.systolic for _session, reading in found])
    diastolic = _highest(None, [reading.diastolic for _session, reading in found])
    return Measured(
        value=systolic,
        diastolic=diastolic,
        headline=f"Highest {pair(systolic, diastolic)}, cancelled session",
        brief=f"{pair(systolic, diastolic)}, cancelled",
        detail=f"cancelled {day} · {count(len(found), 'reading')}",
        rows=tuple(_row("Reading", session, reading) for session, reading in found),
        why=f"the session cancelled {day} lacks systolic or diastolic",
    )


def rise(facts: Facts, rule: Rule) -> Measured:
    """Measure the rise from before the dose to the peak of the last session."""
    last = facts.last
    if last is None:
        return NO_SESSION
    before = before_dose(facts, last)
    if before == (None, None):
        return _no_predose(facts, last)
    if last.peak_systolic is None and last.peak_diastolic is None:
        return unknown(f"no reading after the dose in session {last.number}")
    systolic, diastolic = _over((last.peak_systolic, last.peak_diastolic), before)
    return Measured(
        value=systolic,
        diastolic=diastolic,
        headline=f"Rise {signed_pair(systolic, diastolic)} last session",
        brief=f"{signed_pair(systolic, diastolic)} last session",
        detail=f"{pair(*before)} to {pair(last.peak_systolic, last.peak_diastolic)} · {session_words(last)}",
        rows=(
            *_rows(facts, last, "Pre-dose", _before),
            *_rows(facts, last, "Reading after the dose", _after),
        ),
        why=f"session {last.number} lacks systolic or diastolic before or after the dose",
    )


def end_over_predose(facts: Facts, rule: Rule) -> Measured:
    """Measure how far the last pressures of the last session lie above those before its dose, each for itself."""
    last = facts.last
    if last is None:
        return NO_SESSION
    before, ended = before_dose(facts, last), after_dose(facts, last)
    if before == (None, None):
        return _no_predose(facts, last)
    if ended == (None, None):
        return unknown(f"no reading after the dose in session {last.number}")
    systolic, diastolic = _over(ended, before)
    minute = max(
        (one.minute for one in facts.readings(last) if one.minute is not None and _after(one) and _has(one)),
        default=last.last_minute,
    )
    return Measured(
        value=systolic,
        diastolic=diastolic,
        headline=f"Last reading {pair(*ended)} at {minute} min",
        brief=f"{pair(*ended)} at {minute} min",
        detail=f"pre-dose {pair(*before)} · {session_words(last)}",
        rows=(
            *_rows(facts, last, "Pre-dose", _before),
            *_rows(facts, last, "Last reading", _after)[-2:],
        ),
        why=f"session {last.number} lacks systolic or diastolic before or after the dose",
    )


def _over(pressure: Pressure, before: Pressure) -> Pressure:
    systolic, diastolic = (
        None if high is None or low is None else high - low
        for high, low in zip(pressure, before, strict=True)
    )
    return systolic, diastolic


def peak_over_own(facts: Facts, rule: Rule) -> Measured:
    """Measure how far the peak lies above the patient's own range of peaks by the same route and drug."""
    last = facts.last
    if last is None:
        return NO_SESSION
    if last.peak_systolic is None or last.peak_diastolic is None:
        return unknown(f"no reading after the dose with a minute in session {last.number}")
    earlier = facts.alike(last)
    least = int(facts.threshold("earlier_sessions_for_band"))
    systolic = [one.peak_systolic for one in earlier if one.peak_systolic is not None]
    diastolic = [one.peak_diastolic for one in earlier if one.peak_diastolic is not None]
    expected = own_range(systolic, least), own_range(diastolic, least)
    if expected[0] is None or expected[1] is None:
        few = min(len(systolic), len(diastolic))
        return unknown(f"{few} of {least} earlier sessions needed by this route and drug have a peak")
    return Measured(
        value=round(last.peak_systolic - expected[0][1], 6),
        diastolic=round(last.peak_diastolic - expected[1][1], 6),
        headline=f"Peak {pair(last.peak_systolic, last.peak_diastolic)} last session",
        brief=f"{pair(last.peak_systolic, last.peak_diastolic)} last session",
        detail=f"own usual {pair(usual(systolic), usual(diastolic))} · {session_words(last)}",
        rows=(
            *_rows(facts, last, "Reading after the dose", _after),
            *(
                Read(
                    f"Peak, session {one.number}",
                    one.day,
                    pair(one.peak_systolic, one.peak_diastolic),
                    one.source,
                )
                for one in earlier
                if one.peak_systolic is not None or one.peak_diastolic is not None
            ),
        ),
    )


def _has(reading: Reading) -> bool:
    return reading.systolic is not None or reading.diastolic is not None


def _before(reading: Reading) -> bool:
    return reading.minute is not None and reading.minute <= 0


def _after(reading: Reading) -> bool:
    return reading.minute is not None and reading.minute > 0


def _highest(known: int | None, others: Sequence[int | None]) -> int | None:
    return max((value for value in (known, *others) if value is not None), default=None)


def _no_predose(facts: Facts, session: Session) -> Measured:
    if session.untimed_readings:
        return unknown(f"readings of session {session.number} have no minute")
    return unknown(f"no pre-dose reading in session {session.number}")


def _rows(facts: Facts, session: Session, what: str, wanted: Callable[[Reading], bool]) -> tuple[Read, ...]:
    return tuple(
        _row(what, session, reading)
        for reading in facts.readings(session)
        if _has(reading) and wanted(reading)
    )


def _row(what: str, session: Session, reading: Reading) -> Read:
    return Read(
        what if reading.minute is None else f"{what}, {reading.minute} min",
        session.day,
        pair(reading.systolic, reading.diastolic),
        reading.source,
    )
