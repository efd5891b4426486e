"""Show a figure with its heading, its description and, one click away, its table, its files and its method."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Literal

import streamlit as st

from dash.charts.chart import Chart
from dash.charts.on_paper import on_paper
from dash.queries.data_date import data_date
from dash.queries.patient_header import patient_header
from dash.reports.answer import Answer
from dash.reports.provenance import Provenance
from dash.ui.data import ask, database
from dash.ui.theme import tone
from dash.ui.whose import name_line, named

STATIC = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False}
PAPER_PX = 760
"""Width of a figure as a file, unless a page asks for another."""
TABLE_PX = 760
_ON_PAPER = "figure_on_paper"
_TABLE_OF = {
    "patient_scores": "Score table",
    "patient_effects": "Effect table",
    "patient_readings": "Reading table",
    "patient_sessions": "Session table",
    "route_switches": "Change table",
}
"""What the button says where a page has several: each button has a name of its own."""


def heading(title: str, detail: str, method: str = "") -> None:
    """Write a figure's title and its reading help on one line.

    Args:
        title: Bold; may be empty.
        detail: How to read the figure.
        method: Anchor of the section of ``docs/method.md`` that explains the numbers: one click away.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
        if title:
            # A heading a screen reader can go to; in a line of its own width it looks like bold text.
            st.markdown(f"#### {title}", anchors=False, width="content")
        st.markdown(f":small[:gray[{detail}]]", anchors=False, width="stretch")
        if method:
            method_button(title, method)


def method_button(title: str, anchor: str) -> None:
    """Offer the section of the method that explains a figure, or a sentence, of this title."""
    panel = st.popover(
        "Method",
        type="tertiary",
        width="content",
        key=f"method_{anchor}_{''.join(filter(str.isalnum, title))}",
        on_change="rerun",
        help="How is this computed?",
    )
    if not panel.open:
        return
    # Loaded here only: most readers never ask.
    from dash.reports.method import paragraphs

    with panel:
        found = paragraphs().get(anchor)
        if found is None:
            st.markdown(":gray[The explanation is in docs/method.md of the project folder.]", width=640)
            return
        # A dollar sign would begin a formula.
        st.markdown(f"**{found[0]}**\n\n{found[1].replace('$', chr(92) + '$')}", width=640)


def show(chart: Chart, key: str, width: Literal["stretch", "content"] | int = "stretch") -> None:
    """Show a figure in its own colours, without a toolbar, with its description for screen readers."""
    st.plotly_chart(chart.figure, key=key, theme=None, config=STATIC, alt=named(chart.alt), width=width)


def made_up() -> bool:
    """Tell whether the database holds the made-up clinic."""
    return bool(ask(data_date).iloc[0]["made_up"])


def csv_bytes(answer: Answer) -> Callable[[], bytes]:
    """Return a function that writes a table as CSV when the button is pressed, not before."""
    # Fixed now: a database swapped in before the press must not lend its date to these rows.
    return partial(answer.csv, database())


def behind(
    answer: Answer,
    *,
    chart: Chart | None = None,
    title: str = "",
    more: Mapping[str, Chart] | None = None,
    paper_px: int = PAPER_PX,
) -> None:
    """Offer the table behind a figure, its files, and how to get the table from the command line.

    Args:
        answer: Exactly what the figure draws.
        chart: The figure, to be saved as a vector image.
        title: What to write over the saved figure.
        more: Further figures of the same table, by what to write over them.
        paper_px: Width of the saved figure, px; 1,200 for a figure as wide as the page.
    """
    name = answer.name
    # Rows are sent only once the panel is opened: they would delay every figure of the page.
    panel = st.popover(
        _TABLE_OF.get(name, "Table"),
        icon=":material/table_rows:",
        type="tertiary",
        width="content",
        key=f"table_{name}",
        on_change="rerun",
        help="The numbers behind the figure, as a table and as files",
    )
    if chart is not None and st.session_state.get(_ON_PAPER) == name:
        del st.session_state[_ON_PAPER]
        about = answer.provenance(database())
        _vector_images([(title, chart), *(more or {}).items()], name, about, paper_px)
    if not panel.open:
        return
    with panel:
        name_line()
        with st.container(horizontal=True, vertical_alignment="center"):
            st.download_button(
                "CSV",
                csv_bytes(answer),
                file_name=f"{name}.csv",
                mime="text/csv",
                on_click="ignore",
                icon=":material/download:",
                key=f"csv_{name}",
            )
            if chart is not None:
                st.button(
                    "Vector image",
                    icon=":material/image:",
                    key=f"vector_{name}",
                    on_click=_put_on_paper,
                    args=(name,),
                    help="The figure as an SVG file, with filters and date of the data under it",
                )
            key = answer.patient
            whose = "" if key is None else str(ask(patient_header, key).iloc[0]["patient_id"])
            st.markdown(":small[:gray[From the command line:]]", width="content")
            st.code(answer.command(whose), language=None)
        st.dataframe(
            answer.frame,
            hide_index=True,
            width=TABLE_PX,
            height=320,
            row_height=28,
            placeholder="–",
            key=f"rows_{name}",
            alt=named(f"Table behind the figure: {len(answer.frame)} rows"),
        )


def _put_on_paper(name: str) -> None:
    """Close the panel, which would lie over the dialog, and ask for the dialog."""
    st.session_state[f"table_{name}"] = False
    st.session_state[_ON_PAPER] = name


@st.dialog("Vector image", width="large")
def _vector_images(charts: Sequence[tuple[str, Chart]], name: str, about: Provenance, width: int) -> None:
    """Show each figure as it is saved. The browser writes the file itself: no server is needed to draw it."""
    lines = [*about.lines(), f"Numbers: ketamine-dash table {name}"]
    name_line()
    st.markdown(
        "The camera at the right of the figure saves it as an SVG file. "
        ":gray[Its text can be searched and edited; nothing leaves this computer.]"
    )
    for number, (title, chart) in enumerate(charts, start=1):
        file = name if number == 1 else f"{name}_{number}"
        paper = on_paper(chart, tone(), title=title, lines=lines, made_up=about.made_up, width=width)
        layout = paper.figure.to_dict()["layout"]
        config = STATIC | {
            "displayModeBar": True,
            "displaylogo": False,
            "modeBarButtons": [["toImage"]],
            "toImageButtonOptions": {
                "format": "svg",
                "filename": file,
                "width": layout["width"],
                "height": layout["height"],
            },
        }
        st.plotly_chart(
            paper.figure,
            key=f"paper_{file}",
            theme=None,
            config=config,
            alt=named(chart.alt),
            width="content",
        )


def titled(
    title: str,
    detail: str,
    answer: Answer,
    *,
    chart: Chart | None = None,
    paper_px: int = PAPER_PX,
    paper_title: str = "",
) -> None:
    """Write a figure's heading with its method and its table at the right end of the line.

    Arguments as of ``heading`` and ``behind``; ``paper_title`` is what stands over the saved figure, plain text, where
    ``title`` is text from a file with its marks escaped.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
        heading(title, detail, answer.method)
        behind(answer, chart=chart, title=paper_title or title, paper_px=paper_px)
