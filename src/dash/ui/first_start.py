"""What a start may have to do first: make the demo clinic, or derive the facts anew after an update."""

from datetime import datetime

import streamlit as st

from dash.ui.data import path


def make_demo() -> None:
    """Make the made-up clinic at the place of the session database, with progress on screen."""
    # Loaded here only: it takes a second that every other start would wait for.
    from dash.demo.load import load_demo

    holder = st.empty()
    with holder.container(border=True):
        st.markdown("**There are no records yet: making the demo clinic.** :gray[All its data are made up.]")
        bar = st.progress(0.0, "Starting")

        def progress(label: str, share: float) -> None:
            bar.progress(min(max(share, 0.0), 1.0), label)

        load_demo(path(), progress=progress)
    holder.empty()


def derive_anew() -> None:
    """Bring a database of another version, or of other clinic settings, up to date.

    Its records stay as they are, its facts are derived anew.
    """
    from dash.rulebook import settings
    from dash.store.imports import import_batches
    from dash.store.staging import DeriveSettings

    with st.spinner("Some facts are derived differently now: deriving them anew from your records."):
        rules = settings()
        wanted = DeriveSettings(rules.recovery_tolerance_mmhg, rules.window_40_min, rules.baseline_days)
        import_batches([], path(), wanted, now=datetime.now())
