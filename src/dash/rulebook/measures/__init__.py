"""What rules measure: pure functions from the facts of one patient to one value in words."""

from collections.abc import Mapping
from types import MappingProxyType

from dash.rulebook.measures import (
    checks,
    course,
    dosing,
    effects,
    history,
    monitoring,
    predose,
    pressure,
    suicidality,
)
from dash.rulebook.measures.measured import Measure, Measured

_FUNCTIONS: tuple[Measure, ...] = (
    suicidality.last_answer,
    suicidality.rise_of_answer,
    suicidality.only_answer,
    suicidality.open_positives,
    suicidality.answers_at_last_form,
    suicidality.answers_since_last,
    suicidality.ideation_after_positive,
    predose.predose,
    predose.predose_over_goal,
    predose.predose_trend,
    predose.today_pressure,
    pressure.peak,
    pressure.cancelled_highest,
    pressure.rise,
    pressure.end_over_predose,
    pressure.rising_at_end,
    pressure.peak_over_own,
    monitoring.predose_readings,
    monitoring.readings_at_40,
    monitoring.readings_after,
    monitoring.timed_readings,
    monitoring.observed_minutes,
    monitoring.observation_ends,
    monitoring.lowest_spo2,
    monitoring.spo2_readings,
    monitoring.effects_asked,
    monitoring.symptom_scores,
    monitoring.score_age,
    monitoring.scores_since_first,
    monitoring.recorded_conditions,
    monitoring.known_weights,
    monitoring.weight_age,
    effects.severity,
    effects.serious,
    effects.days_since_effect,
    effects.lowest_score,
    effects.highest_score,
    effects.minutes_over_own,
    course.worsening,
    course.worsening_share,
    course.after_response,
    course.best_fall,
    checks.contradictions,
    dosing.days_too_short,
    dosing.days_too_long,
    dosing.dose_outside,
    dosing.dose_step,
    dosing.dose_ratio,
    dosing.sessions_so_far,
    history.current_medications,
    history.several_medications,
    history.medications_of_each,
    history.conditions,
    history.days_since_condition,
)

MEASURES: Mapping[str, Measure] = MappingProxyType({measure.__name__: measure for measure in _FUNCTIONS})
"""By the name that ``rules.toml`` uses."""

__all__ = ["MEASURES", "Measure", "Measured"]
