"""What stands around every page: navigation, safe settings, the database, the made-up label."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from importlib.resources import files

import streamlit as st
from streamlit.navigation.page import Page

from dash.errors import DashboardError, DatabaseMissingError, DatabaseOutdatedError
from dash.queries.data_date import data_date
from dash.reports.derived_as_set import derived_as_set
from dash.rulebook import lies_beside, settings
from dash.ui import first_start
from dash.ui.chosen import OPEN
from dash.ui.data import ask, database, one_database, path
from dash.ui.journal_state import tell_journal_damage
from dash.ui.messages import explained

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_framed: ContextVar[bool] = ContextVar("framed", default=False)


@dataclass(frozen=True)
class Place:
    """One page in the navigation. Its address is the name of its file: see ``page``."""

    file: str
    title: str
    icon: str
    default: bool = False


PAGES = (
    Place("pages/today.py", "Today", ":material/today:", default=True),
    Place("pages/patient.py", "Patient", ":material/person:"),
    Place("pages/trajectories.py", "Trajectories", ":material/trending_down:"),
    Place("pages/side_effects.py", "Side effects", ":material/sick:"),
    Place("pages/blood_pressure.py", "Blood pressure", ":material/monitor_heart:"),
)


def _only_this_machine() -> None:
    """Refuse to show patient data when the server was started for other machines."""
    address = st.get_option("server.address")
    if address not in LOOPBACK:
        raise DashboardError(
            "The server was started so that other machines can reach it.",
            "Start it from the project folder with `streamlit run app.py`, without another server address.",
        )


def navigation() -> Page:
    """Set title and icon of the window, show the navigation, return the page asked for.

    The icon is a local file: a named one would be fetched from outside.
    """
    st.set_page_config(
        page_title="Ketamine sessions", page_icon=str(files("dash.ui") / "icon.svg"), layout="wide"
    )
    return st.navigation(
        [st.Page(place.file, title=place.title, icon=place.icon, default=place.default) for place in PAGES],
        position="top",
    )


def run() -> None:
    """Show the page asked for, as ``app.py`` does."""
    chosen = navigation()
    if chosen.title != PAGES[0].title:
        # Enter on a link of the navigation is also the key that opens a patient: the link counts.
        st.session_state.pop(OPEN, None)
    token = _framed.set(True)
    try:
        chosen.run()
    finally:
        _framed.reset(token)


@contextmanager
def page() -> Iterator[None]:
    """Run the body of a page with a readable database, or say why it cannot be.

    The first visit after a start that goes straight to a page runs the page without ``app.py``: until
    ``st.navigation`` was called once, Streamlit looks pages up in the folder by the name of their file. An address
    that differs from that name would greet the visitor with "page not found". So addresses are file names, and a
    page that finds itself alone names the pages and starts over, this time through ``app.py``.
    """
    if not _framed.get():
        navigation()
        st.rerun()
    with explained():
        _only_this_machine()
        lies_beside(path())
        first_start.clear_leftovers_once(path())
        try:
            as_set = derived_as_set(database(), settings())
        except DatabaseMissingError:
            first_start.make_demo()
        except DatabaseOutdatedError:
            first_start.derive_anew()
        else:
            if not as_set:
                first_start.derive_anew()
        with one_database():
            tell_journal_damage()
            yield


def made_up_badge() -> None:
    """Say on every page of the demo clinic that its data are made up."""
    if ask(data_date).iloc[0]["made_up"]:
        st.badge(
            "Made-up data", icon=":material/science:", color="orange", help="No real person, no evidence"
        )
