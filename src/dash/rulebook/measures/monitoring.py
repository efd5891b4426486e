"""What was not recorded: readings of the last session, scores, weights. A missing record fires; it is never a zero."""

from collections.abc import Callable

from dash.rulebook.course import asked_after
from dash.rulebook.facts import Facts, Pressure
from dash.rulebook.finding import Read
from dash.rulebook.measures.measured import NO_SESSION, Measured, unknown
from dash.rulebook.measures.readings import after_dose, before_dose
from dash.rulebook.record import Score, Session
from dash.rulebook.rules import Rule
from dash.rulebook.words import session_words, whole_parts
from dash.vocabulary import CONDITIONS, INSTRUMENTS
from dash.wording import count, day_words

SYMPTOM_SCALES = tuple(
    name for name in INSTRUMENTS if name in {"phq9", "madrs", "qids_sr16", "hamd17", "gad7", "pcl5"}
)
"""In the order of the vocabulary, in which screens choose one."""


def predose_readings(facts: Facts, rule: Rule) -> Measured:
    """Count whether the last session has both pressures before its dose."""
    return _pressures(facts, "Pre-dose", lambda last: before_dose(facts, last))


def readings_at_40(facts: Facts, rule: Rule) -> Measured:
    """Count whether the last session has both pressures at about 40 minutes, in one reading or in two."""
    window = facts.threshold("window_40_min")

    def found(last: Session) -> Pressure:
        near = [
            one for one in facts.readings(last) if one.minute is not None and abs(one.minute - 40) <= window
        ]
        return (
            next((one.systolic for one in near if one.systolic is not None), None),
            next((one.diastolic for one in near if one.diastolic is not None), None),
        )

    return _pressures(facts, "40-minute", found, full=lambda last: last.has_40)


def readings_after(facts: Facts, rule: Rule) -> Measured:
    """Count whether the last session has both pressures after its dose."""
    return _pressures(facts, "Last", lambda last: after_dose(facts, last))


def _pressures(
    facts: Facts,
    name: str,
    found: Callable[[Session], Pressure],
    full: Callable[[Session], bool] = lambda last: False,
) -> Measured:
    last = facts.last
    if last is None:
        return NO_SESSION
    systolic, diastolic = found(last)
    there = full(last) or (systolic is not None and diastolic is not None)
    if not there and last.untimed_readings:
        return unknown(f"readings of session {last.number} have no minute")
    what = "reading"
    if not there and (systolic, diastolic) != (None, None):
        what = "systolic" if systolic is None else "diastolic"
    return Measured(
        value=int(there),
        headline=f"{name} {what}",
        detail=session_words(last),
        rows=(_session_row(last),),
    )


def timed_readings(facts: Facts, rule: Rule) -> Measured:
    """Count the readings of the last session with a known minute, where it has any reading."""
    last = facts.last
    if last is None:
        return NO_SESSION
    if not last.readings and not last.untimed_readings:
        return unknown(f"no reading in session {last.number}")
    return Measured(
        value=last.readings,
        headline="Minutes of the readings",
        detail=f"{count(last.untimed_readings, 'reading')} without · {session_words(last)}",
        rows=(_session_row(last),),
    )


def observation_ends(facts: Facts, rule: Rule) -> Measured:
    """Count whether it is known that the last session was observed long enough: its end, or readings up to that time."""
    last = facts.last
    if last is None:
        return NO_SESSION
    enough = facts.threshold("observation_min")
    known = last.observed_minutes is not None or (last.last_minute is not None and last.last_minute >= enough)
    if not known and last.ended_at is not None:
        return unknown(f"session {last.number} has no time of day from which to count to its end")
    seen = "" if last.last_minute is None else f"last reading at {last.last_minute} min · "
    return Measured(
        value=int(known),
        headline="End of observation",
        detail=seen + session_words(last),
        rows=(_session_row(last),),
    )


def lowest_spo2(facts: Facts, rule: Rule) -> Measured:
    """Measure the lowest oxygen saturation of the last session, percent."""
    last = facts.last
    if last is None:
        return NO_SESSION
    found = [(one.spo2, one) for one in facts.readings(last) if one.spo2 is not None]
    if not found:
        return unknown(f"no oxygen saturation in session {last.number}")
    lowest, reading = min(found, key=lambda one: one[0])
    at = "" if reading.minute is None else f" at {reading.minute} min"
    return Measured(
        value=lowest,
        headline=f"Lowest oxygen saturation {lowest:g} %{at}",
        brief=f"{lowest:g} %{at}",
        detail=f"of {count(len(found), 'reading')} · {session_words(last)}",
        rows=(Read("Oxygen saturation", last.day, f"{lowest:g} %", reading.source),),
    )


def observed_minutes(facts: Facts, rule: Rule) -> Measured:
    """Measure the minutes from the first dose to the end of monitoring of the last session."""
    last = facts.last
    if last is None:
        return NO_SESSION
    row = _session_row(last)
    if last.observed_minutes is not None:
        return Measured(
            value=last.observed_minutes,
            headline=f"Observed {last.observed_minutes} min",
            brief=f"{last.observed_minutes} min",
            detail=session_words(last),
            rows=(row,),
        )
    # Readings prove observation up to the last of them; that they end says nothing about its end.
    if last.last_minute is not None and not rule.flags(last.last_minute):
        return Measured(
            value=last.last_minute,
            headline=f"Observed at least {last.last_minute} min",
            detail=f"end not recorded · {session_words(last)}",
            rows=(row,),
        )
    return unknown(f"end of monitoring of session {last.number} is not recorded", (row,))


def spo2_readings(facts: Facts, rule: Rule) -> Measured:
    """Count the oxygen saturations of the last session."""
    last = facts.last
    if last is None:
        return NO_SESSION
    found = [reading for reading in facts.readings(last) if reading.spo2 is not None]
    return Measured(
        value=len(found),
        headline="Oxygen saturation",
        detail=session_words(last),
        rows=(
            _session_row(last),
            *(
                Read("Oxygen saturation", last.day, f"{reading.spo2:g} %", reading.source)
                for reading in found
            ),
        ),
    )


def effects_asked(facts: Facts, rule: Rule) -> Measured:
    """Count whether side effects of the last session were asked for, or any was recorded."""
    last = facts.last
    if last is None:
        return NO_SESSION
    return Measured(
        value=int(last.asked), headline="Side effects", detail=session_words(last), rows=(_session_row(last),)
    )


def symptom_scores(facts: Facts, rule: Rule) -> Measured:
    """Count the totals of symptom scales."""
    found = [score for scale in SYMPTOM_SCALES for score in facts.scores(scale)]
    newest = _newest(facts)
    return Measured(
        value=len(found),
        headline="Symptom score",
        detail="none recorded so far" if newest is None else _score_words(newest),
        rows=() if newest is None else (_score_row(newest),),
    )


def score_age(facts: Facts, rule: Rule) -> Measured:
    """Measure the days since the newest total of the patient's main scale: the first recorded, in the vocabulary's order.

    It is the one that the patient page shows first. A fresh score of another scale does not bring it up to date.
    """
    newest = next((facts.scores(scale)[-1] for scale in SYMPTOM_SCALES if facts.scores(scale)), None)
    if newest is None:
        return unknown("no symptom score is recorded")
    days = (facts.day - newest.measured_at.date()).days
    return Measured(
        value=days,
        headline=f"{INSTRUMENTS[newest.instrument].label}, {count(days, 'day')} old",
        detail=_score_words(newest),
        rows=(_score_row(newest),),
    )


def scores_since_first(facts: Facts, rule: Rule) -> Measured:
    """Count the symptom scales with a total since the first dose; one of that day only if both clocks say so."""
    if not facts.given:
        return NO_SESSION
    first = facts.given[0]
    newest = _newest(facts)
    lasts = (facts.scores(scale)[-1] for scale in SYMPTOM_SCALES if facts.scores(scale))
    found = [score for score in lasts if asked_after(score, first)]
    return Measured(
        value=len(found),
        headline="Score since the first dose",
        detail=f"first dose {day_words(first.day)}"
        + ("" if newest is None else f" · last {_score_words(newest)}"),
        rows=() if newest is None else (_score_row(newest),),
    )


def recorded_conditions(facts: Facts, rule: Rule) -> Measured:
    """Count the entries of the history: without any nothing says that contraindications were asked for."""
    found = facts.record.conditions
    return Measured(
        value=len(found),
        headline="Contraindications",
        detail="no history is recorded" if not found else count(len(found), "entry", "entries"),
        rows=tuple(
            Read("History", None, CONDITIONS[one.condition].label, one.source)
            for one in found
            if one.condition in CONDITIONS
        ),
    )


def known_weights(facts: Facts, rule: Rule) -> Measured:
    """Count the weights recorded: of sessions, and the one of the list of patients, which has no date."""
    weighed = [session for session in facts.given if session.weight_kg is not None]
    listed = facts.record.weight_kg
    said = [f"last in {session_words(weighed[-1])}"] if weighed else []
    said += [] if listed is None else [f"{listed:g} kg in the list of patients, without a date"]
    return Measured(
        value=len(weighed) + (listed is not None),
        headline="Weight",
        detail=whole_parts(said) or "none recorded",
        rows=(
            *(_session_row(session) for session in weighed[-1:]),
            *(
                ()
                if listed is None
                else (Read("Weight, list of patients", None, f"{listed:g} kg", facts.record.source),)
            ),
        ),
    )


def weight_age(facts: Facts, rule: Rule) -> Measured:
    """Measure the days since the last session with a weight."""
    weighed = [session for session in facts.given if session.weight_kg is not None]
    if not weighed:
        listed = facts.record.weight_kg
        undated = "" if listed is None else f": {listed:g} kg in the list of patients has none"
        return unknown(f"no weight with a date is recorded{undated}")
    last = weighed[-1]
    days = (facts.day - last.day).days
    return Measured(
        value=days,
        headline=f"Weight, {count(days, 'day')} old",
        brief=f"{count(days, 'day')} old",
        detail=f"{last.weight_kg:g} kg · {session_words(last)}",
        rows=(Read("Weight", last.day, f"{last.weight_kg:g} kg", last.source),),
    )


def _newest(facts: Facts) -> Score | None:
    lasts = [totals[-1] for scale in SYMPTOM_SCALES if (totals := facts.scores(scale))]
    return max(lasts, key=lambda score: score.measured_at, default=None)


def _score_words(score: Score) -> str:
    return f"{INSTRUMENTS[score.instrument].label} {score.value:g} of {day_words(score.measured_at.date())}"


def _score_row(score: Score) -> Read:
    return Read(
        f"{INSTRUMENTS[score.instrument].label} total",
        score.measured_at.date(),
        f"{score.value:g}",
        score.source,
    )


def _session_row(session: Session) -> Read:
    return Read("Session", session.day, f"session {session.number}", session.source)
