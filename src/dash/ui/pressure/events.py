"""Hypertensive events over time on the chart that is right for how rare they are; the other one is one click away."""

import numpy as np
import pandas as pd
import streamlit as st

from dash.charts.between_events import between_events
from dash.charts.monthly_rate import monthly_rate
from dash.queries.selection import Selection
from dash.reports.answer import Answer
from dash.reports.pressure_between import pressure_between
from dash.reports.pressure_monthly import pressure_monthly
from dash.ui.data import answer
from dash.ui.figures import show, titled
from dash.ui.limits import event_limits
from dash.ui.pressure import sentences
from dash.ui.pressure.asked import LOWER_PX, NOTE_PX, SWITCH_PX, limits
from dash.ui.theme import tone

MONTHS, BETWEEN = "By month", "Between events"
RIGHT = {"laney": MONTHS, "g": BETWEEN}
_LIMIT_NAMES = {"laney": "upper<br>limit", "chance": "upper 99.9 %<br>limit"}
_HEIGHT_PX = LOWER_PX - SWITCH_PX - NOTE_PX


def events_over_time(selection: Selection) -> None:
    """Draw one of the two charts, by default the right one, and say in words why it is."""
    events = event_limits()
    over = f"peak ≥ {events.systolic} or ≥ {events.diastolic}"
    found = answer(pressure_monthly, selection, **limits())
    months = found.frame
    right = RIGHT[str(months["chart"].iloc[0])] if len(months) else MONTHS
    head = st.container(gap="xxsmall")
    # A key for each right chart: another filter brings its own right chart to the front, whatever was chosen before.
    chosen = st.segmented_control(
        "Hypertensive events",
        [MONTHS, BETWEEN],
        default=right,
        required=True,
        label_visibility="collapsed",
        width="content",
        key=f"events_as_{'months' if right == MONTHS else 'between'}",
    )
    with head:
        if chosen == MONTHS:
            _by_month(found, over)
        else:
            _between(months, over, answer(pressure_between, selection, **limits()))


def _by_month(found: Answer, over: str) -> None:
    months = found.frame
    limit = str(months["limit"].iloc[0]) if len(months) else ""
    chart = monthly_rate(months, tone(), limit_name=_LIMIT_NAMES.get(limit, ""), height=_HEIGHT_PX)
    titled(
        "Hypertensive events",
        over,
        found,
        chart=chart,
    )
    show(chart, "months")
    _why(months, by_month=True)


def _between(months: pd.DataFrame, over: str, points: Answer) -> None:
    chart = between_events(points.frame, tone(), height=_HEIGHT_PX)
    titled(
        "Hypertensive events",
        over,
        points,
        chart=chart,
    )
    show(chart, "between")
    _why(months, by_month=False, why=_no_limits(points.frame))


def _why(months: pd.DataFrame, *, by_month: bool, why: str = "") -> None:
    said = sentences.events(months, by_month=by_month)
    st.markdown(f":small[:gray[{said}{f' {why}.' if why else ''}]]")


def _no_limits(points: pd.DataFrame) -> str:
    """Say which of the limits there are none of, and why; empty where there are all."""
    why = str(points["why"].iloc[0]) if len(points) else ""
    if not why:
        return ""
    return f"{'No usual number and no limits' if np.isnan(points['centre'].iloc[0]) else 'No lower limit'}: {why}"
