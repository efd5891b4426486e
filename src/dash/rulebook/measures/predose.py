"""Blood pressure before the dose: of today as typed, else of the last session, and over sessions. All values in mmHg."""

from itertools import islice

from dash.rulebook.facts import Facts, Pressure
from dash.rulebook.finding import Read
from dash.rulebook.measures.measured import NO_SESSION, Measured, unknown
from dash.rulebook.measures.readings import (
    before_dose,
    half_missing,
    is_before,
    no_predose,
    reading_rows,
)
from dash.rulebook.record import NOWHERE, Session
from dash.rulebook.rules import Rule
from dash.rulebook.trend import theil_sen
from dash.rulebook.words import session_words, whole_parts
from dash.wording import pair, signed, signed_pair

TODAY = "typed, not recorded"
_RISES = 4
"""Earlier rises said beside today's pressure."""


def predose(facts: Facts, rule: Rule) -> Measured:
    """Measure the pressure before today's dose, where it is not known yet that before the dose of the last session."""
    goal = pair(facts.record.sbp_goal_high, facts.record.dbp_goal_high)
    own = "" if goal == "–/–" else f"own goal {goal}"
    if facts.today is not None:
        return _today(facts, facts.today, own)
    last = facts.last
    if last is None:
        return NO_SESSION
    systolic, diastolic = before_dose(facts, last)
    if systolic is None and diastolic is None:
        return no_predose(facts, last)
    return Measured(
        value=systolic,
        diastolic=diastolic,
        headline=f"Pre-dose {pair(systolic, diastolic)} last session",
        brief=f"{pair(systolic, diastolic)} last session",
        detail=whole_parts([half_missing(systolic, diastolic), session_words(last), own]),
        rows=reading_rows(facts, last, "Pre-dose", is_before),
        why=f"pre-dose {half_missing(systolic, diastolic)} in session {last.number}",
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


def today_pressure(facts: Facts, rule: Rule) -> Measured:
    """Measure the pressure typed for today."""
    return (
        unknown("no pressure is typed for today") if facts.today is None else _today(facts, facts.today, "")
    )


def _today(facts: Facts, pressure: Pressure, own: str) -> Measured:
    """Measure what was typed for today; beside it how far the pressure rose earlier."""
    earlier = own_rises(facts)
    rises = ", ".join(signed(session.rise_systolic or 0) for session in earlier)
    return Measured(
        value=pressure[0],
        diastolic=pressure[1],
        headline=f"Pre-dose {pair(*pressure)} today",
        brief=f"{pair(*pressure)} today",
        detail=whole_parts([f"own rises {rises} mmHg" if rises else "no earlier rise known", TODAY, own]),
        rows=(
            *(
                Read(
                    f"Rise, session {session.number}",
                    session.day,
                    signed_pair(session.rise_systolic, session.rise_diastolic),
                    session.source,
                )
                for session in earlier
            ),
            Read("Pre-dose today", facts.day, pair(*pressure), NOWHERE),
        ),
        why="half of today's pressure is missing",
    )


def own_rises(facts: Facts) -> list[Session]:
    """Return the last sessions with a known systolic rise, by the route and drug of the session to come, in order of time."""
    last, coming = facts.last, facts.coming
    if last is None:
        return []
    route = (coming.route if coming is not None else None) or last.route
    drug = (coming.drug if coming is not None else None) or last.drug
    alike = (
        session
        for session in reversed(facts.given)
        if session.rise_systolic is not None and (session.route, session.drug) == (route, drug)
    )
    return list(islice(alike, _RISES))[::-1]


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
