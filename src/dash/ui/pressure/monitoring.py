"""How sessions were monitored: two rises, completeness, sessions begun above the guide, how pressures were written down."""

import pandas as pd
import streamlit as st

from dash.queries.pressure_found import WITHOUT, pressure_large_rise, pressure_without
from dash.queries.pressure_recorded import pressure_above_guide
from dash.queries.pressure_written import pressure_copied
from dash.queries.selection import Selection
from dash.reports.pressure_completeness import pressure_completeness
from dash.reports.pressure_quality import pressure_quality
from dash.reports.pressure_reached import pressure_reached
from dash.reports.pressure_rise import pressure_rise
from dash.rulebook import settings
from dash.ui import words
from dash.ui.data import answer, ask
from dash.ui.figures import titled
from dash.ui.limits import predose_guide
from dash.ui.lists import LISTED, session_list
from dash.ui.pressure import tables
from dash.ui.pressure.asked import guide, limits, rise


def rises(selection: Selection) -> None:
    """Keep apart the rise of all readings at 40 minutes and that of each session's highest reading."""
    rules = settings()
    rows = answer(pressure_rise, selection, **rise())
    titled(
        "Two rises that differ",
        "above pre-dose, mmHg",
        rows,
    )
    tables.rises(rows.frame)
    reached = answer(pressure_reached, selection, **limits(), **rise())
    titled(
        "Peaks and large rises",
        "sessions, of those in which it is known, 95 % interval",
        reached,
    )
    large = f"≥ {rules.rise_systolic_mmhg} systolic", f"≥ {rules.rise_diastolic_mmhg} diastolic"
    tables.reached(
        reached.frame, f"Peak ≥ {rules.event_systolic_mmhg} or ≥ {rules.event_diastolic_mmhg}", *large
    )
    listed = answer(pressure_large_rise, selection, newest=LISTED, **rise())
    whole = "newest first" if len(listed.frame) < LISTED else f"the newest {LISTED:,}, newest first"
    st.markdown(
        f"**Sessions with a large rise** :small[:gray[highest minus pre-dose {large[0]} or {large[1]}, mmHg · {whole} · "
        "choose a row to open the patient]]"
    )
    session_list(listed, "large_rise_list")


def completeness(selection: Selection) -> None:
    """Show how completely sessions were monitored, and which began above the pre-dose guide."""
    rules, least = predose_guide(), settings()
    found = answer(pressure_completeness, selection, **guide())
    rows = found.frame
    titled(
        "Monitoring recorded",
        "share of sessions with it, 95 % interval; counts where too few patients tell how they differ",
        found,
    )
    above = f"Pre-dose > {rules.systolic:g} or > {rules.diastolic:g}"
    tables.completeness(rows, above, least.window_40_min)
    missing = [what for what in WITHOUT if _missing(rows, what)]
    if not missing:
        return
    what = st.selectbox(
        "Sessions without",
        missing,
        format_func=lambda key: f"{tables.WHAT[key]}: {words.plural(_missing(rows, key), 'session')}",
        key="pressure_without",
        width=320,
    )
    listed = answer(pressure_without, selection, what, LISTED)
    st.markdown(
        f":small[:gray[not recorded is not the same as not done · {words.newest(_missing(rows, what), len(listed.frame))} · "
        "choose a row to open the patient]]"
    )
    session_list(listed, "without_list")


def _missing(rows: pd.DataFrame, what: str) -> int:
    """Return how many sessions lack a part of the monitoring."""
    own = rows[rows["what"] == what]
    return int((own["total"] - own["sessions"]).sum())


def above_guide(selection: Selection) -> None:
    """List the sessions begun above the pre-dose guide."""
    rules = settings()
    rows = ask(pressure_completeness, selection, **guide())
    found = int(rows.loc[rows["what"] == "above_guide", "sessions"].sum())
    listed = answer(pressure_above_guide, selection, newest=LISTED, **guide())
    st.markdown(
        f"**{words.plural(found, 'session')} begun above the pre-dose guide** :small[:gray[above "
        f"{rules.predose_systolic_mmhg}/{rules.predose_diastolic_mmhg} mmHg, guidance and no hard stop · "
        f"{words.newest(found, len(listed.frame))} · choose a row to open the patient]]"
    )
    session_list(listed, "above_guide_list")


def quality(selection: Selection) -> None:
    """Show how pressures were written down: last digits, repeats, copied sets."""
    with st.spinner("Reading every reading"):
        rows, copied = answer(pressure_quality, selection), answer(pressure_copied, selection)
    titled(
        "Quality of pressures",
        "by site and by clinician, in alphabetical order · devices and rounding do the same: no judgement of a person",
        rows,
    )
    tables.quality(rows.frame)
    st.markdown(
        f"**{words.plural(len(copied.frame), 'session')} with a copied set** :small[:gray[three or more readings that all stand "
        "in another session of the same clinician, site and day · may be one session entered twice]]"
    )
    session_list(copied, "copied_list")
