"""The effect chosen in first sessions against later ones, and by dose."""

import pandas as pd
import streamlit as st

from dash.reports.effect_course import effect_course
from dash.ui import words
from dash.ui.data import answer
from dash.ui.effects.view import View
from dash.ui.figures import titled


def course(view: View, effect: str) -> None:
    """Show the rate by number of the session and by dose, by route."""
    found = answer(effect_course, view.selection, effect, view.way)
    frame = found.frame
    titled(
        f"{words.plain(view.label(effect))}: first and later sessions, and dose",
        "per 100 sessions in which it was asked for, 95 % interval · routes and doses differ in more than this",
        found,
    )
    left, right = st.columns(2)
    for place, by, head in ((left, "session", "Session of the patient"), (right, "dose", "Dose")):
        some = frame[frame["by"] == by]
        shown = pd.DataFrame(
            {
                head: some["band"],
                "Route": some["route"].map(words.route_mark),
                "With it": some["events"],
                "Asked": some["total"],
                "Rate": some["rate"].round(1),
                "95 % interval": [
                    "too few patients" if pd.isna(low) else f"{low:.1f} to {high:.1f}"
                    for low, high in zip(some["low"], some["high"], strict=True)
                ],
            }
        )
        place.dataframe(
            shown,
            hide_index=True,
            row_height=28,
            height=260,
            key=f"course_{by}",
            alt=f"Rate of the effect by {head.lower()} and route: {len(shown)} rows",
        )
