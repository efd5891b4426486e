"""The one filter of all cohort pages: remembered across pages, kept in the page address.

The address holds routes, drugs, period, sites and phases; never a patient.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from dash.queries.selection import Selection
from dash.ui import words
from dash.ui.data import ask
from dash.ui.frame import made_up_badge
from dash.vocabulary import DRUGS, PHASES, ROUTES

LISTS = ("route", "drug", "site", "phase")
_KEYS = {name: f"filter_{name}" for name in (*LISTS, "period")}
_RESTORED = "filter_restored"


@dataclass(frozen=True)
class Choices:
    """What the database offers to choose from.

    Attributes:
        keys: Allowed keys by kind of filter, in display order.
        labels: Label by (kind, key).
        first_day, last_day: Days of the first and last session.
    """

    keys: Mapping[str, tuple[str, ...]]
    labels: Mapping[tuple[str, str], str]
    first_day: date
    last_day: date


def choices() -> Choices | None:
    """Return what can be chosen, None where the database holds no sessions."""
    total = ask("selection_counts", Selection()).iloc[0]
    if words.missing(total["first_day"]):
        return None
    frame = ask("filter_options", Selection())
    keys = {kind: tuple(frame.loc[frame["kind"] == kind, "key"].astype(str)) for kind in LISTS}
    labels = {(str(row.kind), str(row.key)): str(row.label) for row in frame.itertuples()}
    first, last = pd.Timestamp(total["first_day"]).date(), pd.Timestamp(total["last_day"]).date()
    return Choices(keys, labels, first, last)


def _from_address(offered: Choices) -> None:
    """Take the filter from the page address once, at the first run of a browser session."""
    if st.session_state.get(_RESTORED):
        return
    st.session_state[_RESTORED] = True
    for name in LISTS:
        wanted = [key for key in st.query_params.get_all(name) if key in offered.keys[name]]
        if wanted:
            st.session_state[_KEYS[name]] = wanted
    try:
        first = date.fromisoformat(st.query_params.get("from", ""))
        last = date.fromisoformat(st.query_params.get("to", ""))
    except ValueError:
        return
    first, last = max(first, offered.first_day), min(last, offered.last_day)
    if first <= last:
        st.session_state[_KEYS["period"]] = (first, last)


def _drop_what_is_gone(offered: Choices) -> None:
    """Forget chosen words and days that the database no longer holds, as after an import."""
    for name in LISTS:
        chosen = st.session_state.get(_KEYS[name])
        if chosen:
            st.session_state[_KEYS[name]] = [key for key in chosen if key in offered.keys[name]]
    period = st.session_state.get(_KEYS["period"])
    if period and not all(offered.first_day <= day <= offered.last_day for day in period):
        del st.session_state[_KEYS["period"]]


def _to_address(selection: Selection) -> None:
    """Write the filter into the page address."""
    wanted: dict[str, str | list[str]] = {}
    for name, chosen in zip(
        LISTS, (selection.routes, selection.drugs, selection.sites, selection.phases), strict=True
    ):
        if chosen:
            wanted[name] = list(chosen)
    if selection.start:
        wanted["from"] = selection.start.isoformat()
    if selection.end:
        wanted["to"] = (selection.end - timedelta(days=1)).isoformat()
    present = {key: st.query_params.get_all(key) for key in st.query_params}
    if present != {key: [value] if isinstance(value, str) else value for key, value in wanted.items()}:
        st.query_params.from_dict(wanted)


def _reset() -> None:
    for name in LISTS:
        st.session_state[_KEYS[name]] = []
    st.session_state.pop(_KEYS["period"], None)


def _route_pills(offered: Choices) -> Sequence[str]:
    return (
        st.pills(
            "Route of administration",
            [key for key in ROUTES if key in offered.keys["route"]],
            selection_mode="multi",
            format_func=words.route_mark,
            key=_KEYS["route"],
            persist_state="session",
            help="No route chosen means all routes.",
            label_visibility="collapsed",
        )
        or ()
    )


def _more(offered: Choices) -> tuple[Sequence[str], tuple[date, date] | None, Sequence[str], Sequence[str]]:
    """Show the less used filters in a panel that opens from one button."""

    def chosen(name: str, title: str, empty: str) -> Sequence[str]:
        return st.multiselect(
            title,
            list(offered.keys[name]),
            format_func=lambda key: offered.labels[name, key],
            key=_KEYS[name],
            persist_state="session",
            placeholder=empty,
        )

    with st.popover("Filter", icon=":material/filter_list:", width="content"):
        period = st.date_input(
            "Period, first and last day",
            value=st.session_state.get(_KEYS["period"], (offered.first_day, offered.last_day))
            if _KEYS["period"] not in st.session_state
            else "today",
            min_value=offered.first_day,
            max_value=offered.last_day,
            format="YYYY-MM-DD",
            key=_KEYS["period"],
            persist_state="session",
        )
        drugs = chosen("drug", "Drug", "All drugs")
        sites = chosen("site", "Site", "All sites")
        phases = chosen("phase", "Phase", "All phases")
    whole = isinstance(period, tuple) and len(period) == 2 and period != (offered.first_day, offered.last_day)
    return drugs, period if whole else None, sites, phases  # type: ignore[return-value]


def _chips(selection: Selection, offered: Choices) -> None:
    """Say in plain words what is filtered beyond the routes."""
    if selection.start and selection.end:
        st.badge(
            f"{words.day(selection.start)} – {words.day(selection.end - timedelta(days=1))}",
            icon=":material/calendar_month:",
            color="gray",
        )
    for keys, names in ((selection.drugs, DRUGS), (selection.phases, PHASES)):
        if keys:
            st.badge(words.listed(names[key].label for key in keys), color="gray")
    if selection.sites:
        labels = words.listed(offered.labels["site", key] for key in selection.sites)
        st.badge(words.plain(labels), icon=":material/location_on:", color="gray")


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
        drugs, period, sites, phases = _more(offered)
        selection = Selection(
            routes=tuple(key for key in ROUTES if key in routes),
            drugs=tuple(drugs),
            start=period[0] if period else None,
            end=period[1] + timedelta(days=1) if period else None,
            sites=tuple(sites),
            phases=tuple(phases),
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
    found = ask("other_routes", selection)
    named = [f"{words.plain(row.route_as_written)} ({row.sessions:,})" for row in found.head(3).itertuples()]
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    return f" · other route: {', '.join(named)}{more}"


def _counted(number: int, one: str) -> str:
    return f"**{number:,}** {one if number == 1 else one + 's'}"


def _left_over(selection: Selection) -> None:
    row = ask("selection_counts", selection).iloc[0]
    others = _other_routes(selection) if row["sessions_other_route"] else ""
    st.markdown(
        f":small[:gray[{_counted(row['sessions'], 'session')} · {_counted(row['patients'], 'patient')} of "
        f"{words.count(row['patients_total'])} · data through {words.day(ask('data_date').iloc[0]['last_day'])}{others}]]",
        width="content",
    )
