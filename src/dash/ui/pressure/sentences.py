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


def log_rank(found: pd.DataFrame) -> str:
    """Say whether the recovery curves differ between routes, or why that cannot be said.

    Args:
        found: The row of ``pressure_log_rank``.
    """
    routes, sessions, p, why = found[["routes", "sessions", "p", "why"]].to_numpy(object).tolist()[0]
    if why:
        return f"**Log-rank test**: none, {why}."
    size = "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
    return (
        f"**Log-rank test**, {routes} routes, {words.plural(sessions, 'session')}: {size} "
        ":gray[· between patients; routes were not randomised, nor measured at the same minutes]"
    )


def events(months: pd.DataFrame, *, by_month: bool) -> str:
    """Say how common events are, which chart that calls for, and what the limits of the one shown are.

    Args:
        months: Rows of ``pressure_monthly``; its baseline says how common they are.
        by_month: Whether the monthly rate is shown, not the sessions between events.
    """
    if months.empty or not int(months["usual_total"].iloc[0]):
        return "No session of the first year can be judged: no usual rate, no limits."
    first = months.iloc[0]
    found, total, held = (int(first[name]) for name in ("usual_events", "usual_total", "usual_months"))
    each = words.number(found / held, 1 if found < 10 * held else 0)
    rate = f"{each} a month in the first year ({found:,} of {words.plural(total, 'session')})"
    if first["chart"] == "g":
        said = f"**Rare**: {rate}, so sessions between events, not monthly rates."
        return f"{said} Limit: what chance explains." if by_month else said
    said = f"**Common**: {rate}."
    if not by_month:
        return f"{said} The monthly rate says more."
    if first["why"]:
        return f"{said} No limits: {first['why']}."
    spread = float(first["spread"])
    return f"{said} Laney's limits: months vary {f'{spread:.1f} times' if spread > 1 else 'no more than'} chance."
