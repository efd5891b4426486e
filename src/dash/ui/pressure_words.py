"""Sentences of the blood pressure page, from the tables that its figures draw."""

import pandas as pd

from dash.ui import words


def recovery(counts: pd.DataFrame) -> str:
    """Say how many sessions the recovery curves rest on, who is left out, and what is seen late.

    Args:
        counts: Rows of ``pressure_recovery_counts``.
    """
    total = counts.sum(numeric_only=True)
    inside, back, away, near, no_pre, no_after = (
        int(total.get(name, 0))
        for name in ("in_curve", "back", "not_back", "last_near", "no_pre_dose", "nothing_after")
    )
    parts = [
        f"{words.plural(inside, 'session')} in the curves: {back:,} seen back, {away + near:,} counted up to their "
        f"last reading ({near:,} of these ended near pre-dose with their highest reading)"
    ]
    gaps = counts.dropna(subset=["gap_p90"])
    if len(gaps):
        low, high = gaps["gap_median"].min(), gaps["gap_median"].max()
        span = f"{low:.0f}" if low == high else f"{low:.0f}–{high:.0f}"
        parts.append(f"seen back only when measured: up to {span} min late in half of them, by route")
    parts.append(f"left out: {no_pre:,} without a reading before the dose, {no_after:,} without one after it")
    return " · ".join(parts)
