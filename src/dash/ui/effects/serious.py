"""Serious events, whatever is filtered."""

import streamlit as st

from dash.queries.selection import Selection
from dash.queries.serious_effects import serious_effects
from dash.reports.answer import Answer
from dash.ui import words
from dash.ui.data import answer
from dash.ui.figures import heading
from dash.ui.lists import LISTED, session_list


def serious_strip(selection: Selection, way: str | None) -> None:
    """Say how many serious events there are and how many the filter hides; the list is one click away."""
    found = answer(serious_effects, selection, way)
    events = found.frame
    inside = int(events["in_filter"].sum())
    outside = len(events) - inside
    if events.empty:
        st.markdown(":small[:gray[No serious event recorded]]", width="content")
        return
    hidden = f" · **{words.plural(outside, 'serious event')} outside this filter**" if outside else ""
    st.markdown(
        f":small[:material/priority_high: {words.plural(inside, 'serious event')} in this filter{hidden}]",
        width="content",
    )
    panel = st.popover("Show", type="tertiary", width="content", key="serious_panel", on_change="rerun")
    if panel.open:
        with panel:
            _serious_list(found)


def _serious_list(found: Answer) -> None:
    """List serious events, those outside the filter first, each with its effect; a row opens the patient."""
    events = found.frame
    ordered = events.sort_values("in_filter", kind="stable", ignore_index=True)
    names = words.listed(
        f"{words.plain(str(label))} ({count:,})" for label, count in events["label"].value_counts().items()
    )
    outside = int((~events["in_filter"]).sum())
    order = f" · the first {words.plural(outside, 'row')} outside the filter" if outside else ""
    heading("Serious events", f"ICH E2A criteria · {names}{order}")
    session_list(found.of(ordered.head(LISTED)), "serious_list")
