"""Every question under one roof, for callers that ask by name."""

from dash.queries.data_date import data_date
from dash.queries.effect_sessions import effect_sessions
from dash.queries.elicitation_counts import elicitation_counts
from dash.queries.filter_options import filter_options
from dash.queries.other_routes import other_routes
from dash.queries.outcomes import outcome_instruments, outcome_patients
from dash.queries.patient_header import patient_header
from dash.queries.patient_list import patient_list, patient_named
from dash.queries.patient_records import (
    between_sessions,
    patient_conditions,
    patient_effects,
    patient_medications,
    patient_readings,
    patient_scores,
    patient_sessions,
)
from dash.queries.pressure_counts import pressure_counts
from dash.queries.pressure_course import pressure_change, pressure_course
from dash.queries.pressure_events import pressure_events
from dash.queries.pressure_found import pressure_large_rise, pressure_without
from dash.queries.pressure_peaks import pressure_peaks
from dash.queries.pressure_quadrants import pressure_quadrants
from dash.queries.pressure_recorded import pressure_above_guide
from dash.queries.pressure_untimed import pressure_untimed, pressure_untimed_quadrants
from dash.queries.pressure_way_back import pressure_not_back
from dash.queries.pressure_written import pressure_copied
from dash.queries.score_disagreements import score_disagreements
from dash.queries.selection_counts import selection_counts
from dash.queries.serious_effects import serious_effects
from dash.reports.effect_between import effect_between
from dash.reports.effect_course import effect_course
from dash.reports.effect_differences import effect_differences
from dash.reports.effect_rates import effect_rates
from dash.reports.effect_severity import effect_severity
from dash.reports.effect_timing import effect_minutes, effect_timing
from dash.reports.effect_trend import effect_trend
from dash.reports.envelope import patient_envelope as own_envelope
from dash.reports.holding import patient_holding as how_long_it_holds
from dash.reports.like_patients import all_like_patients as like_patients
from dash.reports.outcome_change import outcome_change, outcome_lines
from dash.reports.outcome_flow import outcome_flow
from dash.reports.outcome_holding import outcome_holding, outcome_holding_curve
from dash.reports.outcome_ideation import outcome_ideation, outcome_ideation_patients
from dash.reports.outcome_last import outcome_last, outcome_worse
from dash.reports.outcome_response import outcome_response
from dash.reports.outcome_times import outcome_time_counts, outcome_times
from dash.reports.pressure_between import pressure_between
from dash.reports.pressure_completeness import pressure_completeness
from dash.reports.pressure_log_rank import pressure_log_rank
from dash.reports.pressure_monthly import pressure_monthly
from dash.reports.pressure_quality import pressure_quality
from dash.reports.pressure_reached import pressure_reached
from dash.reports.pressure_recovery import pressure_recovery, pressure_recovery_counts, pressure_recovery_pair
from dash.reports.pressure_rise import pressure_rise
from dash.reports.route_switch import patient_switches as route_switches

__all__ = [
    "between_sessions",
    "data_date",
    "effect_between",
    "effect_course",
    "effect_differences",
    "effect_minutes",
    "effect_rates",
    "effect_sessions",
    "effect_severity",
    "effect_timing",
    "effect_trend",
    "elicitation_counts",
    "filter_options",
    "how_long_it_holds",
    "like_patients",
    "other_routes",
    "outcome_change",
    "outcome_flow",
    "outcome_holding",
    "outcome_holding_curve",
    "outcome_ideation",
    "outcome_ideation_patients",
    "outcome_instruments",
    "outcome_last",
    "outcome_lines",
    "outcome_patients",
    "outcome_response",
    "outcome_time_counts",
    "outcome_times",
    "outcome_worse",
    "own_envelope",
    "patient_conditions",
    "patient_effects",
    "patient_header",
    "patient_list",
    "patient_medications",
    "patient_named",
    "patient_readings",
    "patient_scores",
    "patient_sessions",
    "pressure_above_guide",
    "pressure_between",
    "pressure_change",
    "pressure_completeness",
    "pressure_copied",
    "pressure_counts",
    "pressure_course",
    "pressure_events",
    "pressure_large_rise",
    "pressure_log_rank",
    "pressure_monthly",
    "pressure_not_back",
    "pressure_peaks",
    "pressure_quadrants",
    "pressure_quality",
    "pressure_reached",
    "pressure_recovery",
    "pressure_recovery_counts",
    "pressure_recovery_pair",
    "pressure_rise",
    "pressure_untimed",
    "pressure_untimed_quadrants",
    "pressure_without",
    "route_switches",
    "score_disagreements",
    "selection_counts",
    "serious_effects",
]
