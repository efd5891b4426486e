"""Blood pressure: before the dose, in the last session, and over sessions. All values in mmHg."""

from collections.abc import Callable, Sequence

from dash.rulebook.facts import Facts, Pressure
from dash.rulebook.finding import Read
from dash.rulebook.measures.measured import NO_SESSION, Measured, unknown
from dash.rulebook.record import NOWHERE, Reading, Session
from dash.rulebook.rules import Rule
from dash.rulebook.trend import theil_sen
from dash.rulebook.words import pair, session_words, signed, signed_pair
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
    if last.pre_systolic is None:
        return _no_predose(facts, last)
    return Measured(
        value=last.pre_systolic,
        diastolic=last.pre_diastolic,
        headline=f"Pre-dose {pair(last.pre_systolic, last.pre_diastolic)} last session",
        detail=session_words(last) + own,
        rows=_predose_rows(facts, last),
    )


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
        if last.pre_systolic is None or last.pre_diastolic is None:
            return _no_predose(facts, last)
        when = session_words(last)
    if measured.value is None or measured.diastolic is None:
        return unknown(measured.why)
    systolic = None if goals[0] is None else measured.value - goals[0]
    diastolic = None if goals[1] is None else measured.diastolic - goals[1]
    return Measured(
        # A goal for one of the two pressures only judges that one.
        value=diastolic if systolic is None else systolic,
        diastolic=systolic if diastolic is None else diastolic,
        headline=measured.headline,
        detail=f"own goal {pair(*goals)} · {when}",
        rows=(Read("Own goal", None, pair(*goals), record.source), *measured.rows),
    )


def _today(facts: Facts, pressure: Pressure, own: str) -> Measured:
    """Measure what was typed for today."""
    return Measured(
        value=pressure[0],
        diastolic=pressure[1],
        headline=f"Pre-dose {pair(*pressure)} today",
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
    untimed = [
        reading
        for reading in facts.readings(last)
        if reading.minute is None and (reading.systolic is not None or reading.diastolic is not None)
    ]
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
        detail=session_words(last) + (" · minute not recorded" if untimed else ""),
        rows=rows,
    )
    if untimed and not (rule.judges(systolic) or rule.judges(None, diastolic)):
        return unknown(f"readings of session {last.number} have no minute", rows)
    return measured._replace(why=f"session {last.number} lacks systolic or diastolic after the dose")


def rise(facts: Facts, rule: Rule) -> Measured:
    """Measure the rise from before the dose to the peak of the last session."""
    last = facts.last
    if last is None:
        return NO_SESSION
    if last.pre_systolic is None:
        return _no_predose(facts, last)
    if last.rise_systolic is None and last.rise_diastolic is None:
        return unknown(f"no reading after the dose in session {last.number}")
    before = pair(last.pre_systolic, last.pre_diastolic)
    return Measured(
        value=last.rise_systolic,
        diastolic=last.rise_diastolic,
        headline=f"Rise {signed_pair(last.rise_systolic, last.rise_diastolic)} last session",
        detail=f"{before} to {pair(last.peak_systolic, last.peak_diastolic)} · {session_words(last)}",
        rows=(*_predose_rows(facts, last), *_rows(facts, last, "Reading after the dose", _after)),
        why=f"session {last.number} lacks systolic or diastolic after the dose",
    )


def end_over_predose(facts: Facts, rule: Rule) -> Measured:
    """Measure how far the last reading of the last session lies above the one before its dose."""
    last = facts.last
    if last is None:
        return NO_SESSION
    if last.pre_systolic is None or last.pre_diastolic is None:
        return _no_predose(facts, last)
    if last.last_systolic is None or last.last_diastolic is None:
        return unknown(f"no reading after the dose in session {last.number}")
    ended = pair(last.last_systolic, last.last_diastolic)
    return Measured(
        value=last.last_systolic - last.pre_systolic,
        diastolic=last.last_diastolic - last.pre_diastolic,
        headline=f"Last reading {ended} at {last.last_minute} min",
        detail=f"pre-dose {pair(last.pre_systolic, last.pre_diastolic)} · {session_words(last)}",
        rows=(
            *_predose_rows(facts, last),
            *_rows(facts, last, "Last reading", lambda reading: reading.minute == last.last_minute),
        ),
    )


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


def _after(reading: Reading) -> bool:
    return reading.minute is not None and reading.minute > 0


def _highest(known: int | None, others: Sequence[int | None]) -> int | None:
    return max((value for value in (known, *others) if value is not None), default=None)


def _no_predose(facts: Facts, session: Session) -> Measured:
    if session.untimed_readings:
        return unknown(f"readings of session {session.number} have no minute")
    return unknown(f"no pre-dose reading in session {session.number}")


def _predose_rows(facts: Facts, session: Session) -> tuple[Read, ...]:
    before = [
        reading.minute
        for reading in facts.readings(session)
        if reading.minute is not None and reading.minute <= 0 and reading.systolic and reading.diastolic
    ]
    latest = max(before, default=None)
    return _rows(
        facts, session, "Pre-dose", lambda reading: reading.minute is not None and reading.minute == latest
    )


def _rows(facts: Facts, session: Session, what: str, wanted: Callable[[Reading], bool]) -> tuple[Read, ...]:
    return tuple(
        Read(
            what if reading.minute is None else f"{what}, {reading.minute} min",
            session.day,
            pair(reading.systolic, reading.diastolic),
            reading.source,
        )
        for reading in facts.readings(session)
        if (reading.systolic is not None or reading.diastolic is not None) and wanted(reading)
    )
