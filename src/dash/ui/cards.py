"""The four numbers on top of the patient page, each with its history against the patient's own range."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import isnan, nan
from typing import NamedTuple

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dash.charts.sparkline import Side, sparkline
from dash.reports.effect_minutes import EffectMinutes, effect_minutes
from dash.reports.own_usual import OwnUsual, earlier_alike, own_usual
from dash.rulebook.course import standing_parts
from dash.rulebook.words import fitted
from dash.stats.course_frames import frame_course, totals_of
from dash.ui import words
from dash.ui.first_visit import box
from dash.ui.limits import baseline_days, earlier_needed
from dash.ui.theme import tone
from dash.ui.whose import named
from dash.vocabulary import DRUGS, INSTRUMENTS, ROUTES

_PICTURE_PX, _LEAST_PICTURE_PX = 120, 56
_CARD_PX, _PAIR_PX = 250, 514
"""Narrowest card, and narrowest pair of cards that stands beside another pair."""
_INSIDE_PX = 240
"""Room for number and picture on a card in a window of 1,280 px."""
_NOTE = 34
"""Characters of a note on a card without a picture."""


class Card(NamedTuple):
    """One number as it stands on its card.

    Attributes:
        label: What it is.
        history: Values in time order, NaN where missing; the last one is shown large.
        unit: Of the values.
        change: In words, how it stands to what the note names; empty where that cannot be said.
        note: What the change is measured against, or why there is none.
        more: The same in full, for pointing at.
        own: What is usual, for the band behind the history.
        alert: Side on which a last value outside the own range is worse.
        at_least: What is surely reached where the last value itself is not known.
        lacking: Whether the note says what keeps the last value from being known.
        joint: Between change and note.
    """

    label: str
    history: Sequence[float]
    unit: str
    change: str
    note: str
    more: str | None = None
    own: OwnUsual = OwnUsual(None, 0, None)
    alert: Side = "high"
    at_least: float = nan
    lacking: bool = False
    joint: str = "; "


def _show(column: DeltaGenerator, card: Card) -> None:
    last = card.history[-1] if card.history else nan
    value, sign = (card.at_least, "≥ ") if isnan(last) else (last, "")
    shown = "–" if isnan(value) else f"{sign}{value:,.0f} :small[{words.unit(value, card.unit)}]"
    with column.container(border=True, gap="xxsmall", height="stretch"):
        with st.container(
            horizontal=True,
            vertical_alignment="center",
            horizontal_alignment="distribute",
            gap="xsmall",
            wrap=False,
        ):
            st.metric(card.label, shown, help=card.more, width="content")
            # Without a last value there is nothing to see in its history.
            if not card.lacking:
                picture = sparkline(
                    card.history,
                    tone(),
                    name=card.label,
                    unit=card.unit,
                    width=_picture_px(card),
                    band=card.own.range,
                    alert=card.alert,
                )
                st.image(picture.svg, alt=named(picture.alt), width=_picture_px(card))
        # Below both, over the whole width: beside the picture long words would cut off its last point.
        parts = [f"**{card.change}**" if card.change else "", f":gray[{card.note}]" if card.note else ""]
        st.markdown(f":small[{card.joint.join(part for part in parts if part)}]")


def _picture_px(card: Card) -> int:
    """Return the width of the picture beside the label of a card, so that its last dot is never cut."""
    label = 6.4 * len(card.label) + (26 if card.more else 0)
    return int(min(max(_INSIDE_PX - label, _LEAST_PICTURE_PX), _PICTURE_PX))


def _score(scores: pd.DataFrame, sessions: pd.DataFrame, day: date, least: int) -> Card:
    totals = scores[scores["item"] == "total"]
    recorded = [name for name in INSTRUMENTS if name in set(totals["instrument"])]
    instrument = recorded[0] if recorded else "phq9"
    label = INSTRUMENTS[instrument].label
    rows = totals_of(scores, instrument)
    values = rows["value"].astype(float).tolist()
    if not values:
        return Card(label, [], "points", "", "not recorded")
    last_on = rows["measured_at"].iloc[-1]
    found = frame_course(scores, sessions, instrument, baseline_days()).standing
    change, note = standing_parts(found, day)
    more = f"Last total {words.day(last_on)}"
    if len(values) > 1:
        before = words.day(rows["measured_at"].iloc[-2])
        more += f", {words.change(values[-1] - values[-2])} against {before}"
    if found is not None and found.baseline is not None:
        more += ". Set against the baseline: the last total before the first session"
    return Card(
        f"{label} · {words.ago((day - last_on.date()).days)}",
        values,
        "points",
        change,
        note,
        more,
        own_usual(values[:-1], least, written_to=1),
        "high" if INSTRUMENTS[instrument].higher_is_worse else "low",
        joint=", ",
    )


def _peak(alike: pd.DataFrame, kind: str, first: str, least: int) -> Card:
    """Return the card of the highest systolic pressure: the rise stands beside it, and the usual peak."""
    peaks = alike["peak_systolic"].astype(float).tolist()
    card = _against_usual("Peak systolic", peaks, "mmHg", kind, first, least, 5)
    if not peaks or isnan(peaks[-1]):
        return card
    usual = card.note if card.own.middle is None else f"usual peak {card.own.middle:,.0f}"
    before = float(alike["pre_systolic"].astype(float).iloc[-1])
    if isnan(before):
        return card._replace(change="", note=f"no pre-dose, {usual}")
    return card._replace(
        change=f"{before:.0f} to {peaks[-1]:.0f}, {words.change(peaks[-1] - before)}", note=usual
    )


def _against_usual(
    label: str, values: Sequence[float], unit: str, kind: str, first: str, least: int, written_to: float
) -> Card:
    """Return the card of a number of sessions that are alike; the last value is that of the last session.

    ``first`` is what is said where the last session has no earlier one that is alike.
    """
    own = own_usual(values[:-1], least, written_to)
    last = values[-1] if values else nan
    if isnan(last):
        return Card(label, values, unit, "", "not recorded", own=own)
    if own.middle is None:
        alike = len(values) - 1
        if alike:
            return Card(label, values, unit, "", f"{alike} earlier{f' {kind}' if kind else ''}: not recorded")
        return Card(label, values, unit, "", first or "nothing to compare")
    usual = f"{own.middle:,.0f}"
    of = f", {own.n} {kind}" if kind else f", n = {own.n}"
    more = f"Usual: median of {words.plural(own.n, 'earlier session')} by the same route and drug, {usual} {unit}"
    change = words.change(last - own.middle) or ""
    return Card(label, values, unit, change, f"usual {usual}{of}", more, own)


def _suffered(values: Sequence[EffectMinutes], kind: str, first: str, least: int) -> Card:
    """Return the card of minutes with any side effect; one of unknown length leaves nothing to compare."""
    card = _against_usual("Side effects", [one.minutes for one in values], "min", kind, first, least, 5)
    if not values or not values[-1].lacking:
        return card
    lacking = values[-1].lacking
    others = f" +{len(lacking) - 1}" if len(lacking) > 1 else ""
    first = words.plain(fitted(lacking[0].replace(" without ", ", no "), _NOTE)) + others
    more = "Not compared: " + ", ".join(words.plain(text) for text in lacking)
    return card._replace(change="", note=first, more=more, at_least=values[-1].at_least, lacking=True)


def _waiting(sessions: pd.DataFrame, day: date, least: int) -> Card:
    """Return the card of the days since the last session, against those between sessions."""
    gaps = sessions["days_since_previous"].astype(float).iloc[1:].tolist()
    if not len(sessions):
        return Card("Days since last", [], "days", "", "no session")
    waiting = float((pd.Timestamp(day) - sessions["started_on"].iloc[-1]).days)
    own = own_usual(gaps, least, written_to=1)
    values = [*gaps, waiting if waiting >= 0 else nan]
    if own.middle is None or isnan(values[-1]):
        return Card("Days since last", values, "days", "", "nothing to compare")
    more = f"Usual: median of {words.plural(own.n, 'gap')} between sessions, {own.middle:.0f} days"
    note = f"usual {own.middle:.0f}, n = {own.n}"
    change = words.change(waiting - own.middle) or ""
    return Card("Days since last", values, "days", change, note, more, own, "none")


def _kind(sessions: pd.DataFrame) -> tuple[str, str]:
    """Return the route of the last session in short, and what a session without an earlier one alike is the first of.

    It is the first by its route only where no earlier session had that route; by the route with another drug it is the
    first of that drug.
    """
    if not len(sessions):
        return "", ""
    route, drug = str(sessions["route"].iloc[-1]), str(sessions["drug"].iloc[-1])
    if route not in ROUTES or drug not in DRUGS:
        return "", ""
    kind = ROUTES[route].short
    same_route = (sessions["route"].iloc[:-1] == route).any()
    if not same_route:
        return kind, f"first {kind}"
    # Of drugs outside the vocabulary the name as written may differ too.
    name = "this drug" if drug == "other" else DRUGS[drug].label.lower()
    return kind, f"first {kind} {name}"


def _cells() -> list[DeltaGenerator]:
    """Return four cells: one row, or two by two where the window is too narrow for four."""
    outer = st.grid(2, min_column_width=_PAIR_PX, gap="small")
    pairs = [outer.cell().grid(2, min_column_width=_CARD_PX, gap="small") for _ in range(2)]
    return [pair.cell() for pair in pairs for _ in range(2)]


def first_cards(
    scores: pd.DataFrame, sessions: pd.DataFrame, day: date, known: Mapping[str, tuple[str, str]]
) -> None:
    """Show in the same four places what is known before a first session; the score where there is one.

    Args:
        scores: Rows of ``patient_scores``.
        sessions: Rows of ``patient_sessions``, without any.
        day: Day of review.
        known: As ``dash.ui.first_visit.boxes`` returns it.
    """
    for place, (cell, (title, said)) in enumerate(zip(_cells(), known.items(), strict=True)):
        if place == 0 and (scores["item"] == "total").any():
            _show(cell, _score(scores, sessions, day, earlier_needed()))
        else:
            with cell:
                box(title, *said)


def cards(scores: pd.DataFrame, sessions: pd.DataFrame, effects: pd.DataFrame, day: date) -> None:
    """Show score against baseline, peak systolic with its rise, minutes with side effects, days since the last session.

    Pressure and side effects stand beside those of the earlier sessions by the route and drug of the last one.

    Args:
        scores: Rows of ``patient_scores``.
        sessions: Rows of ``patient_sessions``, cancelled ones left out.
        effects: Rows of ``patient_effects``.
        day: Day of review.
    """
    least = earlier_needed()
    alike = pd.concat([earlier_alike(sessions), sessions.tail(1)]) if len(sessions) else sessions
    kind, first = _kind(sessions)
    shown = (
        _score(scores, sessions, day, least),
        _peak(alike, kind, first, least),
        _suffered(effect_minutes(alike, effects), kind, first, least),
        _waiting(sessions, day, least),
    )
    for cell, card in zip(_cells(), shown, strict=True):
        _show(cell, card)
