"""Blood pressure of the last session: how high, how far it rose, how it ended. All values in mmHg."""

from collections.abc import Sequence

from dash.rulebook.facts import Facts
from dash.rulebook.finding import Read
from dash.rulebook.measures.measured import NO_SESSION, Measured, unknown
from dash.rulebook.measures.readings import (
    after_dose,
    before_dose,
    has_pressure,
    is_after,
    is_before,
    no_predose,
    over,
    reading_row,
    reading_rows,
)
from dash.rulebook.record import Session
from dash.rulebook.rules import Rule
from dash.rulebook.words import session_words, whole_parts
from dash.stats.envelope import own_range, usual
from dash.wording import count, day_words, pair, signed_pair


def peak(facts: Facts, rule: Rule) -> Measured:
    """Measure the highest pressures of the last session; one without a minute counts, as it may be after the dose."""
    last = facts.last
    if last is None:
        return NO_SESSION
    untimed = [
        reading for reading in facts.readings(last) if reading.minute is None and has_pressure(reading)
    ]
    systolic = _highest(last.peak_systolic, [reading.systolic for reading in untimed])
    diastolic = _highest(last.peak_diastolic, [reading.diastolic for reading in untimed])
    rows = reading_rows(
        facts, last, "Reading after the dose", lambda reading: reading.minute is None or reading.minute > 0
    )
    if systolic is None and diastolic is None:
        return unknown(f"no reading after the dose in session {last.number}")
    measured = Measured(
        value=systolic,
        diastolic=diastolic,
        headline=f"{'Highest' if untimed else 'Peak'} {pair(systolic, diastolic)} last session",
        brief=f"{pair(systolic, diastolic)} last session",
        detail=whole_parts(
            [_rise_words(facts, last), session_words(last), "minute not recorded" if untimed else ""]
        ),
        rows=rows,
    )
    if untimed and not (rule.judges(systolic) or rule.judges(None, diastolic)):
        return unknown(f"readings of session {last.number} have no minute", rows)
    return measured._replace(why=f"session {last.number} lacks systolic or diastolic after the dose")


def _rise_words(facts: Facts, last: Session) -> str:
    """Say how far the pressure rose in a session; nothing where that is not known."""
    rose = over((last.peak_systolic, last.peak_diastolic), before_dose(facts, last))
    return "" if rose == (None, None) else f"rise {signed_pair(*rose)}"


def cancelled_highest(facts: Facts, rule: Rule) -> Measured:
    """Measure the highest pressures of the sessions cancelled since the last one given, whenever they were taken."""
    sessions = facts.cancelled
    found = [
        (session, reading)
        for session in sessions
        for reading in facts.readings(session)
        if has_pressure(reading)
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
        rows=tuple(reading_row("Reading", session, reading) for session, reading in found),
        why=f"the session cancelled {day} lacks systolic or diastolic",
    )


def rise(facts: Facts, rule: Rule) -> Measured:
    """Measure the rise from before the dose to the peak of the last session."""
    last = facts.last
    if last is None:
        return NO_SESSION
    before = before_dose(facts, last)
    if before == (None, None):
        return no_predose(facts, last)
    if last.peak_systolic is None and last.peak_diastolic is None:
        return unknown(f"no reading after the dose in session {last.number}")
    systolic, diastolic = over((last.peak_systolic, last.peak_diastolic), before)
    return Measured(
        value=systolic,
        diastolic=diastolic,
        headline=f"Rise {signed_pair(systolic, diastolic)} last session",
        brief=f"{signed_pair(systolic, diastolic)} last session",
        detail=f"{pair(*before)} to {pair(last.peak_systolic, last.peak_diastolic)} · {session_words(last)}",
        rows=(
            *reading_rows(facts, last, "Pre-dose", is_before),
            *reading_rows(facts, last, "Reading after the dose", is_after),
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
        return no_predose(facts, last)
    if ended == (None, None):
        return unknown(f"no reading after the dose in session {last.number}")
    systolic, diastolic = over(ended, before)
    minute = max(
        (
            one.minute
            for one in facts.readings(last)
            if one.minute is not None and is_after(one) and has_pressure(one)
        ),
        default=last.last_minute,
    )
    return Measured(
        value=systolic,
        diastolic=diastolic,
        headline=f"Last reading {pair(*ended)} at {minute} min",
        brief=f"{pair(*ended)} at {minute} min",
        detail=f"pre-dose {pair(*before)} · {session_words(last)}",
        rows=(
            *reading_rows(facts, last, "Pre-dose", is_before),
            *reading_rows(facts, last, "Last reading", is_after)[-2:],
        ),
        why=f"session {last.number} lacks systolic or diastolic before or after the dose",
    )


def rising_at_end(facts: Facts, rule: Rule) -> Measured:
    """Measure how far the last pressures after the dose of the last session lie above those of the reading before.

    Of a pressure that is back near pre-dose it does not matter: it counts as not rising.
    """
    last = facts.last
    if last is None:
        return NO_SESSION
    after = [one for one in facts.readings(last) if is_after(one) and has_pressure(one)]
    before = before_dose(facts, last)
    systolic = _still_rising(facts, [one.systolic for one in after], before[0])
    diastolic = _still_rising(facts, [one.diastolic for one in after], before[1])
    if len(after) < 2:
        return unknown(f"fewer than two readings after the dose in session {last.number}")
    end, earlier = after[-1], after[-2]
    return Measured(
        value=systolic,
        diastolic=diastolic,
        headline=f"Last reading {pair(end.systolic, end.diastolic)} at {end.minute} min",
        brief=f"{pair(end.systolic, end.diastolic)} at {end.minute} min",
        detail=whole_parts(
            [
                f"{pair(earlier.systolic, earlier.diastolic)} at {earlier.minute} min",
                f"pre-dose {pair(*before)}",
                session_words(last),
            ]
        ),
        rows=(
            *reading_rows(facts, last, "Pre-dose", is_before),
            *reading_rows(facts, last, "Reading after the dose", is_after),
        ),
        why=f"session {last.number} lacks systolic or diastolic before or after the dose",
    )


def _still_rising(facts: Facts, after: Sequence[int | None], before: int | None) -> int | None:
    """Return the last pressure less the one before; at most 0 where it is back near pre-dose, None where that is not known."""
    if len(after) < 2 or after[-1] is None or after[-2] is None or before is None:
        return None
    step = after[-1] - after[-2]
    return step if after[-1] - before > facts.threshold("recovery_tolerance_mmhg") else min(step, 0)


def peak_over_own(facts: Facts, rule: Rule) -> Measured:
    """Measure how far the peak lies above the patient's own range of peaks by the same route and drug, and above the floor.

    Under the clinic's floor a pressure above the own range is none to look at.
    """
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
    over_own = [
        round(peak - max(known[1], facts.threshold(floor)), 6)
        for peak, known, floor in (
            (last.peak_systolic, expected[0], "own_range_floor_systolic_mmhg"),
            (last.peak_diastolic, expected[1], "own_range_floor_diastolic_mmhg"),
        )
    ]
    outside = [over > 0 for over in over_own]
    if outside[0] == outside[1]:
        which = pair(last.peak_systolic, last.peak_diastolic)
        own = f"own range {_range(expected[0])} / {_range(expected[1])}"
    else:
        name, value, known, usually = (
            ("systolic", last.peak_systolic, expected[0], usual(systolic))
            if outside[0]
            else ("diastolic", last.peak_diastolic, expected[1], usual(diastolic))
        )
        which, own = f"{name} {value}", f"own range {_range(known)}, usual {usually:g}"
    return Measured(
        value=over_own[0],
        diastolic=over_own[1],
        headline=f"Peak {which} mmHg last session",
        brief=f"{which} mmHg",
        detail=whole_parts([own, session_words(last)]),
        rows=(
            *reading_rows(facts, last, "Reading after the dose", is_after),
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


def _range(known: tuple[float, float]) -> str:
    return f"{known[0]:.0f} to {known[1]:.0f}"


def _highest(known: int | None, others: Sequence[int | None]) -> int | None:
    return max((value for value in (known, *others) if value is not None), default=None)
