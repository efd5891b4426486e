"""Blood pressure before the dose, at its peak and at the last reading, session by session."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dash.charts.chart import Chart, empty
from dash.charts.dates import day
from dash.charts.parts import (
    NARROW_PX,
    PARTS,
    Floats,
    Limits,
    Sheet,
    Spec,
    drawn,
    many,
    moments,
    numbers,
    spread,
    truths,
)
from dash.charts.pressure import Panels, listed, numbered, pair
from dash.charts.rail import CHANGED, SLOT_LANE_PX, add_lane, slot_rail
from dash.charts.runs import read_runs
from dash.charts.slots import Slots
from dash.charts.template import SMALL_PX, TINY_PX, Tone, tint
from dash.stats.median import median

LEFT_PX, RIGHT_PX, BOTTOM_PX = 34, 104, 19
_PLOT_PX = NARROW_PX - LEFT_PX - RIGHT_PX


@dataclass(frozen=True)
class _Points:
    """One entry per session; mmHg, NaN where not recorded.

    Attributes:
        session: Session number.
        pre, peak, last: By part, from readings with a minute.
        highest: By part, the highest of readings without a minute.
        no_check: The reading at the required check is missing.
        untimed: Only readings without a minute.
        nothing: No reading at all.
    """

    session: Floats
    pre: dict[str, Floats]
    peak: dict[str, Floats]
    last: dict[str, Floats]
    highest: dict[str, Floats]
    no_check: np.ndarray
    untimed: np.ndarray
    nothing: np.ndarray


def dumbbell(
    sessions: pd.DataFrame,
    tone: Tone,
    *,
    limits: Limits,
    effects: pd.DataFrame | None = None,
    check_minute: float = 40,
    height: int = 168,
) -> Chart:
    """Draw pre-dose, peak and last pressure of every session over the session rail.

    Above 24 sessions the past is compressed.

    Args:
        sessions: Rows of ``patient_sessions``. mmHg.
        tone: Colours.
        limits: Event limits, drawn over the full width.
        effects: Rows of ``patient_effects``, for the session cards; None where not at hand.
        check_minute: Minute of the required check, for the words only.
        height: px.

    A session without the check's reading has a crossed peak: it is the highest recorded, not the peak. A session
    without minutes has a ring with a dot at its highest reading. A session without readings stays empty.
    """
    held = numbered(sessions)
    if not len(held):
        return empty(tone, height, "No session recorded yet.")
    points = _points(held)
    if points.nothing.all():
        return empty(tone, height, f"No blood pressure recorded in {many(len(held), 'session')}.")
    key = _key(points, check_minute)
    top = 20 if key else 4
    sheet = Sheet(tone, height, (LEFT_PX, RIGHT_PX, top, BOTTOM_PX))
    values = {
        part: np.concatenate(
            [group[part] for group in (points.pre, points.peak, points.last, points.highest)]
        )
        for part in PARTS
    }
    inner = height - top - BOTTOM_PX
    panels = Panels(sheet, values, limits, inner - SLOT_LANE_PX, floor=(108, 62))
    lane = add_lane(sheet, len(PARTS), SLOT_LANE_PX / inner)
    slots = Slots(points.session, _PLOT_PX)
    for row, part in enumerate(PARTS, start=1):
        _stems(sheet, points, part, slots, row)
        _marks(sheet, points, part, slots, limits, row)
        sheet.limit(limits.part(part), row)
        _last_names(sheet, points, part, limits, panels, row)
    runs = read_runs(held, effects, dated=False)
    slot_rail(sheet, runs, points.session, slots.place, slots.past, slots.slot_px, lane)
    slots.draw(sheet, ("xaxis", "xaxis2", f"xaxis{lane}"))
    under: Spec = {"yref": "paper", "yanchor": "top", "yshift": 1}
    sheet.margin_note("session number", 0, tone.muted, **under)
    if any(any(run.changed) for run in runs):
        sheet.margin_note(CHANGED, 0, tone.muted, lane, size=TINY_PX)
    if key:
        sheet.note(
            key, tone.muted, x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom", yshift=4
        )
    return sheet.chart(_words(points, held, limits, check_minute))


def _points(held: pd.DataFrame) -> _Points:
    pre, peak, last = (
        {part: numbers(held, f"{kind}_{part}") for part in PARTS} for kind in ("pre", "peak", "last")
    )
    highest = {part: numbers(held, f"highest_{part}_untimed") for part in PARTS}

    def has(*groups: dict[str, Floats]) -> np.ndarray:
        known = [~np.isnan(group[part]) for group in groups for part in PARTS]
        return np.asarray(np.any(known, axis=0))

    timed = has(pre, peak, last)
    missing = np.array([answer is False for answer in truths(held, "has_40")], dtype=bool)
    return _Points(
        session=numbers(held, "session_number"),
        pre=pre,
        peak=peak,
        last=last,
        highest=highest,
        no_check=missing & has(peak),
        untimed=has(highest) & ~timed,
        nothing=~timed & ~has(highest),
    )


def _key(points: _Points, check_minute: float) -> str:
    """Return what the unusual marks mean and which sessions have them, at most one line long."""
    parts = [
        (f"⊕ {check_minute:g} min missing: ", points.no_check),
        ("◎ no minutes, highest recorded: ", points.untimed),
        ("no reading: ", points.nothing),
    ]
    return "   ".join(f"{word}{listed(points.session[mask].tolist())}" for word, mask in parts if mask.any())


def _stems(sheet: Sheet, points: _Points, part: str, slots: Slots, row: int) -> None:
    """Join pre-dose and peak of each recent session; in the compressed past stems would be a smear."""
    x: list[float | None] = []
    y: list[float | None] = []
    here = ~slots.past
    for place, low, high in zip(
        slots.place[here].tolist(),
        drawn(points.pre[part][here]),
        drawn(points.peak[part][here]),
        strict=True,
    ):
        x += [place, place, None]
        y += [low, high, None]
    sheet.line(x, y, tint(sheet.tone.part(part), 0.45), 2.0, row)


def _marks(sheet: Sheet, points: _Points, part: str, slots: Slots, limits: Limits, row: int) -> None:
    tone, colour = sheet.tone, sheet.tone.part(part)
    over = points.peak[part] >= limits.part(part)
    past = slots.past
    small = np.where(past & ~over, 3.0, np.where(past, 6.0, 8.0))
    crossed = [
        "circle-cross-open" if cross and not old else "circle"
        for cross, old in zip(points.no_check, past, strict=True)
    ]
    recent = np.where(past, np.nan, 1.0)
    pale = [tint(colour, 0.45) if old and not high else colour for old, high in zip(past, over, strict=True)]
    marks: tuple[tuple[str, Floats, object, object, object, object], ...] = (
        ("before dose", points.pre[part] * recent, "circle", 7, tone.page, 1.5),
        ("peak", points.peak[part], crossed, small.tolist(), pale, np.where(past, 0, 1).tolist()),
        ("last", points.last[part] * recent, "line-ew", 9, colour, 2),
        (
            "highest recorded, no minutes,",
            points.highest[part],
            "circle-open-dot",
            np.where(past, 5, 9).tolist(),
            colour,
            1.3,
        ),
    )
    for kind, levels, symbol, size, fill, width in marks:
        if np.isnan(levels).all():
            continue
        sheet.scatter(
            slots.place.tolist(),
            drawn(levels),
            row,
            marker={
                "symbol": symbol,
                "size": size,
                "color": fill,
                "opacity": 1,
                "line": {"color": colour, "width": width},
            },
            customdata=points.session.tolist(),
            hovertemplate=f"Session %{{customdata:.0f}}: {kind} {part} %{{y:.0f}} mmHg<extra></extra>",
        )


def _last_names(sheet: Sheet, points: _Points, part: str, limits: Limits, panels: Panels, row: int) -> None:
    """Name the marks of the last session in the margin; the limit takes part in the spacing."""
    peak = "highest" if points.no_check[-1] else "peak"
    named = [
        (limits.name, limits.part(part)),
        (peak, points.peak[part][-1]),
        ("highest", points.highest[part][-1]),
        ("last", points.last[part][-1]),
        ("pre-dose", points.pre[part][-1]),
    ]
    shown = [(name, float(level)) for name, level in named if not np.isnan(level)]
    places = spread([level for _, level in shown], (SMALL_PX + 0.5) / panels.px, panels.ranges[part])
    for (name, level), place in zip(shown, places, strict=True):
        colour = sheet.tone.alert if name == limits.name else sheet.tone.part(part)
        sheet.margin_note(f"{level:g} {name}", place, colour, row)


def _words(points: _Points, held: pd.DataFrame, limits: Limits, check_minute: float) -> str:
    total, at = len(points.session), moments(held, "started_on")[-1]
    when = "" if np.isnat(at) else f", {day(at)}"
    lines = [
        f"Blood pressure by session, mmHg: {many(total, 'session')}. Last session ({points.session[-1]:.0f}{when}):"
    ]
    if points.nothing[-1]:
        lines.append("no reading.")
    elif points.untimed[-1]:
        lines.append(f"no minutes recorded, highest {pair(*(points.highest[part][-1] for part in PARTS))}.")
    else:
        peak = f"highest recorded ({check_minute:g} min missing)" if points.no_check[-1] else "peak"
        lines.append(
            f"before dose {pair(*(points.pre[part][-1] for part in PARTS))}, "
            f"{peak} {pair(*(points.peak[part][-1] for part in PARTS))}, "
            f"last reading {pair(*(points.last[part][-1] for part in PARTS))}."
        )
    past = {part: points.peak[part][:-1][~np.isnan(points.peak[part][:-1])] for part in PARTS}
    if all(levels.size for levels in past.values()):
        lines.append(
            f"Median peak of earlier sessions {pair(*(median(past[part].tolist()) for part in PARTS))}."
        )
    over = np.any([points.peak[part] >= limits.part(part) for part in PARTS], axis=0)
    lines.append(
        f"{many(int(over.sum()), 'session')} at or above the {limits.systolic:g}/{limits.diastolic:g} {limits.name}."
    )
    for mask, word in (
        (points.no_check, f"without the {check_minute:g} minute reading"),
        (points.untimed, "without minutes, shown as highest recorded"),
        (points.nothing, "without any reading"),
    ):
        if mask.any():
            lines.append(
                f"{many(int(mask.sum()), 'session')} {word} ({listed(points.session[mask].tolist())})."
            )
    return " ".join(lines)
