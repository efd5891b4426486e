"""Side effects by route: how often, of how many, how sure, and in which sessions."""

from dataclasses import asdict

import pandas as pd
import streamlit as st

from dash.charts.chart import Chart
from dash.charts.effect_rates import effect_rates
from dash.queries.selection import Selection
from dash.reports.tables import most_used_routes
from dash.ui import words
from dash.ui.asking import choose_way
from dash.ui.data import ask
from dash.ui.figures import behind, heading, show
from dash.ui.filters import filter_bar
from dash.ui.frame import page
from dash.ui.lists import LISTED, session_list
from dash.ui.messages import nothing_here
from dash.ui.theme import tone
from dash.vocabulary import EFFECTS, ROUTES, published_rates

UNITS = {
    "sessions": "per 100 sessions",
    "patients": "per 100 patients",
    "hours": "per 100 monitored hours",
}
FEW_WORDS = {
    "sessions": "open route mark: too few patients for an interval",
    "hours": "below 10 patients with it, intervals take events as independent",
}
PINNED = {key for key, effect in EFFECTS.items() if effect.pinned}
ROWS = 12
CHOSEN = "effect_chosen"


def named(table: str, way: str | None) -> str:
    """Return the name by which the command line gives the same table."""
    return f"{table}_{way}" if way else table


def choose_pair(rates: pd.DataFrame) -> tuple[str, str] | None:
    """Let the reader choose the two routes compared, the two most used ones first; None where there are not two."""
    usual = most_used_routes(rates)
    if usual is None:
        st.markdown(":small[:gray[One route only: no difference to show]]", width="content")
        return None
    offered = [key for key in ROUTES if key in set(rates["route"])]
    chosen: list[str] = []
    for key, name, first, width in (
        ("first_route", "First route", usual[0], 165),
        ("second_route", "Second route", usual[1], 165),
    ):
        if st.session_state.get(key) not in offered:
            st.session_state[key] = first
        if chosen:
            st.markdown(":small[minus]", width="content")
        chosen.append(
            st.selectbox(
                name,
                offered,
                format_func=words.route_mark,
                key=key,
                persist_state="session",
                label_visibility="collapsed",
                width=width,
                help="The two routes whose difference is drawn at the right",
            )
        )
    if chosen[0] == chosen[1]:
        st.markdown(":small[:gray[choose two different routes]]", width="content")
        return None
    return str(chosen[0]), str(chosen[1])


def serious_strip(selection: Selection, way: str | None) -> None:
    """Say how many serious events there are and how many the filter hides; the list is one click away."""
    events = ask("serious_effects", selection, elicitation=way)
    inside = int(events["in_filter"].sum())
    outside = len(events) - inside
    if events.empty:
        st.markdown(":small[:gray[No serious event recorded]]", width="content")
        return
    hidden = f" · **{words.plural(outside, 'serious event')} outside this filter**" if outside else ""
    st.markdown(
        f":small[:material/priority_high: {words.plural(inside, 'serious event')} in this filter{hidden}]",
        width="content",
    )
    panel = st.popover("Show", type="tertiary", width="content", key="serious_panel", on_change="rerun")
    if panel.open:
        with panel:
            _serious_list(events, selection)


def _serious_list(events: pd.DataFrame, selection: Selection) -> None:
    """List serious events, those outside the filter first, each with its effect; a row opens the patient."""
    ordered = events.sort_values("in_filter", kind="stable", ignore_index=True)
    some = ordered.head(LISTED)
    names = words.listed(
        f"{words.plain(str(label))} ({count:,})" for label, count in events["label"].value_counts().items()
    )
    outside = int((~events["in_filter"]).sum())
    order = f" · the first {words.plural(outside, 'row')} outside the filter" if outside else ""
    heading("Serious events", f"ICH E2A criteria · {names}{order}")
    session_list(some, "serious_list", "serious_effects", selection=selection)


def figure(
    rates: pd.DataFrame,
    differences: pd.DataFrame | None,
    pair: tuple[str, str] | None,
    unit: str,
    rows: int,
) -> Chart:
    """Return the rates by route and the difference of two routes."""
    serious = set(rates.loc[rates["serious_events"] > 0, "effect"])
    return effect_rates(
        rates,
        differences,
        tone(),
        unit=unit,
        compared=pair,
        selected=st.session_state.get(CHOSEN),
        pinned=PINNED | serious,
        published=pd.DataFrame([asdict(rate) for rate in published_rates()]),
        most=rows,
    )


def offered_effects(rates: pd.DataFrame) -> dict[str, int]:
    """Return sessions by effect, the commonest first, and make sure that one of them is chosen."""
    counted = rates[rates["unit"] == "sessions"].groupby("effect", sort=False)["events"].sum()
    found = {str(key): int(n) for key, n in counted.sort_values(ascending=False, kind="stable").items()}
    if found and st.session_state.get(CHOSEN) not in found:
        st.session_state[CHOSEN] = next(iter(found))
    return found


def sessions_behind(
    rates: pd.DataFrame, found: dict[str, int], selection: Selection, way: str | None
) -> None:
    """List the sessions with the effect chosen."""
    label = dict(zip(rates["effect"], rates["label"], strict=True))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        effect = st.selectbox(
            "Sessions with",
            list(found),
            format_func=lambda key: str(label[key]),
            key=CHOSEN,
            persist_state="session",
            label_visibility="collapsed",
            width=230,
            help="Choose the effect whose sessions are listed below",
        )
        sessions = ask("effect_sessions", selection, effect=effect, elicitation=way, newest=LISTED)
        heading(
            f"{words.plural(found[effect], 'session')} with it",
            f"{words.newest(found[effect], len(sessions))} · choose a row to open the patient",
        )
    session_list(sessions, "effect_list", named("effect_sessions", way), selection=selection)
    course(str(effect), selection, way)


def course(effect: str, selection: Selection, way: str | None) -> None:
    """Show the chosen effect in first sessions against later ones, and by dose, by route."""
    frame = ask("effect_course", selection, effect=effect, elicitation=way)
    heading(
        "First and later sessions, and dose",
        "per 100 sessions in which it was asked for, 95 % interval · routes and doses differ in more than this",
        method="side-effects-by-route",
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


def reading_help(rates: pd.DataFrame, unit: str, left_out: str) -> str:
    """Return how to read the figure, and which sessions its rates leave out."""
    some = rates[rates["unit"] == unit]
    untimed = int(some.groupby("route")["left_out"].first().sum())
    parts = [
        "filled: interval excludes 0",
        FEW_WORDS.get(unit, "") if (some["state"] == "few").any() else "",
        left_out,
        f"{words.plural(untimed, 'session')} without known monitoring left out" if untimed else "",
    ]
    return " · ".join(part for part in parts if part)


def show_side_effects() -> None:
    """Filter, figure, sessions behind the chosen effect."""
    selection = filter_bar("Side effects")
    if selection is None:
        nothing_here(
            "There are no sessions in the database.", "Import records with `ketamine-dash import FOLDER`."
        )
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        unit = str(
            st.segmented_control(
                "Rate per",
                list(UNITS),
                default="sessions",
                required=True,
                key="rate_unit",
                persist_state="session",
                format_func=lambda key: UNITS[key],
                label_visibility="collapsed",
            )
        )
        way, left_out = choose_way(selection)
        rates = ask("effect_rates", selection, elicitation=way)
        every = st.toggle("All effects", key="every_effect", persist_state="session")
        heading("", reading_help(rates, unit, left_out), method="side-effects-by-route")
        found = offered_effects(rates)
        tables = st.container(horizontal=True, width="content")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        serious_strip(selection, way)
        st.space("stretch")
        pair = choose_pair(rates)
        differences = None
        if pair:
            differences = ask(
                "effect_differences", selection, elicitation=way, first_route=pair[0], second_route=pair[1]
            )
            behind(differences, named("effect_differences", way), selection=selection)
    chart = figure(rates, differences, pair, unit, len(found) if every else ROWS)
    with tables:
        title = f"Side effects by route, {UNITS[unit]}"
        behind(
            rates,
            named("effect_rates", way),
            selection=selection,
            chart=chart,
            title=title,
            paper_px=1200,
        )
    show(chart, "rates")
    if found:
        sessions_behind(rates, found, selection, way)


with page():
    show_side_effects()
