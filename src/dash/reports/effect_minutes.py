"""Minutes with any side effect, session by session of a patient, and what keeps them from being known."""

from math import isnan, nan
from typing import NamedTuple

import pandas as pd

from dash.stats.affected import affected
from dash.vocabulary import SEVERITIES

_GRADES = {term.code: term.label.lower() for term in SEVERITIES.values()}


class EffectMinutes(NamedTuple):
    """One session.

    Attributes:
        minutes: Minutes with at least one side effect, each counted once; NaN where unknown.
        at_least: Minutes surely affected, where the whole is unknown; NaN where not even they are known.
        lacking: The side effects of unknown length, worst first, such as "dissociation (severe) without end".
    """

    minutes: float
    at_least: float
    lacking: tuple[str, ...]


def effect_minutes(given: pd.DataFrame, effects: pd.DataFrame) -> list[EffectMinutes]:
    """Return the minutes with any side effect of each session: 0 where asked and none was reported.

    They are unknown where nobody asked and nothing was reported, and where one effect lacks onset or end: without it the
    others would tell of a shorter time than there was.

    Args:
        given: Rows of ``patient_sessions``, cancelled ones left out.
        effects: Rows of ``patient_effects``.
    """
    columns = [effects[name].tolist() for name in ("session_key", "onset_minute", "resolved_minute")]
    keys, onset, resolved = ([nan if value is pd.NA else value for value in column] for column in columns)
    found = affected(keys, onset, resolved)
    lacking: dict[float, list[tuple[int, str]]] = {}
    for key, begin, end, label, grade in zip(
        keys, onset, resolved, effects["label"].tolist(), effects["severity"].tolist(), strict=True
    ):
        if not begin <= end:
            lacking.setdefault(key, []).append((-int(grade), _lacking(label, int(grade), begin, end)))
    rows = []
    for key, asked in zip(given["session_key"].tolist(), given["asked"].tolist(), strict=True):
        session = found.get(key)
        if session is None:
            rows.append(EffectMinutes(0.0 if asked else nan, nan, ()))
        else:
            words = tuple(text for _, text in sorted(lacking.get(key, [])))
            rows.append(EffectMinutes(session.minutes, session.known, words))
    return rows


def _lacking(label: object, grade: int, begin: float, end: float) -> str:
    graded = f" ({_GRADES[grade]})" if grade in _GRADES else ""
    what = (
        "without minutes"
        if isnan(begin) and isnan(end)
        else "without onset"
        if isnan(begin)
        else "without end"
    )
    if not isnan(begin) and not isnan(end):
        what = "with an end before its onset"
    return f"{' '.join(str(label).split()).lower()}{graded} {what}"
