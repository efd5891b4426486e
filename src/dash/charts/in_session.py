"""Blood pressure in one session by minute from dose, over the patient's earlier sessions on the same route."""

import numpy as np
import pandas as pd

from dash.charts.chart import Chart, empty
from dash.charts.dates import day
from dash.charts.parts import NARROW_PX, PARTS, Limits, Sheet, many, moments, numbers, texts, truths
from dash.charts.placing import Spot, free_spot
from dash.charts.pressure import Panels, numbered, pair
from dash.charts.session_course import Course, envelope, read_course
from dash.charts.template import VALUE_PX, Tone, route_key, tint
from dash.vocabulary import ROUTES

LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 34, 104, 4, 34
_PLOT_PX = NARROW_PX - LEFT_PX - RIGHT_PX
_EARLIEST, _LATEST = -60, 360
"""Minutes beyond which a reading of the session is counted but not drawn."""
HEIGHT_PX = 292
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
    session_number: int | None = None,
    check_minute: float = 40,
    band_sessions: int = 3,
) -> Chart:
    """Draw one session's pressure course over the earlier ones on the same route.

    Args:
        readings: Rows of ``patient_readings``. mmHg, minutes from dose.
        sessions: Rows of ``patient_sessions``.
        tone: Colours.
        limits: Event limits, drawn over the full width.
        guide: Pre-dose guide, drawn before the dose only.
        session_number: The session to draw; the last one if not given.
        check_minute: Minute of the required check, a hairline.
        band_sessions: Earlier sessions needed for their 10 to 90 % band, in all and at each minute.

    Height 292 px. Without minutes nothing is placed: the highest
    values stand in a sentence instead.
    """
    held = numbered(sessions)
    if not len(held):
        return empty(tone, HEIGHT_PX, "No session recorded yet.")
    which = numbers(held, "session_number")
    row = len(which) - 1 if session_number is None else int(np.argmin(np.abs(which - session_number)))
    title = _title(held, row)
    every = read_course(readings)
    own = every.rows(every.session == which[row])
    if not own.session.size:
        return empty(tone, HEIGHT_PX, f"No blood pressure recorded in {title}.")
    timed = own.rows(~np.isnan(own.minute))
    if not timed.session.size:
        return empty(tone, HEIGHT_PX, _untimed_words(own, title))
    route = route_key(texts(held, "route")[row])
    same = which[:row][[route_key(key) == route for key in texts(held, "route")[:row]]]
    earlier = every.rows(np.isin(every.session, same) & ~np.isnan(every.minute))
    view = _View(timed, earlier, tone, limits, HEIGHT_PX)
    for part in PARTS:
        _earlier(view, part, band_sessions)
        _own(view, part, guide)
    _hairlines(view, check_minute, truths(held, "has_40")[row] is False)
    return view.sheet.chart(
        _words(view, title, truths(held, "has_40")[row], check_minute, ROUTES[route].label.lower())
    )


def _title(held: pd.DataFrame, row: int) -> str:
    at, number = moments(held, "started_on")[row], numbers(held, "session_number")[row]
    route = ROUTES[route_key(texts(held, "route")[row])].label.lower()
    return f"session {number:.0f} ({'' if np.isnat(at) else day(at) + ', '}{route})"


def _untimed_words(own: Course, title: str) -> str:
    highest = pair(
        *(float(np.nanmax(own.part(part))) if not np.isnan(own.part(part)).all() else None for part in PARTS)
    )
    return (
        f"No clock times in {title}: {many(len(own.session), 'reading')} cannot be placed by minute. "
        f"Highest recorded {highest} mmHg."
    )


class _View:
    """The sheet with its scales; the x axis reaches as far as the session's own readings."""

    def __init__(self, own: Course, earlier: Course, tone: Tone, limits: Limits, height: int) -> None:
        inside = (own.minute >= _EARLIEST) & (own.minute <= _LATEST)
        self.own, self.earlier, self.limits, self.tone = own.rows(inside), earlier, limits, tone
        self.outside = int((~inside).sum())
        first, last = (self.own.minute.min(), self.own.minute.max()) if self.own.minute.size else (0.0, 0.0)
        self.start, self.end = min(-20.0, float(first) - 4), max(136.0, float(last) + 12)
        self.px = _PLOT_PX / (self.end - self.start)
        shown = earlier.rows((earlier.minute >= self.start) & (earlier.minute <= self.end))
        values = {part: np.concatenate([self.own.part(part), shown.part(part)]) for part in PARTS}
        self.sheet = Sheet(tone, height, (LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX))
        self.panels = Panels(self.sheet, values, limits, height - TOP_PX - BOTTOM_PX, floor=(102, 58))
        wide = self.end - self.start > 200
        ticks = [0, 40, 120, 180, 240, 300, 360] if wide else [-15, 0, 20, 40, 60, 90, 120]
        axis = {
            "range": [self.start, self.end],
            "tickvals": [t for t in ticks if t <= self.end],
            "showline": False,
        }
        self.sheet.axis("xaxis", **axis)
        self.sheet.axis("xaxis2", **axis, title="minutes from dose")

    def point(self, part: str, minute: float, level: float) -> tuple[float, float]:
        """Return a reading's place in its panel, px at the narrowest width."""
        return (minute - self.start) * self.px, self.panels.y(part, level)

    def across(self, part: str, level: float, until: float | None = None) -> list[tuple[float, float]]:
        """Return a level line of the panel as a path in px."""
        return [
            self.point(part, self.start, level),
            self.point(part, self.end if until is None else until, level),
        ]


def _row(part: str) -> int:
    return PARTS.index(part) + 1


def _earlier(view: _View, part: str, band_sessions: int) -> None:
    """Draw the earlier sessions as thin grey lines in one trace, with their 10 to 90 % band."""
    sheet, past, row = view.sheet, view.earlier, _row(part)
    known = past.rows(~np.isnan(past.part(part)))
    ids = np.unique(known.session)
    if not ids.size:
        return
    minutes, low, high = envelope(known, part, band_sessions)
    if len(minutes) > 1:
        sheet.band(minutes, low, high, tint(view.tone.part(part), 0.13), row)
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
    opacity = 0.38 if len(ids) <= 25 else max(0.10, 0.38 * 25 / len(ids))
    sheet.line(x, y, tint(view.tone.muted, round(opacity, 2)), 0.8, row, hovertext=hover, hoverinfo="text")


def _own(view: _View, part: str, guide: Limits | None) -> None:
    """Draw the session itself, its peak, its last reading, the limit and the guide before the dose."""
    sheet, tone, row, colour = view.sheet, view.tone, _row(part), view.tone.part(part)
    level = view.limits.part(part)
    sheet.limit(level, row)
    sheet.margin_note(f"{level:g} {view.limits.name}", level, tone.alert, row)
    if guide is not None:
        sheet.line([view.start, 0], [guide.part(part)] * 2, tone.ink, 1.4, row, dash="2px,2px")
    known = view.own.rows(~np.isnan(view.own.part(part)))
    if not known.minute.size:
        sheet.note(
            f"<b>{part}</b> not recorded",
            colour,
            x=0.01,
            y=0.5,
            row=row,
            xanchor="left",
            xref=f"x{row if row > 1 else ''} domain",
            yref=f"y{row if row > 1 else ''} domain",
        )
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


def _labels(view: _View, part: str, minutes: list[float], levels: list[float], guide: Limits | None) -> None:
    """Name the line, its peak after the dose and its last reading, off everything drawn."""
    sheet, colour, row = view.sheet, view.tone.part(part), _row(part)
    level = view.limits.part(part)
    path = [view.point(part, minute, value) for minute, value in zip(minutes, levels, strict=True)]
    lines = [path, view.across(part, level), view.across(part, view.panels.ranges[part][0])]
    after = [i for i, minute in enumerate(minutes) if minute > 0]
    end, last = len(levels) - 1, f"{levels[-1]:.0f}"
    limit_px = view.point(part, view.end, level)
    limit_box = (limit_px[0] + 6, limit_px[0] + RIGHT_PX, limit_px[1] - 6, limit_px[1] + 6)
    spot = free_spot(path[end], (62, 12), _LAST_SPOTS, [lines[1]], [limit_box])
    last_box = spot.box(path[end], 62, 12)
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
    name_boxes = [last_box]
    if after and (peak := max(after, key=lambda i: levels[i])) != end:
        size = (28.0, 17.0)
        spot = free_spot(path[peak], size, _PEAK_SPOTS, lines, name_boxes)
        name_boxes.append(spot.box(path[peak], *size))
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
    spot = free_spot(start, (48, 13), _NAME_SPOTS, lines, name_boxes)
    sheet.note(f"<b>{part}</b>", colour, x=view.start + 1, y=levels[0], row=row, **vars(spot))


def _hairlines(view: _View, check_minute: float, check_missing: bool) -> None:
    """Mark dose and required check over both panels."""
    check = f"{check_minute:g} min check" + (" missing" if check_missing else "")
    for minute, name in ((0, "dose"), (check_minute, check)):
        view.sheet.rule(view.tone.faint, 1, xref="x2", x0=minute, x1=minute, yref="paper", y0=0, y1=1)
        view.sheet.note(
            name, view.tone.muted, x=minute, y=1, yref="paper", xanchor="left", yanchor="top", xshift=3
        )
    if view.outside:
        view.sheet.note(
            f"{many(view.outside, 'reading')} outside this time not drawn",
            view.tone.muted,
            x=1,
            y=0,
            xref="paper",
            yref="paper",
            xanchor="right",
            yanchor="bottom",
        )


def _words(view: _View, title: str, has_check: bool | None, check_minute: float, route: str) -> str:
    own, past, limits = view.own, view.earlier, view.limits
    lines = [f"Blood pressure in {title} by minute from dose, mmHg: {many(len(own.minute), 'reading')}."]
    before = own.rows(own.minute <= 0)
    after = own.rows(own.minute > 0)
    if before.minute.size:
        lines.append(f"Before dose {pair(before.systolic[-1], before.diastolic[-1])}.")
    if after.minute.size:
        for part in PARTS:
            levels = after.part(part)
            if not np.isnan(levels).all():
                top = int(np.nanargmax(levels))
                over = "at or above" if levels[top] >= limits.part(part) else "below"
                lines.append(
                    f"Highest {part} {levels[top]:.0f} at {after.minute[top]:.0f} min, {over} the "
                    f"{limits.part(part):g} {limits.name}."
                )
        lines.append(f"Last {pair(after.systolic[-1], after.diastolic[-1])} at {after.minute[-1]:.0f} min.")
    else:
        lines.append("No reading after the dose.")
    if has_check is False:
        lines.append(f"The reading at {check_minute:g} min is missing.")
    if view.outside:
        lines.append(f"{many(view.outside, 'reading')} outside the time shown.")
    earlier = np.unique(past.session)
    if not earlier.size:
        return " ".join([*lines, f"No earlier {route} session with timed readings."])
    later = past.rows((past.minute > 0) & ~np.isnan(past.systolic))
    peaks = [float(later.systolic[later.session == one].max()) for one in np.unique(later.session)]
    usual = f", median of their highest systolic {np.median(peaks):.0f}" if peaks else ""
    return " ".join([*lines, f"Grey: {many(earlier.size, 'earlier session')} on this route{usual}."])
