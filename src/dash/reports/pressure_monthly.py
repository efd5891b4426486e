"""Hypertensive events by month, with the limits that the clinic's first year leads to expect."""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dash.queries.pressure_months import pressure_months, session_span
from dash.queries.question import AddsUp, Subject, question
from dash.queries.selection import Selection
from dash.queries.words import text
from dash.reports.first_year import MONTHS, first_day, month_of
from dash.stats.monthly import monthly_limits
from dash.stats.rates import session_rates
from dash.store.reading import Database

CLUSTERS = 256


@question(
    "Events by month with limits",
    Subject.BLOOD_PRESSURE,
    method="hypertensive-events-over-time",
    obeys=AddsUp(("month",), ("events", "total")),
    compared="monthly_events",
)
def pressure_monthly(
    database: Database, selection: Selection, systolic_limit: int, diastolic_limit: int
) -> pd.DataFrame:
    """Share of sessions per month whose highest pressure after the dose is at or above a limit (mmHg).

    Months run from the first to the last with a session of the selection inside its period; months between them
    without any are present. The usual share is that of the first year of the selection, whatever its period: it
    does not move when a shorter period is looked at.

    Columns:
        month: First day of the month.
        events, total: Sessions over a limit, and sessions of which that is known.
        rate, low, high: Percent with the 95 % interval, repeat sessions allowed for; missing where total is 0, the interval
            also where fewer than ten patients (or groups of them) had an event.
        centre: Usual share, percent; missing where the first year has no measured session.
        lower, upper: Percent; missing where there is no such limit.
        limit: How they were found: ``laney`` (three standard errors, times how much more months differ than chance has),
            ``chance`` (99.9 % of chance, upper only, where events are rare) or ``none``.
        spread: Of ``laney``: how many times as much as chance the months of the first year differ; else missing.
        why: Why there is no limit, else empty.
        usual_events, usual_total, usual_months: Events, sessions, and months with sessions, of the first year.
        bound: One-sided 95 % upper bound of the rate, percent, where there are no events or too few patients for an interval.
        method: How the interval was found, or why there is none.
        chart: The chart for so rare events: ``laney`` (this one) or ``g`` (``pressure_between``).
    """
    selection = selection.trimmed(database)
    limits = systolic_limit, diastolic_limit
    span = session_span(database, selection)
    first, size = (month_of(span[0]), month_of(span[1]) - month_of(span[0]) + 1) if span else (0, 0)
    events, measured = _counts(database, selection, limits, first, size)
    usual_events, usual_measured = events, measured
    if selection.has_period and size:
        year = replace(selection, start=first_day(first), end=first_day(first + MONTHS))
        usual_events, usual_measured = _counts(database, year, limits, first, size)
    start = _clip(month_of(selection.start) - first, size) if selection.start else 0
    end = size
    if selection.end:
        # The end is no part of the period: a month that begins before it still is.
        end = _clip(month_of(selection.end) - first + (selection.end.day > 1), size)
    shown = slice(start, max(start, end))
    events, measured = events[shown], measured[shown]
    share = session_rates(events, measured)
    total = measured.sum(axis=1)
    limits_of = monthly_limits(usual_events[:MONTHS].sum(axis=1), usual_measured[:MONTHS].sum(axis=1), total)
    months = np.arange(size)[shown] + first
    return pd.DataFrame(
        {
            # Months since 1970 are what numpy counts in.
            "month": pd.Series((months - 1970 * 12).astype("datetime64[M]").astype("datetime64[us]")),
            "events": events.sum(axis=1),
            "total": total,
            "rate": share.rate * 100,
            "low": share.low * 100,
            "high": share.high * 100,
            "centre": np.full(len(months), limits_of.centre * 100),
            "lower": limits_of.lower * 100,
            "upper": limits_of.upper * 100,
            "limit": text([limits_of.limit] * len(months)),
            "spread": np.full(len(months), limits_of.spread),
            "why": text([limits_of.why] * len(months)),
            "usual_events": np.full(len(months), limits_of.usual_events, dtype=np.int64),
            "usual_total": np.full(len(months), limits_of.usual_total, dtype=np.int64),
            "usual_months": np.full(len(months), limits_of.usual_months, dtype=np.int64),
            "bound": share.upper * 100,
            "method": text(share.words),
            "chart": text([limits_of.chart] * len(months)),
        }
    )


def _counts(
    database: Database, selection: Selection, limits: tuple[int, int], first: int, months: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return events and measured sessions by month from the first on and group of patients."""
    found = pressure_months(database, selection, *limits)
    events = np.zeros((months, CLUSTERS), dtype=np.int64)
    measured = np.zeros_like(events)
    place = found["month"].astype(np.int64) - first, found["cluster"]
    events[place], measured[place] = found["events"], found["measured"]
    return events, measured


def _clip(place: int, size: int) -> int:
    return min(max(place, 0), size)
