"""The second sentence: pressure and side effects of the last session against the patient's own usual."""

import pandas as pd

from dash.reports.alike import kinds, of_kind
from dash.reports.spoken.words import known, middle, number, several, written
from dash.rulebook.words import count
from dash.stats.envelope import outside_own_range
from dash.vocabulary import SEVERITIES

_GRADES = {term.code: term.label.lower() for term in SEVERITIES.values()}


def pressure_and_effects(given: pd.DataFrame, effects: pd.DataFrame) -> str:
    """Say pre-dose, highest and last pressure and the side effects, against earlier sessions by the same route and drug.

    Behind each side effect: in how many of those earlier sessions it was reported, of those in which it was asked for.
    """
    if given.empty:
        return "There is no session, and with it no blood pressure or side effect of one."
    last = given.iloc[-1]
    earlier = of_kind(given.iloc[:-1], kinds(given.tail(1))[0])
    return f"In the last session {_pressure(last, earlier)}; {_effects(last, earlier, effects)}."


def _pressure(last: pd.Series, earlier: pd.DataFrame) -> str:
    parts = []
    if known(last["pre_systolic"]):
        parts.append(f"{number(last['pre_systolic'])}/{number(last['pre_diastolic'])} mmHg before the dose")
    parts += _highest(last)
    if known(last["last_systolic"]):
        reading = f"{number(last['last_systolic'])}/{number(last['last_diastolic'])}"
        parts.append(f"{reading} at the last reading, {number(last['last_minute'])} min after the dose")
    if known(last["recovery_minute"]):
        parts.append(f"back near pre-dose at {number(last['recovery_minute'])} min")
    if not parts:
        return "no blood pressure is recorded"
    return f"blood pressure was {', '.join(parts)}, {_usual(last, earlier)}"


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


def _usual(last: pd.Series, earlier: pd.DataFrame) -> str:
    peaks = [float(value) for value in earlier["peak_systolic"] if known(value)]
    if not known(last["peak_systolic"]):
        return "not to be compared with earlier sessions"
    if not peaks:
        return "with no earlier session by the same route and drug to compare"
    usual = (
        f"against a usual highest systolic of {number(middle(peaks))} in {count(len(peaks), 'earlier session')} "
        "by the same route and drug"
    )
    outside = outside_own_range(float(last["peak_systolic"]), peaks)
    if outside is None:
        return usual
    return f"{usual} ({'outside' if outside else 'within'} the own range)"


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
    return f"side effects were {several(said)}"


def _effect(rows: pd.DataFrame, past: pd.DataFrame, asked: int) -> str:
    words = [written(rows["label"].iloc[0]).lower()]
    if int(rows["severity"].max()) in _GRADES:
        words.append(_GRADES[int(rows["severity"].max())])
    if rows["serious"].any():
        words.append("serious")
    minutes = [float(value) for value in rows["minutes"] if known(value)]
    if minutes:
        words.append(f"{number(sum(minutes))} min")
    if asked:
        before = past.loc[past["effect"] == rows["effect"].iloc[0], "session_key"].nunique()
        words.append(f"({before} of {asked} earlier)")
    return " ".join(words)
