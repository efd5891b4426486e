"""Rare hypertensive events: how many sessions lie between them."""

import numpy as np
import pandas as pd

from dash.queries.pressure_months import session_span
from dash.queries.pressure_over import pressure_over
from dash.queries.question import Otherwise, Subject, question
from dash.queries.selection import Selection
from dash.reports.first_year import events_within, month_of, too_few
from dash.stats.rare_events import LEAST_EVENTS, g_chart
from dash.store.reading import Database

MOST_EACH = 8


@question(
    "Sessions between events with limits",
    Subject.BLOOD_PRESSURE,
    method="rare-events-over-time",
    obeys=Otherwise("sessions of all routes in one order: its events are those of the list of events"),
)
def pressure_between(
    database: Database, selection: Selection, systolic_limit: int, diastolic_limit: int
) -> pd.DataFrame:
    """Sessions without a hypertensive event between events, in order of time (g-chart).

    A point stands for one event; from twenty events on for two, then more, up to eight: one short gap says little. The
    usual number is that of the events of the first year of the selection whatever its period; with fewer than ten of
    them there is none.

    Columns:
        day: Of the point's last event.
        between: Sessions without an event since the point before, of which that is known.
        events: That the point stands for.
        centre: Median to be expected; missing, as the limits, with fewer than ten events in the first year.
        lower, upper: At or below, and at or above, chance seldom comes; missing where no number is so unusual.
        baseline: Events that centre and limits come from.
        why: What cannot be said, else empty.
    """
    found = pressure_over(database, selection.unlimited, systolic_limit, diastolic_limit)
    over = np.asarray(found["over"], dtype=np.bool)
    days = np.asarray(found["started_on"], dtype="datetime64[us]")
    happened = days[over]
    span = session_span(database, selection)
    months = happened.astype("datetime64[M]").astype(np.int64) + 1970 * 12
    first_year = events_within(months, month_of(span[0])) if span else 0
    each = int(np.clip(len(happened) // LEAST_EVENTS, 1, MOST_EACH))
    chart = g_chart(over, each, first_year)
    why = too_few(first_year, "event", "events") or chart.why
    frame = pd.DataFrame(
        {
            "day": happened[each - 1 :: each][: len(chart.between)],
            "between": chart.between.astype(np.int64),
            "events": np.full(len(chart.between), each, dtype=np.int64),
            "centre": np.full(len(chart.between), chart.centre),
            "lower": np.full(len(chart.between), chart.lower),
            "upper": np.full(len(chart.between), chart.upper),
            "baseline": np.full(len(chart.between), chart.baseline, dtype=np.int64),
            "why": pd.Series([why] * len(chart.between), dtype="str"),
        }
    )
    inside = np.ones(len(frame), dtype=np.bool)
    if selection.start:
        inside &= frame["day"].to_numpy() >= np.datetime64(selection.start)
    if selection.end:
        inside &= frame["day"].to_numpy() < np.datetime64(selection.end)
    return frame[inside].reset_index(drop=True)
