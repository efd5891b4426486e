"""The patient's own range of pressure by minute, and the earlier sessions behind it."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from dash.charts.parts import PARTS, many, numbers, text_px, texts
from dash.charts.placing import NOWHERE, Spot, free_spot
from dash.charts.template import CLEAR, tint

if TYPE_CHECKING:
    from dash.charts.session_view import View

MOST_LINES = 20
"""Earlier sessions drawn as lines where the own range shows them all."""
_HALF_MINUTES = 5.0


class Block(NamedTuple):
    """The own range over some minutes; mmHg.

    Attributes:
        start, end: Minutes from dose it holds for.
        sessions: Earlier sessions with a reading there.
    """

    start: float
    end: float
    low: float
    high: float
    sessions: float


def read_blocks(band: pd.DataFrame | None) -> dict[str, list[Block]]:
    """Return the own range by part, in order of time; a minute that is not in ``band`` is a gap.

    ``band`` has the columns ``part``, ``minute``, ``low``, ``high``, ``sessions`` and, where a row holds for
    other than 5 minutes to either side, ``start`` and ``end``.
    """
    found: dict[str, list[Block]] = {part: [] for part in PARTS}
    if band is None:
        return found
    minute = numbers(band, "minute")
    start, end = numbers(band, "start"), numbers(band, "end")
    start = np.where(np.isnan(start), minute - _HALF_MINUTES, start)
    end = np.where(np.isnan(end), minute + _HALF_MINUTES, end)
    rows = zip(
        texts(band, "part"),
        start,
        end,
        *(numbers(band, name) for name in ("low", "high", "sessions")),
        strict=True,
    )
    for part, *block in rows:
        if part in found and not np.isnan(block[:4]).any():
            found[part].append(Block(*map(float, block)))
    return {part: sorted(blocks) for part, blocks in found.items()}


def band_sessions(blocks: dict[str, list[Block]]) -> float:
    """Return the most earlier sessions any minute of the range rests on; 0 where there is none."""
    counts = [block.sessions for part in blocks.values() for block in part if not np.isnan(block.sessions)]
    return max(counts, default=0.0)


def draw_blocks(view: "View", part: str) -> None:
    """Draw the own range; blocks that touch are one shape, a gap stays open."""
    runs: list[list[Block]] = []
    for block in view.blocks[part]:
        if runs and block.start <= runs[-1][-1].end:
            runs[-1].append(block)
        else:
            runs.append([block])
    x: list[float | None] = []
    y: list[float | None] = []
    for run in runs:
        across = [max(view.start, minute) for block in run for minute in (block.start, block.end)]
        low = [block.low for block in run for _ in range(2)]
        high = [block.high for block in run for _ in range(2)]
        # One trace for all of them: a missing value between two ends a shape.
        x += [*across, *reversed(across), across[0], None]
        y += [*high, *reversed(low), high[0], None]
    if x:
        colour = tint(view.tone.part(part), 0.16)
        view.sheet.line(x[:-1], y[:-1], CLEAR, 0, view.row(part), fill="toself", fillcolor=colour)


def name_band(view: "View") -> None:
    """Write once, beside the range of one of the pressures, what it is and how many sessions it rests on."""
    count = band_sessions(view.blocks)
    name = f"own range, {count:.0f} earlier" if count else "own range"
    places = [(part, *place) for part in PARTS for place in _places(view, part)]
    if not places:
        return
    free = (place for place in places if _is_free(view, *place, (text_px(name), 12.0)))
    part, block, spot, level = next(free, places[-1])
    view.sheet.note(name, view.tone.muted, x=block.start, y=level, row=view.row(part), **vars(spot))


def _places(view: "View", part: str) -> list[tuple[Block, Spot, float]]:
    """Return where the range of a part could be named: over it or under it, late minutes first."""
    blocks = view.blocks[part]
    after = [block for block in blocks if block.start > 0] or blocks
    over = [(block, Spot("left", "bottom", 0, 2), block.high) for block in reversed(after)]
    return over + [(block, Spot("left", "top", 0, -2), block.low) for block in reversed(after)]


def _is_free(
    view: "View", part: str, block: Block, spot: Spot, level: float, size: tuple[float, float]
) -> bool:
    point = view.point(part, block.start, level)
    if point[0] + size[0] >= (view.end - view.start) * view.px or point[1] <= size[1]:
        return False
    lines = [*view.lines(part), *(view.across(part, low) for low in view.panels.ranges[part][1:])]
    return free_spot(point, size, (spot, NOWHERE), lines, view.taken[part]) is spot


def draw_earlier(view: "View", part: str) -> None:
    """Draw the earlier sessions as thin grey lines in one trace; over a range only the most recent of them."""
    known = view.earlier.rows(~np.isnan(view.earlier.part(part)))
    if view.blocks[part]:
        known = known.rows(np.isin(known.session, np.unique(view.earlier.session)[-MOST_LINES:]))
    count = np.unique(known.session).size
    if not count:
        return
    x: list[float | None] = []
    y: list[float | None] = []
    hover: list[str] = []
    before = None
    for session, minute, level in zip(
        known.session.tolist(), known.minute.tolist(), known.part(part).tolist(), strict=True
    ):
        if before is not None and session != before:
            x.append(minute)
            y.append(None)
            hover.append("")
        x.append(minute)
        y.append(level)
        hover.append(f"Session {session:.0f}, {minute:.0f} min: {level:.0f} mmHg")
        before = session
    opacity = 0.38 if count <= 25 else max(0.10, 0.38 * 25 / count)
    colour = tint(view.tone.muted, round(opacity, 2))
    view.sheet.line(x, y, colour, 0.8, view.row(part), hovertext=hover, hoverinfo="text")


def band_words(view: "View") -> str:
    """Return the own range in a sentence, for the alternative text."""
    count = band_sessions(view.blocks)
    if not count:
        return ""
    said = []
    for part in PARTS:
        blocks = view.blocks[part]
        if not blocks:
            continue
        outside = 0
        for minute, level in zip(view.own.minute.tolist(), view.own.part(part).tolist(), strict=True):
            here = [block for block in blocks if block.start <= minute < block.end]
            outside += any(not block.low <= level <= block.high for block in here)
        said.append(f"{part} {many(outside, 'reading')} outside")
    return f"Pale band: own range of {many(count, 'earlier session')}, 10 to 90 %; {', '.join(said)}."
