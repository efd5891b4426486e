"""A patient without a session: what is known and what is not stands where numbers of sessions would."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dash.reports.about_patient import About
from dash.rulebook.finding import Finding
from dash.ui import words
from dash.ui.figures import heading
from dash.ui.history import history_list


def lacking(about: About, findings: Sequence[Finding]) -> list[str]:
    """Return what is not recorded: what the rules miss, then the rest of the head, each once."""
    by_rules = [one.headline for one in findings if one.state == "fired" and one.rule.severity == "missing"]
    said = " ".join(by_rules).casefold()
    return [*dict.fromkeys(by_rules), *(name for name in about.lacking if name.casefold() not in said)]


def boxes(about: About, findings: Sequence[Finding]) -> dict[str, tuple[str, str]]:
    """Return the boxes in the place of four numbers: title, what stands large, what stands small."""
    missing = lacking(about, findings)
    return {
        "Indication": (about.indication or "not recorded", about.trials or "failed trials not recorded"),
        "Takes now": (about.now, f"{about.stopped} stopped" if about.taken and about.stopped else ""),
        "History": (about.past, ""),
        "Not recorded yet": (
            ", ".join(missing) or "nothing that is looked for",
            words.plural(len(missing), "entry", "entries") if missing else "",
        ),
    }


def box(title: str, large: str, small: str) -> None:
    """Show one of them."""
    with st.container(border=True, height="stretch", gap="xxsmall"):
        st.markdown(f":small[{title}]  \n**{words.plain(large)}**  \n:small[:gray[{words.plain(small)}]]")


def medications(key: int, day: date) -> None:
    """List the medications where the side effects of sessions would stand."""
    heading("Medications", "as recorded")
    history_list("Medications", key, day, "_first")


def conditions(key: int, day: date) -> None:
    """List the history where the pressures of sessions would stand."""
    heading("History", "conditions as recorded")
    history_list("Conditions", key, day, "_first")
