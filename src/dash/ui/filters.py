"""The one filter of all cohort pages: remembered across pages, kept in the page address.

The address holds what is chosen of each dimension, and the period; never a patient.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from dash.queries.data_date import data_date
from dash.queries.dimensions import CLINICIAN, DIMENSIONS, ROUTE, SITE, Dimension
from dash.queries.filter_options import filter_options
from dash.queries.other_routes import other_routes
from dash.queries.selection import Selection
from dash.queries.selection_counts import selection_counts
from dash.ui import words
from dash.ui.data import ask
from dash.ui.frame import made_up_badge
from dash.wording import noun

_PERIOD = "filter_period"
_ICONS = {SITE: ":material/location_on:", CLINICIAN: ":material/person:"}
_RESTORED = "filter_restored"


@dataclass(frozen=True)
class Choices:
    """What the database offers to choose from.

    Attributes:
        keys: Allowed keys by dimension, in display order.
        labels: Label by (dimension, key).
        first_day, last_day: Days of the first and last session.
    """

    keys: Mapping[Dimension, tuple[str, ...]]
    labels: Mapping[tuple[Dimension, str], str]
    first_day: date
    last_day: date


def _place(dimension: Dimension) -> str:
    """Where the session keeps what is chosen."""
    return f"filter_{dimension.name}"


def choices() -> Choices | None:
    """Return what can be chosen, None where the database holds no sessions."""
    total = ask(selection_counts, Selection()).iloc[0]
    if words.missing(total["first_day"]):
        return None
    frame = ask(filter_options, Selection())
    rows = {one: frame[frame["kind"] == one.name] for one in DIMENSIONS}
    keys = {one: tuple(found["key"].astype(str)) for one, found in rows.items()}
    labels = {
        (one, key): str(label)
        for one, found in rows.items()
        for key, label in zip(keys[one], found["label"], strict=True)
    }
    first, last = pd.Timestamp(total["first_day"]).date(), pd.Timestamp(total["last_day"]).date()
    return Choices(keys, labels, first, last)


def _from_address(offered: Choices) -> None:
    """Take the filter from the page address once, at the first run of a browser session."""
    if st.session_state.get(_RESTORED):
        return
    st.session_state[_RESTORED] = True
    for one in DIMENSIONS:
        wanted = [key for key in st.query_params.get_all(one.name) if key in offered.keys[one]]
        if wanted:
            st.session_state[_place(one)] = wanted
    try:
        first = date.fromisoformat(st.query_params.get("from", ""))
        last = date.fromisoformat(st.query_params.get("to", ""))
    except ValueError:
        return
    first, last = max(first, offered.first_day), min(last, offered.last_day)
    if first <= last:
        st.session_state[_PERIOD] = (first, last)


def _drop_what_is_gone(offered: Choices) -> None:
    """Forget chosen words and days that the database no longer holds, as after an import."""
    for one in DIMENSIONS:
        chosen = st.session_state.get(_place(one))
        if chosen:
            st.session_state[_place(one)] = [key for key in chosen if key in offered.keys[one]]
    period = st.session_state.get(_PERIOD)
    if period and not all(offered.first_day <= day <= offered.last_day for day in period):
        del st.session_state[_PERIOD]


def _to_address(selection: Selection) -> None:
    """Write the filter into the page address."""
    wanted: dict[str, str | list[str]] = {one.name: list(keys) for one, keys in selection.items()}
    if selection.start:
        wanted["from"] = selection.start.isoformat()
    if selection.end:
        wanted["to"] = (selection.end - timedelta(days=1)).isoformat()
    present = {key: st.query_params.get_all(key) for key in st.query_params}
    if present != {key: [value] if isinstance(value, str) else value for key, value in wanted.items()}:
        st.query_params.from_dict(wanted)


def _reset() -> None:
    for one in DIMENSIONS:
        st.session_state[_place(one)] = []
    st.session_state.pop(_PERIOD, None)


def _route_pills(offered: Choices) -> Sequence[str]:
    return (
        st.pills(
            ROUTE.title,
            offered.keys[ROUTE],
            selection_mode="multi",
            format_func=words.route_mark,
            key=_place(ROUTE),
            persist_state="session",
            help="No route chosen means all routes.",
            label_visibility="collapsed",
        )
        or ()
    )


def _list(dimension: Dimension, offered: Choices) -> Sequence[str]:
    return st.multiselect(
        dimension.title,
        offered.keys[dimension],
        format_func=lambda key: offered.labels[dimension, key],
        key=_place(dimension),
        persist_state="session",
        placeholder=f"All {dimension.plural.replace('_', ' ')}",
        help=dimension.about or None,
    )


def _more(offered: Choices) -> tuple[dict[Dimension, Sequence[str]], tuple[date, date] | None]:
    """Show the less used filters in a panel that opens from one button."""
    with st.popover("Filter", icon=":material/filter_list:", width="content"):
        period = st.date_input(
            "Period, first and last day",
            value=(offered.first_day, offered.last_day) if _PERIOD not in st.session_state else "today",
            min_value=offered.first_day,
            max_value=offered.last_day,
            format="YYYY-MM-DD",
            key=_PERIOD,
            persist_state="session",
        )
        chosen = {one: _list(one, offered) for one in DIMENSIONS if one is not ROUTE}
    whole = isinstance(period, tuple) and len(period) == 2 and period != (offered.first_day, offered.last_day)
    return chosen, period if whole else None  # type: ignore[return-value]


def _chips(selection: Selection, offered: Choices) -> None:
    """Say in plain words what is filtered beyond the routes."""
    if selection.start and selection.end:
        st.badge(
            f"{words.day(selection.start)} – {words.day(selection.end - timedelta(days=1))}",
            icon=":material/calendar_month:",
            color="gray",
        )
    for one, keys in selection.items():
        if one is not ROUTE:
            labels = words.listed(offered.labels[one, key] for key in keys)
            st.badge(words.plain(labels), icon=_ICONS.get(one), color="gray")


def filter_bar(title: str) -> Selection | None:
    """Show title, filter and what it leaves; return the selection, None where there is nothing to select."""
    offered = choices()
    if offered is None:
        st.markdown(f"## {title}", anchors=False)
        return None
    _from_address(offered)
    _drop_what_is_gone(offered)
    head = st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="filter_head")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="filter_bar"):
        routes = _route_pills(offered)
        chosen, period = _more(offered)
        selection = Selection(
            {ROUTE: [key for key in offered.keys[ROUTE] if key in routes], **chosen},
            start=period[0] if period else None,
            end=period[1] + timedelta(days=1) if period else None,
        )
        if selection != Selection():
            st.button("Reset", icon=":material/close:", type="tertiary", on_click=_reset, key="filter_reset")
    with head:
        st.markdown(f"## {title}", width="content", anchors=False)
        made_up_badge()
        _chips(selection, offered)
        _left_over(selection)
    _to_address(selection)
    return selection


def _other_routes(selection: Selection) -> str:
    """Name the routes outside the vocabulary as their source writes them, the three commonest."""
    found = ask(other_routes, selection)
    named = [f"{words.plain(row.route_as_written)} ({row.sessions:,})" for row in found.head(3).itertuples()]
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    return f" · other route: {', '.join(named)}{more}"


def _counted(number: int, one: str) -> str:
    return f"**{number:,}** {noun(number, one)}"


def _left_over(selection: Selection) -> None:
    row = ask(selection_counts, selection).iloc[0]
    others = _other_routes(selection) if row["sessions_other_route"] else ""
    st.markdown(
        f":small[:gray[{_counted(row['sessions'], 'session')} · {_counted(row['patients'], 'patient')} of "
        f"{words.count(row['patients_total'])} · data through {words.day(ask(data_date).iloc[0]['last_day'])}{others}]]",
        width="content",
    )
