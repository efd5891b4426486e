"""The tone of the figures that goes with the theme the reader has chosen."""

import streamlit as st

from dash.charts.template import DARK, LIGHT, Tone


def tone() -> Tone:
    """Return the figure colours of the light or the dark theme."""
    return DARK if st.context.theme.type == "dark" else LIGHT
