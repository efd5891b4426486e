"""The second sentence: pressure and side effects of the last session against the patient's own usual."""

from collections.abc import Sequence
from math import isnan, nan

import pandas as pd

from dash.reports.own_usual import earlier_alike, own_usual, way_back_words
from dash.reports.spoken.words import known, number, written
from dash.stats.affected import affected
from dash.stats.envelope import LEAST
from dash.vocabulary import SEVERITIES
from dash.wording import count, listed

_GRADES = {term.code: term.label.lower() for term in SEVERITIES.values()}


def pressure_and_effects(
    given: pd.DataFrame, effects: pd.DataFrame, least: int = LEAST, lowest: Sequence[str] = ()
) -> str:
    """Say pre-dose, highest and last pressure and the side effects, against earlier sessions by the same route and drug.

    Behind each side effect: in how many of those earlier sessions it was reported, of those in which it was asked for.
    ``least`` is how many earlier sessions an own range needs, ``lowest`` what is said of oxygen, pulse and lowest pressure.
    """
    if given.empty:
        return "There is no session, and with it no blood pressure or side effect of one."
    last = given.iloc[-1]
    earlier = earlier_alike(given)
    vitals = f"; {', '.join(lowest)}" if lowest else ""
    return (
        f"In the last session {_pressure(given, earlier, least)}{vitals}; {_effects(last, earlier, effects)}."
    )


def _pressure(given: pd.DataFrame, earlier: pd.DataFrame, least: int) -> str:
    last, parts = given.iloc[-1], []
    if known(last["pre_systolic"]):
        parts.append(f"{number(last['pre_systolic'])}/{number(last['pre_diastolic'])} mmHg before the dose")
    parts += _highest(last)
    if known(last["last_systolic"]):
        reading = f"{number(last['last_systolic'])}/{number(last['last_diastolic'])}"
        parts.append(f"{reading} at the last reading, {number(last['last_minute'])} min after the dose")
    if back := way_back_words(given, earlier):
        parts.append(back.replace("back", "back near pre-dose", 1))
    if not parts:
        return "no blood pressure is recorded"
    return f"blood pressure was {', '.join(parts)}, {_usual(last, earlier, least)}"


def _highest(last: pd.Series) -> list[str]:
    parts = []
    for part in ("systolic", "diastolic"):
        if known(last[f"peak_{part}"]):
            parts.append(f"highest {part} {number(last[f'peak_{part}'])}")
            if part == "systolic" and known(last["peak_minute"]):
                parts[-1] += f" at {number(last['peak_minute'])} min"
        elif known(last[f"highest_{part}_untimed"]):
            parts.append(f"highest {part} {number(last[f'highest_{part}_untimed'])} without a clock time")
    return parts


def _usual(last: pd.Series, earlier: pd.DataFrame, least: int) -> str:
    if not known(last["peak_systolic"]):
        return "not to be compared with earlier sessions"
    peaks = {part: own_usual(earlier[f"peak_{part}"], least) for part in ("systolic", "diastolic")}
    middle = peaks["systolic"].middle
    if middle is None:
        return "with no earlier session by the same route and drug to compare"
    usual = (
        f"against a usual highest systolic of {number(middle)} in {count(peaks['systolic'].n, 'earlier session')} "
        "by the same route and drug"
    )
    sides = [
        f"{part} {side}"
        for part, own in peaks.items()
        if known(last[f"peak_{part}"]) and (side := own.side(float(last[f"peak_{part}"])))
    ]
    return f"{usual} ({', '.join(sides)} the own range)" if sides else usual


def _effects(last: pd.Series, earlier: pd.DataFrame, effects: pd.DataFrame) -> str:
    own = effects[effects["session_key"] == last["session_key"]]
    if own.empty:
        return (
            "no side effect was reported"
            if last["asked"]
            else "it is not recorded whether side effects were asked for"
        )
    asked = earlier[earlier["asked"].astype(bool)]
    past = effects[effects["session_key"].isin(asked["session_key"])]
    said = [_effect(rows, past, len(asked)) for _, rows in own.groupby("effect", sort=False)]
    return f"side effects were {listed(said)}"


def _effect(rows: pd.DataFrame, past: pd.DataFrame, asked: int) -> str:
    words = [written(rows["label"].iloc[0]).lower()]
    if int(rows["severity"].max()) in _GRADES:
        words.append(_GRADES[int(rows["severity"].max())])
    if rows["serious"].any():
        words.append("serious")
    words += _lasted(rows)
    if asked:
        before = past.loc[past["effect"] == rows["effect"].iloc[0], "session_key"].nunique()
        words.append(f"({before} of {asked} earlier)")
    return " ".join(words)


def _lasted(rows: pd.DataFrame) -> list[str]:
    """Return how long one effect lasted, its records at the same time counted once."""
    times = (
        [float(at) if known(at) else nan for at in rows[name]] for name in ("onset_minute", "resolved_minute")
    )
    lasted = affected([0.0] * len(rows), *times)[0]
    if isnan(lasted.known):
        return ["of unknown length"]
    return [f"{'at least ' if lasted.unknown else ''}{number(lasted.known)} min"]
