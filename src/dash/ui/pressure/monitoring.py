"""How sessions were monitored: two rises, completeness, sessions begun above the guide, how pressures were written down."""

import streamlit as st

from dash.queries.selection import Selection
from dash.rulebook import settings
from dash.ui import words
from dash.ui.data import ask
from dash.ui.figures import titled
from dash.ui.limits import predose_guide
from dash.ui.lists import LISTED, session_list
from dash.ui.pressure import tables
from dash.ui.pressure.asked import guide


def rises(selection: Selection) -> None:
    """Keep apart the rise of all readings at 40 minutes and that of each session's highest reading."""
    rules = settings()
    rows = ask(
        "pressure_rise",
        selection,
        systolic_rise=rules.rise_systolic_mmhg,
        diastolic_rise=rules.rise_diastolic_mmhg,
    )
    titled(
        "Two rises that differ",
        "above pre-dose, mmHg",
        rows,
        "pressure_rise",
        selection=selection,
        method="two-rises-that-differ",
    )
    tables.rises(rows, rules.rise_systolic_mmhg, rules.rise_diastolic_mmhg)


def completeness(selection: Selection) -> None:
    """Show how completely sessions were monitored, and which began above the pre-dose guide."""
    rules, least = predose_guide(), settings()
    rows = ask("pressure_completeness", selection, **guide())
    titled(
        "Monitoring recorded",
        "share of sessions with it, 95 % interval",
        rows,
        "pressure_completeness",
        selection=selection,
        method="monitoring-recorded",
    )
    above = f"Pre-dose > {rules.systolic:g} or > {rules.diastolic:g}"
    tables.completeness(rows, above, least.window_40_min)


def above_guide(selection: Selection) -> None:
    """List the sessions begun above the pre-dose guide."""
    rules = settings()
    rows = ask("pressure_completeness", selection, **guide())
    found = int(rows.loc[rows["what"] == "above_guide", "sessions"].sum())
    listed = ask("pressure_above_guide", selection, newest=LISTED, **guide())
    st.markdown(
        f"**{words.plural(found, 'session')} begun above the pre-dose guide** :small[:gray[above "
        f"{rules.predose_systolic_mmhg}/{rules.predose_diastolic_mmhg} mmHg, guidance and no hard stop · "
        f"{words.newest(found, len(listed))} · choose a row to open the patient]]"
    )
    session_list(listed, "above_guide_list", "pressure_above_guide", selection=selection)


def quality(selection: Selection) -> None:
    """Show how pressures were written down: last digits, repeats, copied sets."""
    with st.spinner("Reading every reading"):
        rows, copied = ask("pressure_quality", selection), ask("pressure_copied", selection)
    titled(
        "Quality of pressures",
        "by site and by clinician, in alphabetical order · devices and rounding do the same: no judgement of a person",
        rows,
        "pressure_quality",
        selection=selection,
        method="quality-of-pressures",
    )
    tables.quality(rows)
    st.markdown(
        f"**{words.plural(len(copied), 'session')} with a copied set** :small[:gray[three or more readings that all stand "
        "in another session of the same clinician, site and day · may be one session entered twice]]"
    )
    session_list(copied, "copied_list", "pressure_copied", selection=selection)
