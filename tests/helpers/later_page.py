"""A page with answers that fill in, to be run by Streamlit; ``NOTE`` names the file in which its questions note what they do."""

import os

import streamlit as st

from dash.rulebook import lies_beside
from dash.ui.data import path
from dash.ui.later import fills_in
from dash.ui.messages import explained
from helpers.slow_questions import broken, counted, refused

lies_beside(path())


def drawn(answer: dict[str, int]) -> None:
    """Draw an answer as high as its place."""
    with st.container(height=200, border=True, key="drawn"):
        st.markdown(f"{answer['sessions']} sessions in {answer['steps']} steps")


st.markdown("Top of the page")
steps = st.number_input("Steps", 1, 1000, int(os.environ.get("STEPS", "10")), key="steps")
with explained():
    fills_in(counted, drawn, 200, "Adjusted difference", os.environ["NOTE"], int(steps))
    if st.toggle("Errors", key="errors"):
        fills_in(refused, drawn, 120, "Time to relapse")
        fills_in(broken, drawn, 120, "Mixed model")
st.markdown("End of the page")
