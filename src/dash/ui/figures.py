"""Show a figure with its heading, its description and, one click away, the table behind it."""

from collections.abc import Callable, Mapping
from typing import Literal

import pandas as pd
import streamlit as st

from dash.charts.chart import Chart
from dash.reports.safe_csv import to_csv, with_origin
from dash.ui.data import ask

STATIC = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False}


def heading(title: str, detail: str) -> None:
    """Write a figure's title and its reading help on one line."""
    bold = f"**{title}** " if title else ""
    st.markdown(f"{bold}:small[:gray[{detail}]]", anchors=False, width="stretch")


def show(chart: Chart, key: str, width: Literal["stretch", "content"] | int = "stretch") -> None:
    """Show a figure in its own colours, without a toolbar, with its description for screen readers."""
    st.plotly_chart(chart.figure, key=key, theme=None, config=STATIC, alt=chart.alt, width=width)


def made_up() -> bool:
    """Tell whether the database holds the made-up clinic."""
    return bool(ask("data_date").iloc[0]["made_up"])


def csv_bytes(frame: pd.DataFrame) -> Callable[[], bytes]:
    """Return a function that writes the table as CSV when the button is pressed, not before."""
    origin = made_up()
    return lambda: to_csv(with_origin(frame, made_up=origin)).encode("utf-8-sig")


def behind(frame: pd.DataFrame, name: str, columns: Mapping[str, str] | None = None) -> None:
    """Offer the table behind a figure: on screen, as CSV, and how to get it from the command line.

    Args:
        frame: Exactly what the figure draws.
        name: Name of the question, as in ``ketamine-dash table NAME``.
        columns: Heads to show instead of the column names.
    """
    # Rows are sent only once the panel is opened: they would delay every figure of the page.
    panel = st.popover(
        "Table",
        icon=":material/table_rows:",
        type="tertiary",
        width="content",
        key=f"table_{name}",
        on_change="rerun",
    )
    if not panel.open:
        return
    with panel:
        st.dataframe(
            frame.rename(columns=dict(columns or {})),
            hide_index=True,
            width=760,
            height=320,
            row_height=28,
            placeholder="–",
            key=f"rows_{name}",
            alt=f"Table behind the figure: {len(frame)} rows",
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.download_button(
                "Download CSV",
                csv_bytes(frame),
                file_name=f"{name}.csv",
                mime="text/csv",
                on_click="ignore",
                icon=":material/download:",
                key=f"csv_{name}",
            )
            st.markdown(
                f":small[:gray[The same numbers from the command line:]] `ketamine-dash table {name}`"
            )


def titled(title: str, detail: str, frame: pd.DataFrame, name: str) -> None:
    """Write a figure's heading with its table at the right end of the line."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
        heading(title, detail)
        behind(frame, name)
