"""Today's patients: who comes, what needs attention first, what is new since the last review."""

from dash.ui.frame import page
from dash.ui.today import show_today

with page():
    show_today()
