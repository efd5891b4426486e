"""One session's pressure in sentences."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from dash.charts.dates import day
from dash.charts.parts import PARTS, Floats, many, moments, numbers, texts
from dash.charts.pressure import pair
from dash.charts.session_band import MOST_LINES, band_words
from dash.charts.session_course import Course
from dash.charts.session_marks import Ends
from dash.charts.session_view import View
from dash.charts.template import route_key
from dash.stats.median import median
from dash.vocabulary import ROUTES


def title_words(held: pd.DataFrame, row: int) -> str:
    """Return one session's name: number, date, route."""
    at, number = moments(held, "started_on")[row], numbers(held, "session_number")[row]
    route = ROUTES[route_key(texts(held, "route")[row])].label.lower()
    return f"session {number:.0f} ({'' if np.isnat(at) else day(at) + ', '}{route})"


def untimed_words(own: Course, title: str) -> str:
    """Say that no reading of a session has a minute, and what the highest were."""
    return (
        f"No clock times in {title}: {many(len(own.session), 'reading')} cannot be placed by minute. "
        f"Highest recorded {_pair(own, np.nanmax)} mmHg."
    )


def _pair(course: Course, of: Callable[[Floats], float]) -> str:
    """Return a number of each part as a pair; a part without values is missing."""
    levels = [course.part(part) for part in PARTS]
    return pair(*(None if np.isnan(level).all() else float(of(level)) for level in levels))


def view_words(
    view: View, ends: Ends, title: str, has_check: bool | None, check_minute: float, route: str
) -> str:
    """Return the figure in sentences, for the alternative text."""
    own = view.own
    lines = [f"Blood pressure in {title} by minute from dose, mmHg: {many(len(own.minute), 'reading')}."]
    before, after = own.rows(own.minute <= 0), own.rows(own.minute > 0)
    if before.minute.size:
        lines.append(f"Before dose {pair(before.systolic[-1], before.diastolic[-1])}.")
    lines += _after(view, after) if after.minute.size else ["No reading after the dose."]
    if ends.words:
        lines.append(f"Monitoring, minutes from dose: {ends.words}.")
    if has_check is False:
        lines.append(f"The reading at {check_minute:g} min is missing.")
    if view.outside:
        lines.append(f"{many(view.outside, 'reading')} outside the time shown.")
    if view.untimed:
        lines.append(f"{many(view.untimed, 'reading')} without a minute, not drawn.")
    if view.goal is not None:
        goals = ["–" if np.isnan(level) else f"{level:g}" for level in map(view.goal.part, PARTS)]
        lines.append(f"Line of the {view.goal.name}: {'/'.join(goals)}.")
    if view.coming:
        lines.append(f"Before today's dose {pair(*(view.coming.get(part) for part in PARTS))}.")
    return " ".join([*lines, _earlier(view, route), band_words(view)]).rstrip()


def _after(view: View, after: Course) -> list[str]:
    lines = []
    for part in PARTS:
        levels, limit = after.part(part), view.limits.part(part)
        if not np.isnan(levels).all():
            top = int(np.nanargmax(levels))
            over = "at or above" if levels[top] >= limit else "below"
            lines.append(
                f"Highest {part} {levels[top]:.0f} at {after.minute[top]:.0f} min, {over} the "
                f"{limit:g} {view.limits.name}."
            )
    last = pair(after.systolic[-1], after.diastolic[-1])
    return [*lines, f"Last {last} at {after.minute[-1]:.0f} min."]


def _earlier(view: View, route: str) -> str:
    past = view.earlier
    count = np.unique(past.session).size
    if not count:
        return f"No earlier {route} session with timed readings."
    later = past.rows((past.minute > 0) & ~np.isnan(past.systolic))
    peaks = [float(later.systolic[later.session == one].max()) for one in np.unique(later.session)]
    usual = f", median of their highest systolic {median(peaks):.0f}" if peaks else ""
    part = f"the last {MOST_LINES} of " if count > MOST_LINES and any(view.blocks.values()) else ""
    return f"Grey: {part}{many(count, 'earlier session')} on this route{usual}."
