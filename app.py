"""Entry point: ``streamlit run app.py``. The list of pages and their frame, nothing else."""

import streamlit as st

from dash.ui.frame import PAGES, start

start()
st.navigation(
    [
        st.Page(page.file, title=page.title, icon=page.icon, url_path=page.url, default=page.default)
        for page in PAGES
    ],
    position="top",
).run()
