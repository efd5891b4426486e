"""Errors and empty states in the users' words."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dash.errors import DashboardError


@contextmanager
def explained() -> Iterator[None]:
    """Show an error the user can act on as problem and next step; stop the page there."""
    try:
        yield
    except DashboardError as error:
        st.error(f"**{error.problem}**  \n{error.fix}", icon=":material/error:")
        st.stop()


def refusal(error: DashboardError) -> str:
    """Return in Markdown why a decision was not recorded, and what to do."""
    return f"**{error.problem}** {error.fix}"


def nothing_here(sentence: str, fix: str) -> None:
    """Show that there is nothing to draw, and what to do about it."""
    with st.container(border=True, horizontal_alignment="center"):
        st.markdown(f"**{sentence}**  \n:gray[{fix}]", text_alignment="center")
