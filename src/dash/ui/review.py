"""What is asked about one patient before the next session, from the cache or the records."""

from collections.abc import Collection
from datetime import date

import streamlit as st

from dash.queries.appointments import PlannedRow, appointments_coming
from dash.queries.record_counts import RecordCounts, record_counts
from dash.reports.day_written import Written
from dash.reports.like_patients import Like, patient_like
from dash.reports.review import Look, patient_look
from dash.rulebook import version
from dash.rulebook.facts import Pressure
from dash.rulebook.finding import Answer, Finding
from dash.ui.data import database


@st.cache_data(show_spinner=False, max_entries=500)
def _look(
    stamp: object, rules: str, key: int, day: date, today: Pressure | None, acknowledged: tuple[Answer, ...]
) -> Look:
    return patient_look(database(), key, day, today=today, acknowledged=acknowledged)


@st.cache_data(show_spinner=False, max_entries=500)
def _like(stamp: object, key: int, instrument: str) -> Like:
    return patient_like(database(), key, instrument)


@st.cache_data(show_spinner=False, max_entries=500)
def _counts(stamp: object, key: int, day: date) -> RecordCounts:
    return record_counts(database(), [key], day)[key]


@st.cache_data(show_spinner=False, max_entries=500)
def _planned(stamp: object, key: int, day: date) -> list[PlannedRow]:
    return appointments_coming(database(), key, day)


def findings(
    key: int, day: date, acknowledged: Collection[Answer], today: Pressure | None = None
) -> tuple[Finding, ...]:
    """Return every rule that applies to the patient with what it found; what fired with the day since when.

    Args:
        key: Key of the patient.
        day: Day of the review.
        acknowledged: Positive answers that somebody acknowledged.
        today: Pressure before today's dose as typed, judged in place of the last recorded one.
    """
    return _look(database().stamp, version(), key, day, today, tuple(sorted(acknowledged))).findings


def of_records(key: int, day: date, acknowledged: Collection[Answer]) -> Written:
    """Return what stands in the patient's records, read together with ``findings``."""
    return _look(database().stamp, version(), key, day, None, tuple(sorted(acknowledged))).written


def counts(key: int, day: date) -> RecordCounts:
    """Return how much is recorded of the patient up to a day."""
    return _counts(database().stamp, key, day)


def planned(key: int, day: date) -> list[PlannedRow]:
    """Return the patient's appointments of the first day with any, from a day on."""
    return _planned(database().stamp, key, day)


def like(key: int, instrument: str) -> Like:
    """Return how patients who began alike went on."""
    return _like(database().stamp, key, instrument)
