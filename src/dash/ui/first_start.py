"""Without a database, the first start makes the demo clinic and says so."""

import streamlit as st

from dash.demo.load import load_demo
from dash.ui.data import path


def make_demo() -> None:
    """Make the made-up clinic at the place of the session database, with progress on screen."""
    holder = st.empty()
    with holder.container(border=True):
        st.markdown("**There are no records yet: making the demo clinic.** :gray[All its data are made up.]")
        bar = st.progress(0.0, "Starting")

        def progress(label: str, share: float) -> None:
            bar.progress(min(max(share, 0.0), 1.0), label)

        load_demo(path(), progress=progress)
    holder.empty()
