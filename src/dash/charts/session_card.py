"""What a session mark says when pointed at: the session on a card, and what changed against the one before."""

from math import isnan, nan

import numpy as np
import pandas as pd

from dash.charts.dates import day
from dash.charts.parts import many, moments, number, numbers, texts, truths
from dash.charts.pressure import pair
from dash.charts.template import route_key
from dash.stats.affected import Affected, affected
from dash.vocabulary import DRUGS, PHASES, ROUTES, STATUSES

COLUMNS = (
    "session_number", "started_on", "started_at", "has_clock", "route", "drug", "dose_mg", "mg_per_kg", "phase",
    "days_since_previous", "pre_systolic", "pre_diastolic", "peak_systolic", "peak_diastolic", "last_systolic", "last_diastolic",
    "asked", "effects", "worst_severity", "status",
)  # fmt: skip
"""Columns of ``patient_sessions`` a card and the session rail read."""
_GRADES = ("not graded", "mild", "moderate", "severe")
_SAME_PER_KG = 0.02
"""A mg/kg within this share of the one before is the same plan, rounded."""


def changes(held: pd.DataFrame) -> list[str]:
    """Return for each session what differs from the one before: "route", "drug", "dose"; empty where nothing.

    ``held`` is in time order. A dose changed where mg and mg/kg both did: one of them alone moves with the
    body weight. What is not recorded is not compared.
    """
    plan = [(name, texts(held, name)) for name in ("route", "drug")]
    dose, per_kg = numbers(held, "dose_mg"), numbers(held, "mg_per_kg")
    found = [""] if len(held) else []
    for i in range(1, len(held)):
        words = [
            name
            for name, values in plan
            if None not in (values[i - 1], values[i]) and values[i - 1] != values[i]
        ]
        same_per_kg = abs(per_kg[i] - per_kg[i - 1]) <= _SAME_PER_KG * per_kg[i - 1]
        if not words and abs(dose[i] - dose[i - 1]) >= 0.5 and not same_per_kg:
            words.append("dose")
        found.append(", ".join(words))
    return found


def cards(held: pd.DataFrame, effects: pd.DataFrame | None, changed: list[str]) -> list[str]:
    """Return a card for each session, its lines split by ``<br>``; nothing in it comes from free text.

    Args:
        held: Rows of ``patient_sessions``.
        effects: Rows of ``patient_effects``, for the minutes; None where not at hand.
        changed: What ``changes`` said.
    """
    status = texts(held, "status")
    columns = (
        _names(held),
        _doses(held),
        _courses(held),
        _pressures(held),
        _effects(held, effects),
        [STATUSES[key].label if key in STATUSES else "" for key in status],
        [f"Changed plan: {what}" if what else "" for what in changed],
    )
    return ["<br>".join(line for line in lines if line) for lines in zip(*columns, strict=True)]


def _names(held: pd.DataFrame) -> list[str]:
    found = []
    columns = (
        numbers(held, "session_number").tolist(),
        moments(held, "started_on"),
        moments(held, "started_at"),
    )
    for which, at, begun, clock in zip(*columns, truths(held, "has_clock"), strict=True):
        when = "date not recorded" if np.isnat(at) else day(at)
        if clock is False:
            when += ", clock time not recorded"
        elif clock and not np.isnat(begun):
            when += f", {str(begun)[11:16]}"
        found.append(f"<b>Session{'' if isnan(which) else f' {which:.0f}'}</b>, {when}")
    return found


def _doses(held: pd.DataFrame) -> list[str]:
    found = []
    for route, drug, dose, per_kg in zip(
        texts(held, "route"),
        texts(held, "drug"),
        numbers(held, "dose_mg").tolist(),
        numbers(held, "mg_per_kg").tolist(),
        strict=True,
    ):
        given = "dose not recorded" if isnan(dose) else f"{number(dose)} mg"
        weight = "" if isnan(per_kg) else f" ({per_kg:.2f} mg/kg)"
        label = DRUGS[drug if drug in DRUGS else "other"].label.lower()
        found.append(f"{ROUTES[route_key(route)].label} {label} {given}{weight}")
    return found


def _courses(held: pd.DataFrame) -> list[str]:
    found = []
    for phase, days in zip(texts(held, "phase"), numbers(held, "days_since_previous").tolist(), strict=True):
        words = [PHASES[phase].label] if phase in PHASES else []
        words += [] if isnan(days) else [f"{many(days, 'day')} after the previous session"]
        found.append(", ".join(words))
    return found


def _pressures(held: pd.DataFrame) -> list[str]:
    columns = [
        numbers(held, f"{kind}_{part}").tolist()
        for kind in ("pre", "peak", "last")
        for part in ("systolic", "diastolic")
    ]
    found = []
    for levels in zip(*columns, strict=True):
        before, peak, last = pair(*levels[:2]), pair(*levels[2:4]), pair(*levels[4:])
        nothing = all(isnan(level) for level in levels)
        found.append("" if nothing else f"Pressure before {before}, peak {peak}, last {last} mmHg")
    return found


def _effects(held: pd.DataFrame, effects: pd.DataFrame | None) -> list[str]:
    """Return the side effects of each session: minutes and worst severity, none, or not asked."""
    minutes = {}
    if effects is not None:
        columns = ("session_number", "onset_minute", "resolved_minute")
        minutes = affected(*(numbers(effects, name).tolist() for name in columns))
    found = []
    for session, asked, count, worst in zip(
        numbers(held, "session_number").tolist(),
        truths(held, "asked"),
        numbers(held, "effects").tolist(),
        numbers(held, "worst_severity").tolist(),
        strict=True,
    ):
        if session in minutes or count > 0:
            known, unknown = minutes.get(session, Affected(nan, 0))
            lasted = "" if isnan(known) else f"{'at least ' if unknown else ''}{known:.0f} min, "
            graded = worst in (1, 2, 3)
            found.append(f"Side effects: {lasted}{f'worst {_GRADES[int(worst)]}' if graded else _GRADES[0]}")
        elif asked is None:
            found.append("")
        else:
            found.append("No side effect reported" if asked else "Side effects not asked for")
    return found
