"""Entry point: ``streamlit run app.py``. The door before the pages, the list of pages and their frame, nothing else."""

import streamlit as st


def other_dash(error: ModuleNotFoundError) -> str:
    """Return what to say where Plotly Dash, which has the same import name, stands in the way of this program."""
    if not (error.name or "").startswith("dash"):
        raise error
    return (
        "**Another package named `dash` stands in the way of this one.**  \n"
        "Start from the private environment that the README's first command makes."
    )


def show() -> None:
    """Draw the page asked for."""
    st.set_page_config(layout="wide")
    try:
        from dash.ui.loading import LOADING

        with LOADING:
            # The drawing library is the largest thing a browser must load. An empty figure at the first run makes it
            # start at once, while Python still loads the rest of the program; it is taken away before anything else is
            # shown. Pages without a figure do this too: the first figure, one press later, then comes a second sooner.
            ahead = st.empty()
            if "opened" not in st.session_state:
                ahead.plotly_chart({"data": [{"type": "scatter"}], "layout": {"height": 10}}, key="ahead")

            from dash.ui.frame import run
    except ModuleNotFoundError as error:
        st.error(other_dash(error))
        st.stop()
    ahead.empty()
    st.session_state["opened"] = True
    run()


if __name__ == "__main__":
    show()
else:
    # Streamlit loads this file once to serve it, and then runs it for every page.
    try:
        from dash.ui.entrance import served

        door = served()
    except ModuleNotFoundError as error:
        other_dash(error)
        door = {}
    app = st.App(__file__, **door)
