"""The tables of outcomes by name: one of each kind for every symptom scale."""

from collections.abc import Callable, Iterator

import pandas as pd

from dash.queries.outcomes import outcome_instruments, outcome_patients
from dash.queries.selection import Selection
from dash.reports.outcome_change import outcome_change, outcome_lines
from dash.reports.outcome_flow import outcome_flow
from dash.reports.outcome_holding import outcome_holding, outcome_holding_curve
from dash.reports.outcome_ideation import outcome_ideation, outcome_ideation_patients
from dash.reports.outcome_last import meaningful_change, outcome_last, outcome_worse
from dash.reports.outcome_model import outcome_model_table
from dash.reports.outcome_response import outcome_response
from dash.reports.outcome_times import outcome_log_rank, outcome_time_counts, outcome_times
from dash.store.reading import Database
from dash.vocabulary.outcomes import OUTCOMES

Ask = Callable[[Database, Selection], pd.DataFrame]
ByScale = Callable[[Database, Selection, str], pd.DataFrame]
ALL_ROWS = 1_000_000_000


def _weeks(database: Database, selection: Selection, instrument: str) -> pd.DataFrame:
    return outcome_change(database, selection, instrument, "weeks")


def _patients(part: str) -> ByScale:
    def listed(database: Database, selection: Selection, instrument: str) -> pd.DataFrame:
        limit = meaningful_change(instrument)
        points, share = (limit.points, limit.share) if limit else (0, 0)
        return outcome_patients(database, selection, instrument, part, ALL_ROWS, points, share)

    return listed


def _times(event: str) -> ByScale:
    def curves(database: Database, selection: Selection, instrument: str) -> pd.DataFrame:
        found = outcome_times(database, selection, instrument)
        return found[found["event"] == event].reset_index(drop=True)

    return curves


_BY_SCALE: tuple[tuple[str, str, ByScale], ...] = (
    ("outcome_flow", "Patients treated, with a baseline, able to respond, measured", outcome_flow),
    ("outcome_change", "Change from baseline by session number", outcome_change),
    ("outcome_change_weeks", "Change from baseline by week", _weeks),
    ("outcome_lines", "Change of single patients by session number, at most 50 by route", outcome_lines),
    ("outcome_response", "Response and remission by session number", outcome_response),
    ("outcome_response_times", "Time to response: curves", _times("response")),
    ("outcome_relapse_times", "Time from response to relapse: curves", _times("relapse")),
    ("outcome_time_counts", "Time to response and to relapse: medians", outcome_time_counts),
    ("outcome_log_rank", "Time to response and to relapse: log-rank test", outcome_log_rank),
    ("outcome_last", "Patients by baseline and last total", outcome_last),
    ("outcome_worse", "Patients worse than before", outcome_worse),
    ("outcome_holding", "Days until half of a gain is lost between sessions", outcome_holding),
    ("outcome_holding_curve", "Share of gains not half lost, by day", outcome_holding_curve),
    ("outcome_model", "Mixed model of the change over the first sessions", outcome_model_table),
    ("outcome_patients", "Patients behind the outcomes", _patients("all")),
    ("outcome_patients_response", "Patients with a response", _patients("response")),
    ("outcome_patients_no_response", "Patients without a response", _patients("no_response")),
    ("outcome_patients_worse", "Patients worse than before", _patients("worse")),
    (
        "outcome_patients_not_measured",
        "Patients never measured after the first session",
        _patients("not_measured"),
    ),
)


def outcome_tables() -> Iterator[tuple[str, str, Ask]]:
    """Yield name, what it holds in one line, and the question, of every table of outcomes."""
    yield (
        "outcome_instruments",
        "Symptom scales by patients of the selection with a baseline",
        outcome_instruments,
    )
    yield "outcome_ideation", "Answers about suicidal thoughts, before and last", outcome_ideation
    yield (
        "outcome_ideation_patients",
        "Patients with a positive or higher last answer",
        outcome_ideation_patients,
    )
    for name, line, ask in _BY_SCALE:
        for key, scale in OUTCOMES.items():
            yield f"{name}_{key}", f"{line}: {scale.label}", _for(ask, key)


def _for(ask: ByScale, instrument: str) -> Ask:
    return lambda database, selection: ask(database, selection, instrument)
