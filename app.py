"""Entry point: ``streamlit run app.py``. The list of pages and their frame, nothing else."""

import streamlit as st

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

run()
