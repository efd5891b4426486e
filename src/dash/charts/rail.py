"""The session rail: one mark per session under a time axis; shape and colour say the route, size the dose."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from dash.charts.dates import Moments, day, iso, seconds
from dash.charts.parts import Floats, Sheet, drawn, many, moments, number, numbers, text_px, texts
from dash.charts.template import TINY_PX, RouteMark, route_key, route_mark, route_order
from dash.vocabulary import DRUGS, ROUTES

SMALLEST_PX, LARGEST_PX, UNKNOWN_PX = 5, 12, 7
LANE_PX = 13


@dataclass(frozen=True)
class Run:
    """The sessions of one route, in time order.

    Attributes:
        at: Day of each session.
        dose: mg, NaN where not recorded.
        per_kg: mg per kg of body weight, NaN where not recorded.
        drug: Key of the drug of each session.
        session: Session number within the patient, NaN where not numbered.
    """

    route: str
    at: Moments
    dose: Floats
    per_kg: Floats
    drug: tuple[str, ...]
    session: Floats

    @property
    def label(self) -> str:
        """Such as "IV ketamine 39, 47 mg"."""
        drugs = dict.fromkeys(self.drug)
        return f"{ROUTES[self.route].short} " + ", ".join(
            f"{DRUGS[drug].label.lower()} {self.doses(drug)}" for drug in drugs
        )

    def doses(self, drug: str) -> str:
        """Return the doses of one drug in words: one or two as they are, more as a range."""
        given = [
            d
            for d, name in zip(self.dose.tolist(), self.drug, strict=True)
            if name == drug and not math.isnan(d)
        ]
        steps = list(dict.fromkeys(round(dose, 1) for dose in given))
        if not steps:
            return "dose not recorded"
        if len({round(step) for step in steps}) <= 2:
            return ", ".join(dict.fromkeys(f"{step:.0f}" for step in steps)) + " mg"
        return f"{min(steps):.0f}–{max(steps):.0f} mg"


def read_rail(sessions: pd.DataFrame) -> tuple[Run, ...]:
    """Return the sessions that took place (cancelled ones left out) by route, in the vocabulary's order."""
    held = sessions
    if "status" in held.columns:
        held = held[[status != "cancelled" for status in texts(held, "status")]]
    at = moments(held, "started_on")
    routes = np.array([route_key(key) for key in texts(held, "route")], dtype=object)
    drugs = [key if key in DRUGS else "other" for key in texts(held, "drug")]
    dose, per_kg, which = (numbers(held, name) for name in ("dose_mg", "mg_per_kg", "session_number"))
    runs = []
    for route in route_order(routes.tolist()):
        rows = np.flatnonzero((routes == route) & ~np.isnat(at))
        rows = rows[np.argsort(at[rows], kind="stable")]
        if rows.size:
            drug = tuple(drugs[row] for row in rows)
            runs.append(Run(route, at[rows], dose[rows], per_kg[rows], drug, which[rows]))
    return tuple(runs)


def rail_days(runs: Sequence[Run]) -> Moments:
    """Return the days of all sessions, in no particular order."""
    return np.concatenate([np.array([], dtype="datetime64[s]"), *(run.at for run in runs)])


class Rail:
    """The rail of one figure: where its labels stand decides how many lanes it has."""

    def __init__(self, runs: Sequence[Run], start: np.datetime64, end: np.datetime64, plot_px: float) -> None:
        """Place the labels of ``runs`` on a time axis from ``start`` to ``end``, ``plot_px`` wide."""
        self.runs = runs
        self.places = _label_places(runs, start, end, plot_px)
        self.lanes = len(runs) if self.places is None else 1

    @property
    def height(self) -> int:
        """The room it needs, px."""
        return 38 if self.lanes == 1 else LANE_PX * self.lanes + 6

    def draw(self, sheet: Sheet, row: int) -> None:
        """Draw it in panel ``row``: on one lane with labels below, or on one lane per route."""
        axis, tone = f"yaxis{row}", sheet.tone
        for lane, run in enumerate(self.runs):
            mark = route_mark(run.route, tone)
            _marks(sheet, run, mark, -lane if self.lanes > 1 else 0, row, 9 if self.lanes > 1 else LARGEST_PX)
            if self.places is None:
                words = run.doses(run.drug[0]) if len(set(run.drug)) == 1 else "several drugs"
                sheet.margin_note(words, -lane, tone.muted, row, size=TINY_PX)
            else:
                when = iso(np.array([self.places[lane]], dtype="datetime64[s]"))[0]
                sheet.note(run.label, mark.colour, x=when, y=-0.3, row=row, yanchor="top")
        if not self.runs:
            sheet.note(
                "none recorded", tone.muted, x=0.02, y=0, row=row, xref=f"x{row} domain", xanchor="left"
            )
        if self.lanes > 1:
            names = [f"{ROUTES[run.route].glyph} {ROUTES[run.route].short}" for run in self.runs]
            places = [-lane for lane in range(self.lanes)]
            sheet.axis(axis, range=[-self.lanes + 0.4, 0.6], tickvals=places, ticktext=names, showgrid=False)
        else:
            sheet.axis(axis, range=[-1.3, 0.7], tickvals=[0], ticktext=["sessions"], showgrid=False)


def _label_places(
    runs: Sequence[Run], start: np.datetime64, end: np.datetime64, plot_px: float
) -> list[np.datetime64] | None:
    """Return the middle of each label in time, None where they cannot stand in one row."""
    px = plot_px / max(1.0, seconds(end - start))
    spots = []
    for run in runs:
        half = text_px(run.label) / 2
        if half > plot_px / 2 - 4:
            return None
        middle = seconds(run.at[0] + (run.at[-1] - run.at[0]) / 2 - start) * px
        spots.append((min(max(middle, half), plot_px - half), half))
    ordered = sorted(spots)
    if any(b[0] - b[1] - a[0] - a[1] < 8 for a, b in pairwise(ordered)):
        return None
    return [start + np.timedelta64(int(spot / px), "s") for spot, _ in spots]


def _sizes(run: Run, largest: int) -> list[float]:
    """Return the diameter of each mark: mg per kg within this route and drug; a fixed one where unknown."""
    amount = np.where(np.isnan(run.per_kg), np.nan, run.per_kg)
    if np.isnan(amount).all():
        amount = run.dose
    drugs = np.array(run.drug, dtype=object)
    sizes = np.full(len(amount), float(UNKNOWN_PX))
    for drug in set(run.drug):
        known = (drugs == drug) & ~np.isnan(amount)
        if known.any():
            share = amount[known] / max(float(amount[known].max()), 1e-9)
            sizes[known] = SMALLEST_PX + (largest - SMALLEST_PX) * np.clip((share - 0.4) / 0.6, 0, 1)
    return [float(size) for size in sizes.round(1)]


def _marks(sheet: Sheet, run: Run, mark: RouteMark, lane: int, row: int, largest: int) -> None:
    unknown = np.isnan(run.dose)
    fill = [sheet.tone.page if blank else mark.colour for blank in unknown]
    edge = [mark.colour if blank else sheet.tone.page for blank in unknown]
    sheet.scatter(
        iso(run.at),
        [lane] * len(run.at),
        row,
        cliponaxis=False,
        marker={
            "symbol": mark.symbol,
            "color": fill,
            "opacity": 1,
            "size": _sizes(run, largest if len(run.at) <= 60 else 8),
            "line": {"width": 1 if len(run.at) <= 60 else 0.5, "color": edge},
        },
        hovertext=_hovers(run),
        hoverinfo="text",
    )


def _hovers(run: Run) -> list[str]:
    label, words = ROUTES[run.route].label, []
    for at, dose, per_kg, drug, session in zip(
        run.at, drawn(run.dose), drawn(run.per_kg), run.drug, drawn(run.session), strict=True
    ):
        given = "dose not recorded" if dose is None else f"{number(dose)} mg"
        weight = "" if per_kg is None else f" ({per_kg:.2f} mg/kg)"
        which = "Session" if session is None else f"Session {session:.0f}"
        words.append(f"{which}, {day(at)}<br>{label} {DRUGS[drug].label.lower()} {given}{weight}")
    return words


def rail_words(runs: Sequence[Run]) -> str:
    """Return the sessions in a sentence, for the alternative text."""
    if not runs:
        return "No session recorded."
    total = sum(len(run.at) for run in runs)
    each = []
    for run in runs:
        drugs = dict.fromkeys(run.drug)
        given = ", ".join(f"{DRUGS[drug].label.lower()} {run.doses(drug)}" for drug in drugs)
        each.append(f"{len(run.at)} {ROUTES[run.route].label.lower()} ({given})")
    return f"{many(total, 'session')} below: {'; '.join(each)}."
