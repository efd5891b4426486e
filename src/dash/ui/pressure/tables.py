"""Small tables of the blood pressure page: one row per route, made to be read."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dash.queries.dimensions import NOT_RECORDED
from dash.ui import words

WHAT = {
    "pre_dose": "Before the dose",
    "at_40": "At 40 min",
    "after_dose": "After the dose",
    "spo2": "SpO2",
    "clock": "Clock time",
}


def rises(rows: pd.DataFrame) -> None:
    """Show the two rises of each route side by side.

    Args:
        rows: Rows of ``pressure_rise``.
    """
    if rows.empty:
        st.markdown(":gray[No session with readings before and after the dose.]")
        return
    shown = []
    for route, own in rows.groupby("route", sort=False):
        parts = {str(row["part"]): row for row in own.to_dict(orient="records")}
        line = {"Route": words.route_mark(route)}
        for name, head, number in (
            ("at_40", "Median at 40 min", "readings_at_40"),
            ("highest", "Median of highest", "sessions"),
        ):
            pair = [
                words.number(parts[part][name]) if part in parts else "–"
                for part in ("systolic", "diastolic")
            ]
            most = max(int(part[number]) for part in parts.values())
            line[head] = f"{pair[0]}/{pair[1]} · {most:,} {'readings' if name == 'at_40' else 'sessions'}"
        shown.append(line)
    _table(pd.DataFrame(shown), "rise_rows", "Rise from pre-dose by route")


def reached(rows: pd.DataFrame, event: str, systolic: str, diastolic: str) -> None:
    """Show in how many sessions the peak reached a limit, or the rise was large, with intervals.

    Args:
        rows: Rows of ``pressure_reached``.
        event: Head of the column of events.
        systolic: Head of the column of large systolic rises.
        diastolic: The same, diastolic.
    """
    if rows.empty:
        st.markdown(":gray[No session in this selection.]")
        return
    heads = {"event": event, "rise_systolic": f"Rise {systolic}", "rise_diastolic": f"Rise {diastolic}"}
    shown = []
    for route, own in rows.groupby("route", sort=False):
        line = {"Route": words.route_mark(route)}
        line |= {heads[str(row["what"])]: _counted(row) for row in own.to_dict(orient="records")}
        shown.append(line)
    _table(pd.DataFrame(shown), "reached_rows", "Sessions with an event or a large rise, by route")


def completeness(rows: pd.DataFrame, above: str, window: int) -> None:
    """Show the share of sessions with each part of the monitoring, with its interval.

    Args:
        rows: Rows of ``pressure_completeness``.
        above: Head of the column of sessions begun above the guide.
        window: Minutes around 40 that count.
    """
    if rows.empty:
        st.markdown(":gray[No session in this selection.]")
        return
    heads = {**WHAT, "at_40": f"At 40 ± {window} min", "above_guide": above}
    shown = []
    for route, own in rows.groupby("route", sort=False):
        line = {"Route": words.route_mark(route), "Sessions": f"{own['total'].max():,}"}
        line |= {heads[str(row["what"])]: _share(row) for row in own.to_dict(orient="records")}
        shown.append(line)
    _table(
        pd.DataFrame(shown), "recorded_rows", "Share of sessions with each part of the monitoring, by route"
    )


def quality(rows: pd.DataFrame) -> None:
    """Show how pressures were written down, one row per site and per clinician.

    Args:
        rows: Rows of ``pressure_quality``.
    """
    if rows.empty:
        st.markdown(":gray[No session with timed readings.]")
        return
    shown = [
        {
            "Where or who": f"{str(row['kind']).capitalize()} {_name(row['name'])}",
            "Pressures": f"{row['readings']:,}",
            "End in 0 (chance 10 %)": f"{row['zero']:.0f} %",
            "Even (chance 50 %)": f"{row['even']:.0f} %",
            "Digits to move": f"{row['misplaced']:.0f} %",
            "Repeats the one before": f"{row['identical']:,} of {row['pairs']:,}",
            "Copied sets": f"{row['copied']:,} of {row['sessions']:,}",
        }
        for row in rows.to_dict(orient="records")
    ]
    _table(pd.DataFrame(shown), "quality_rows", "How pressures were written down, by site and clinician")


def _name(name: object) -> str:
    return "not recorded" if name == NOT_RECORDED else str(name)


def _share(row: Mapping[Hashable, Any]) -> str:
    if not row["total"]:
        return "–"
    if pd.isna(row["high"]):
        return f"{row['rate']:.0f} % · {row['sessions']:,} of {row['total']:,}"
    return f"{row['rate']:.0f} % ({row['low']:.0f}–{row['high']:.0f})"


def _counted(row: Mapping[Hashable, Any]) -> str:
    if not row["total"]:
        return "–"
    known = f"{row['sessions']:,} of {row['total']:,} · {row['rate']:.1f} %"
    if pd.isna(row["high"]):
        return f"{known}, at most {row['upper']:.1f} (too few patients for an interval)"
    return f"{known} ({row['low']:.1f}–{row['high']:.1f})"


def _table(frame: pd.DataFrame, key: str, alt: str) -> None:
    st.dataframe(frame, key=key, hide_index=True, row_height=28, placeholder="–", alt=alt)
