"""Blood pressure in one session by minute from dose, over the patient's earlier sessions on the same route."""

from math import isnan
from textwrap import wrap

import numpy as np
import pandas as pd

from dash.charts.chart import Chart, empty
from dash.charts.parts import PARTS, Limits, Spec, many, numbers, text_px, texts, truths
from dash.charts.placing import NOWHERE, Point, Spot, free_spot
from dash.charts.pressure import numbered
from dash.charts.session_band import draw_blocks, draw_earlier, name_band, read_blocks
from dash.charts.session_course import Course, read_course
from dash.charts.session_marks import draw_ends, draw_hairlines, mark_coming, name_coming, read_ends
from dash.charts.session_view import HEIGHT_PX, RIGHT_PX, View
from dash.charts.session_words import title_words, untimed_words, view_words
from dash.charts.template import TINY_PX, VALUE_PX, Tone, route_key
from dash.vocabulary import ROUTES

CHECK_MINUTE = 40
"""Minute of the required check."""
_PEAK_SPOTS = (
    Spot("left", "top", 5, -6),
    Spot("right", "top", -5, -6),
    Spot("left", "bottom", 5, 4),
    Spot("right", "bottom", -5, 4),
    Spot("center", "bottom", 0, 8),
    Spot("center", "top", 0, -10),
)
_NAME_SPOTS = tuple(
    Spot("left", anchor, 0, sign * lift)
    for lift in (6, 14, 22)
    for anchor, sign in (("bottom", 1), ("top", -1))
)
_LAST_SPOTS = tuple(Spot("left", "middle", 9, lift) for lift in (0, 7, -7, 13, -13))


def in_session(
    readings: pd.DataFrame,
    sessions: pd.DataFrame,
    tone: Tone,
    *,
    limits: Limits,
    guide: Limits | None = None,
    goal: Limits | None = None,
    session_number: int | None = None,
    band: pd.DataFrame | None = None,
    coming: tuple[float | None, float | None] | None = None,
) -> Chart:
    """Draw one session's pressure course over the earlier ones on the same route.

    Args:
        readings: Rows of ``patient_readings``. mmHg, minutes from dose.
        sessions: Rows of ``patient_sessions``.
        tone: Colours.
        limits: Event limits, drawn over the full width.
        guide: Pre-dose guide, drawn before the dose only.
        goal: The patient's own goals, a thin line over the full width; NaN where only the other one is set.
        session_number: The session to draw; the last one if not given.
        band: The patient's own range for this session, by part and minute (see ``read_blocks``).
        coming: Systolic and diastolic before today's dose, mmHg, as far as typed: open diamonds at -15 min.

    Height 236 px. Without minutes nothing is placed: the highest values stand in a sentence instead.
    """
    held = numbered(sessions)
    typed = {
        part: float(level)
        for part, level in zip(PARTS, coming or (None, None), strict=True)
        if level is not None and not isnan(level)
    }
    if not len(held):
        none = read_course(readings.iloc[:0])
        return _only_coming(none, "No session recorded yet.", typed, tone, limits, guide, goal)
    which = numbers(held, "session_number")
    row = len(which) - 1 if session_number is None else int(np.argmin(np.abs(which - session_number)))
    title = title_words(held, row)
    every = read_course(readings)
    own = every.rows(every.session == which[row])
    if np.isnan(own.minute).all():
        said = untimed_words(own, title) if own.session.size else f"No blood pressure recorded in {title}."
        return _only_coming(own.rows(~np.isnan(own.minute)), said, typed, tone, limits, guide, goal)
    route = route_key(texts(held, "route")[row])
    same = which[:row][[route_key(key) == route for key in texts(held, "route")[:row]]]
    earlier = every.rows(np.isin(every.session, same) & ~np.isnan(every.minute))
    ends = read_ends(held, row)
    view = View(own, earlier, read_blocks(band), typed, tone, limits, ends.latest, goal)
    has_check = truths(held, "has_40")[row]
    draw_hairlines(view, CHECK_MINUTE, has_check is False)
    draw_ends(view, ends)
    name_coming(view)
    for part in PARTS:
        draw_earlier(view, part)
        draw_blocks(view, part)
        _own(view, part, guide)
    name_band(view)
    mark_coming(view)
    _undrawn(view)
    return view.sheet.chart(
        view_words(view, ends, title, has_check, CHECK_MINUTE, ROUTES[route].label.lower())
    )


def _undrawn(view: View) -> None:
    """Say how many readings of the session have no place in the figure."""
    parts = [f"{many(view.untimed, 'reading')} without a minute"] if view.untimed else []
    parts += [f"{many(view.outside, 'reading')} outside this time"] if view.outside else []
    if parts:
        place: Spec = {"xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "bottom"}
        view.sheet.note(f"not drawn: {', '.join(parts)}", view.tone.muted, x=1, y=0, **place)


def _only_coming(
    own: Course,
    said: str,
    typed: dict[str, float],
    tone: Tone,
    limits: Limits,
    guide: Limits | None,
    goal: Limits | None,
) -> Chart:
    """Say why there is no course; a reading typed for today is drawn all the same."""
    if not typed:
        return empty(tone, HEIGHT_PX, said)
    view = View(own, own, read_blocks(None), typed, tone, limits, float("nan"), goal)
    name_coming(view)
    for part in PARTS:
        _frame(view, part, guide)
    mark_coming(view)
    place: Spec = {"xref": "x domain", "yref": "y domain", "bgcolor": tone.page}
    view.sheet.note("<br>".join(wrap(said, 52)), tone.muted, x=0.56, y=0.5, **place)
    levels = ", ".join(f"{part} {level:.0f}" for part, level in typed.items())
    return view.sheet.chart(f"{said} Before today's dose, mmHg: {levels}.")


def _frame(view: View, part: str, guide: Limits | None) -> None:
    """Draw the limit, the patient's own goal, and the guide before the dose."""
    row, level = view.row(part), view.limits.part(part)
    view.sheet.limit(level, row)
    view.sheet.margin_note(f"{level:g} {view.limits.name}", level, view.tone.alert, row)
    if guide is not None:
        levels = [guide.part(part)] * 2
        said = [f"{part} {guide.part(part):g} mmHg: {guide.name}"] * 2
        view.sheet.line(
            [view.start, 0], levels, view.tone.ink, 1.4, row, dash="2px,2px", hovertext=said, hoverinfo="text"
        )
    if view.goal is not None and not isnan(own := view.goal.part(part)):
        place: Spec = {"xref": f"x{row if row > 1 else ''} domain", "yref": f"y{row if row > 1 else ''}"}
        view.sheet.rule(view.tone.muted, 1, "6px,3px,1px,3px", x0=0, x1=1, y0=own, y1=own, **place)
        view.sheet.margin_note(f"{own:g} {view.goal.name}", own, view.tone.muted, row)


def _own(view: View, part: str, guide: Limits | None) -> None:
    """Draw the session itself with its names."""
    sheet, row, colour = view.sheet, view.row(part), view.tone.part(part)
    _frame(view, part, guide)
    known = view.own.rows(~np.isnan(view.own.part(part)))
    if not known.minute.size:
        domain = {"xref": f"x{row if row > 1 else ''} domain", "yref": f"y{row if row > 1 else ''} domain"}
        sheet.note(f"<b>{part}</b> not recorded", colour, x=0.01, y=0.5, row=row, xanchor="left", **domain)
        return
    minutes, levels = known.minute.tolist(), known.part(part).tolist()
    sheet.scatter(
        minutes,
        levels,
        row,
        mode="lines+markers",
        line={"color": colour, "width": 2.6},
        marker={"size": 6, "color": colour},
        hovertemplate=f"%{{x:.0f}} min: {part} %{{y:.0f}} mmHg<extra></extra>",
    )
    _labels(view, part, minutes, levels, guide)


def _labels(view: View, part: str, minutes: list[float], levels: list[float], guide: Limits | None) -> None:
    """Name the line, its peak after the dose and its last reading, off everything drawn."""
    sheet, colour, row = view.sheet, view.tone.part(part), view.row(part)
    path, *lines = view.lines(part)
    taken = view.taken[part]
    after = [i for i, minute in enumerate(minutes) if minute > 0]
    end, last = len(levels) - 1, f"{levels[-1]:.0f}"
    limit_px = view.point(part, view.end, view.limits.part(part))
    margin = [(limit_px[0] + 6, limit_px[0] + RIGHT_PX, limit_px[1] - 6, limit_px[1] + 6)]
    if view.goal is not None and not isnan(own := view.goal.part(part)):
        _, y = view.point(part, view.end, own)
        margin.append((limit_px[0] + 6, limit_px[0] + RIGHT_PX, y - 6, y + 6))
    spot = free_spot(path[end], (62, 12), _LAST_SPOTS, [lines[0]], margin)
    taken.append(spot.box(path[end], 62, 12))
    word = "last" if after else "before dose"
    sheet.note(f"<b>{last}</b> {word}", colour, x=minutes[end], y=levels[end], row=row, **vars(spot))
    if after:
        sheet.scatter(
            [minutes[end]],
            [levels[end]],
            row,
            hoverinfo="skip",
            marker={"symbol": "line-ns", "size": 16, "line": {"width": 2.4, "color": colour}},
        )
    if after and (peak := max(after, key=lambda i: levels[i])) != end:
        size = (28.0, 17.0)
        spot = free_spot(path[peak], size, _PEAK_SPOTS, [path, *lines], taken)
        taken.append(spot.box(path[peak], *size))
        sheet.note(
            f"<b>{levels[peak]:.0f}</b>",
            colour,
            x=minutes[peak],
            y=levels[peak],
            row=row,
            size=VALUE_PX,
            bgcolor=view.tone.page,
            borderpad=0,
            **vars(spot),
        )
    if guide is not None:
        lines.append(view.across(part, guide.part(part), 0))
    start = view.point(part, view.start + 1, levels[0])
    spot = free_spot(start, (48, 13), _NAME_SPOTS, [path, *lines], taken)
    taken.append(spot.box(start, 48, 13))
    sheet.note(f"<b>{part}</b>", colour, x=view.start + 1, y=levels[0], row=row, **vars(spot))
    if guide is not None:
        _name_guide(view, part, guide, path)


def _name_guide(view: View, part: str, guide: Limits, path: list[Point]) -> None:
    """Name the guide where there is room; pointing at its line says it anyway."""
    name, level = "guide", guide.part(part)
    point, size = view.point(part, view.start + 1, level), (text_px(name, TINY_PX), 12.0)
    spots = (Spot("left", "bottom", 0, 1), Spot("left", "top", 0, -1), NOWHERE)
    spot = free_spot(point, size, spots, [path], view.taken[part])
    if spot is not NOWHERE:
        view.taken[part].append(spot.box(point, *size))
        place = vars(spot) | {"size": TINY_PX}
        view.sheet.note(name, view.tone.muted, x=view.start + 1, y=level, row=view.row(part), **place)
