"""What stands around every page: its place in the navigation, safe settings, the database, the made-up label."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files

import streamlit as st

from dash.errors import DashboardError, DatabaseMissingError
from dash.ui import first_start
from dash.ui.data import ask, database
from dash.ui.messages import explained

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Place:
    """One page in the navigation. ``url`` differs from the file's name: see docs/decisions."""

    file: str
    title: str
    icon: str
    url: str
    default: bool = False


PAGES = (
    Place("pages/patient.py", "Patient", ":material/person:", "patients", default=True),
    Place("pages/side_effects.py", "Side effects", ":material/sick:", "side-effects"),
    Place("pages/blood_pressure.py", "Blood pressure", ":material/monitor_heart:", "blood-pressure"),
)


def _only_this_machine() -> None:
    """Refuse to show patient data when the server was started for other machines."""
    address = st.get_option("server.address")
    if address not in LOOPBACK:
        raise DashboardError(
            "The server was started so that other machines can reach it.",
            "Start it from the project folder with `streamlit run app.py`, without another server address.",
        )


def start() -> None:
    """Set title and icon of the window. The icon is a local file: a named one would be fetched from outside."""
    st.set_page_config(
        page_title="Ketamine sessions", page_icon=str(files("dash.ui") / "icon.svg"), layout="wide"
    )


@contextmanager
def page() -> Iterator[None]:
    """Run the body of a page with a readable database, or say why it cannot be.

    A page needs nothing that ``app.py`` did: after a restart Streamlit may run a page on its own.
    """
    with explained():
        _only_this_machine()
        try:
            database()
        except DatabaseMissingError:
            first_start.make_demo()
        yield


def made_up_badge() -> None:
    """Say on every page of the demo clinic that its data are made up."""
    if ask("data_date").iloc[0]["made_up"]:
        st.badge("Made-up data", icon=":material/science:", color="orange", help="No real person, no evidence")
