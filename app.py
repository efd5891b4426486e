"""Entry point: ``streamlit run app.py``. The list of pages and their frame, nothing else."""

import streamlit as st

st.set_page_config(layout="wide")

# The drawing library is the largest thing a browser must load. An empty figure at the first run makes it start at
# once, while Python still loads the rest of the program; it is taken away before anything else is shown. Pages without
# a figure do this too: the first figure, one press later, then comes a second sooner.
ahead = st.empty()
if "opened" not in st.session_state:
    ahead.plotly_chart({"data": [{"type": "scatter"}], "layout": {"height": 10}}, key="ahead")

try:
    from dash.ui.frame import run
except ModuleNotFoundError as error:
    if not (error.name or "").startswith("dash"):
        raise
    # Plotly Dash has the same import name.
    st.error(
        "**Another package named `dash` stands in the way of this one.**  \n"
        "Start from the private environment that the README's first command makes."
    )
    st.stop()

ahead.empty()
st.session_state["opened"] = True
run()
