"""The first sentence: what was given last, and how the symptoms stand."""

from datetime import date

import pandas as pd

from dash.reports.spoken.words import as_date, known, number, on, written
from dash.rulebook.course import standing_words
from dash.stats.course_frames import frame_course, totals_of
from dash.vocabulary import DRUGS, INSTRUMENTS, PHASES, ROUTES
from dash.wording import count


def given_and_course(
    given: pd.DataFrame, scores: pd.DataFrame, day: date, instrument: str, baseline_days: int
) -> str:
    """Say the last session's drug, dose and place in the course, then how the last total stands, and the best one."""
    last = _last_given(given.iloc[-1], day) if len(given) else "No session has been given"
    return f"{last}; {_course(given, scores, day, instrument, baseline_days)}."


def _last_given(row: pd.Series, day: date) -> str:
    started = as_date(row["started_on"])
    parts = [f"session {number(row['session_number'])}"]
    if row["phase"] in ("induction", "maintenance"):
        parts.append(PHASES[row["phase"]].label.lower())
    if known(row["days_since_previous"]):
        parts.append(f"{count(int(row['days_since_previous']), 'day')} after the one before")
    away = (day - started).days
    when = (
        "on the day of review"
        if away == 0
        else f"{count(abs(away), 'day')} {'before' if away > 0 else 'after'} review"
    )
    return f"Last given on {on(started)} ({when}): {_given(row)}, {', '.join(parts)}"


def _given(row: pd.Series) -> str:
    drug = written(row["drug_as_written"]) if _other(row, "drug") else DRUGS[row["drug"]].label.lower()
    route = written(row["route_as_written"]) if _other(row, "route") else ROUTES[row["route"]].label.lower()
    dose = f"{number(row['dose_mg'], 1)} mg" if known(row["dose_mg"]) else "(dose not recorded)"
    per_kg = f" ({number(row['mg_per_kg'], 2)} mg/kg)" if known(row["mg_per_kg"]) else ""
    return f"{drug} {dose}{per_kg} {route}"


def _other(row: pd.Series, column: str) -> bool:
    return row[column] == "other" and known(row[f"{column}_as_written"])


def _course(given: pd.DataFrame, scores: pd.DataFrame, day: date, instrument: str, baseline_days: int) -> str:
    known_as = INSTRUMENTS.get(instrument)
    label = known_as.label if known_as else written(instrument)
    totals = totals_of(scores, instrument)
    if totals.empty:
        return f"no {label} total is recorded"
    first, last = totals.iloc[0], totals.iloc[-1]
    standing = standing_words(frame_course(scores, given, instrument, baseline_days).standing, day)
    stands = f", {standing}" if standing else ""
    if len(totals) == 1:
        return f"the only {label} total is {_points(last)}{stands}"
    worse_up = known_as.higher_is_worse if known_as else True
    best = totals.iloc[int(totals["value"].argmin() if worse_up else totals["value"].argmax())]
    return (
        f"{label} was {_points(last)}{stands}, first {_points(first)}, "
        f"{'lowest' if worse_up else 'highest'} {_points(best)}, of {len(totals)} totals"
    )


def _points(row: pd.Series) -> str:
    return f"{number(row['value'], 1)} on {on(row['measured_at'])}"
