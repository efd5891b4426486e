"""Dates in figures: words, and ticks that do not collide."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from dash.wording import MONTHS, day_words, month_words

Moments = NDArray[np.datetime64]

_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)


def day(moment: np.datetime64 | date) -> str:
    """Return a date as "6 Nov 2026"."""
    return day_words(_date(moment))


def month(moment: np.datetime64 | date) -> str:
    """Return a month as "Nov 2026"."""
    return month_words(_date(moment))


def seconds(span: np.timedelta64) -> float:
    """Return a span of time in seconds."""
    return float(span / np.timedelta64(1, "s"))


def iso(moments: Moments) -> list[str]:
    """Return moments as Plotly reads them. None may be missing."""
    return [str(text) for text in np.datetime_as_string(moments.astype("datetime64[s]"))]


def _date(moment: np.datetime64 | date) -> date:
    if isinstance(moment, np.datetime64):
        return date.fromisoformat(str(moment.astype("datetime64[D]")))
    return moment


def ticks(
    start: np.datetime64, end: np.datetime64, room: int, *, split: bool = False, whole_months: bool = False
) -> tuple[list[str], list[str]]:
    """Return tick positions (ISO dates) and their texts from ``start`` to ``end``.

    At most ``room`` ticks: days for a short time, else months or years. The year stands at the first tick and
    wherever it changes; ``split`` puts it on a second line, ``whole_months`` never names days.
    """
    first, last = _date(start), _date(end)
    days = (last - first).days
    room = max(2, room)
    if days < 75 and not whole_months:
        step = max(1, -(-days // room))
        places = [first + timedelta(days=i) for i in range(0, days + 1, step)][:room]
        return [str(place) for place in places], _with_years(places, split, days=True)
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((step for step in _MONTH_STEPS if months / step < room), _MONTH_STEPS[-1])
    begin = first.year * 12 + first.month - 1
    begin += 0 if first.day == 1 else 1
    begin += -begin % step if step >= 3 else 0
    stop = last.year * 12 + last.month - 1
    places = [date(at // 12, at % 12 + 1, 1) for at in range(begin, stop + 1, step)]
    if step >= 12:
        return [str(place) for place in places], [str(place.year) for place in places]
    return [str(place) for place in places], _with_years(places, split, days=False)


def _with_years(places: list[date], split: bool, days: bool) -> list[str]:
    words = []
    for i, place in enumerate(places):
        name = f"{place.day} {MONTHS[place.month - 1]}" if days else MONTHS[place.month - 1]
        new = i == 0 or places[i - 1].year != place.year
        words.append(f"{name}{'<br>' if split else ' '}{place.year}" if new else name)
    return words
