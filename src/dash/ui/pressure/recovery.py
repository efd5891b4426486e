"""How long blood pressure takes to come back near pre-dose, and the sessions that were not seen back."""

import pandas as pd
import streamlit as st

from dash.charts.recovery import recovery
from dash.queries.pressure_way_back import pressure_not_back
from dash.queries.selection import Selection
from dash.reports.answer import answered
from dash.reports.pressure_log_rank import pressure_log_rank
from dash.reports.pressure_recovery import pressure_recovery, pressure_recovery_counts, pressure_recovery_pair
from dash.rulebook import settings
from dash.ui import words
from dash.ui.data import answer, ask
from dash.ui.figures import show, titled
from dash.ui.later import fills_in
from dash.ui.lists import LISTED, session_list
from dash.ui.pressure import sentences
from dash.ui.pressure.asked import LOWER_PX, TEST_PX
from dash.ui.theme import tone


def back_near_pre_dose(selection: Selection) -> None:
    """Draw how long blood pressure takes to come back near pre-dose, and say who is not in the curves."""
    steps, counts = ask(pressure_recovery_pair, selection)
    rules = settings()
    chart = recovery(
        steps,
        counts,
        tone(),
        least_sessions=rules.few_sessions,
        observed_min=rules.observation_min,
        height=LOWER_PX - TEST_PX,
    )
    titled(
        "Recovery",
        f"still > {rules.recovery_tolerance_mmhg} mmHg above pre-dose",
        answered(pressure_recovery, steps, selection),
        chart=chart,
    )
    show(chart, "recovery")
    fills_in(pressure_log_rank, _test, TEST_PX, "Log-rank test", selection)


def _test(found: pd.DataFrame) -> None:
    st.markdown(f":small[{sentences.log_rank(found)}]")


def not_back(selection: Selection) -> None:
    """List the sessions that ended, as far as measured, before pressure was back near pre-dose."""
    counts = ask(pressure_recovery_pair, selection)[1]
    titled(
        "Before recovery",
        sentences.recovery(counts),
        answered(pressure_recovery_counts, counts, selection),
    )
    rows = answer(pressure_not_back, selection, LISTED)
    found = int(counts["not_back"].sum() + counts["last_near"].sum())
    st.markdown(
        f"**{words.plural(found, 'session')} last measured before recovery** "
        f":small[:gray[{words.newest(found, len(rows.frame))} · choose a row to open the patient]]"
    )
    session_list(rows, "not_back_list")
