"""How long a patient's gain holds: one line beside the scores, explained when opened. A view, never advice."""

import pandas as pd
import streamlit as st

from dash.reports.holding import Hold, how_long_it_holds
from dash.ui import words
from dash.ui.limits import baseline_days
from dash.ui.whose import name_line


def holding(scores: pd.DataFrame, sessions: pd.DataFrame, instrument: str) -> None:
    """Show in how many days half of the gain is lost, with its interval, or that this cannot be said and why."""
    hold = how_long_it_holds(scores, sessions, instrument, baseline_days())
    panel = st.popover(short(hold), type="tertiary", width="content", key="holding", on_change="rerun")
    if not panel.open:
        return
    with panel:
        name_line()
        st.markdown("**How long it holds**")
        st.markdown(long(hold))
        st.markdown(
            ":small[:gray[From scores between sessions: a score whose recall window reaches back to before the "
            "session is left out. A look at the records, no plan. docs/method.md says how it is computed.]]"
        )


def short(hold: Hold) -> str:
    """Return the line beside the scores; an open interval is one end of it, never a number on its own."""
    if hold.days is not None and hold.low is not None and hold.high is not None:
        # One time between two sessions is no pattern yet.
        days = _days(hold.days) if hold.intervals == 1 else f"**{_days(hold.days)}**"
        return f":small[half lost in {days} :gray[({_interval(hold)}), n = {hold.intervals}]]"
    if hold.low is None and hold.high is not None:
        return f":small[half lost within {_days(hold.high)} :gray[n = {hold.intervals}]]"
    if hold.low is not None:
        return f":small[half lost after {_days(hold.low)} or later :gray[n = {hold.intervals}]]"
    return ":small[:gray[holds: cannot be said]]"


def long(hold: Hold) -> str:
    """Return the whole statement with what it was made from."""
    made = (
        f"from {words.plural(hold.pairs, 'pair')} of consecutive scores in "
        f"{words.plural(hold.intervals, 'time')} between sessions"
    )
    if hold.looking_back:
        made += f"; {words.plural(hold.looking_back, 'score')} left out for the recall window"
    if hold.days is not None:
        single = " One time between sessions is no pattern yet." if hold.intervals == 1 else ""
        return f"Half of the gain is lost in {_days(hold.days)} (95 % interval {_interval(hold)}), {made}.{single}"
    if hold.low is not None:
        return f"Half of the gain is lost in {_days(hold.low)} at the earliest, {made}. {words.plain(hold.reason)}"
    return f"It cannot be said: {words.plain(hold.reason)} ({made}.)"


def _days(value: float) -> str:
    return f"{value:.0f} days" if value >= 10 else f"{words.number(value, 1)} days"


def _interval(hold: Hold) -> str:
    low = "0" if hold.low is None else words.number(hold.low, 0 if hold.low >= 10 else 1)
    return f"{low} or more" if hold.high is None else f"{low}–{words.number(hold.high, 0)}"
