"""What a start may have to do first: make the demo clinic, or derive the facts anew after an update."""

from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path

import streamlit as st

from dash.errors import MadeUpRefusedError
from dash.store.building import clear_leftovers
from dash.store.location import named_by, refuse_made_up_records_at
from dash.ui.place import argument, path


@cache
def clear_leftovers_once(database: Path) -> None:
    """Clear away what killed imports left beside the database, once per start: they hold records as the database does."""
    clear_leftovers(database)


def make_demo() -> None:
    """Make the made-up clinic where nobody named a session database and none ever was, with progress on screen.

    Raises:
        DatabaseMissingError: The database was named, or a journal lies beside it: it is away, and is not to be replaced.
    """
    refuse_made_up_records_at(path(), named_by(argument()))
    # Loaded here only: it takes a second that every other start would wait for.
    from dash.demo.load import load_demo

    holder = st.empty()
    with holder.container(border=True):
        st.markdown("**There are no records yet: making the demo clinic.** :gray[All its data are made up.]")
        bar = st.progress(0.0, "Starting")

        def progress(label: str, share: float) -> None:
            bar.progress(min(max(share, 0.0), 1.0), label)

        # Meanwhile an import, or another window, may have made one: then that is shown.
        with suppress(MadeUpRefusedError):
            load_demo(path(), where_absent=True, progress=progress)
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
