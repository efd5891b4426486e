"""A selection as whole months, for counts made at import, and the days of the months it cuts."""

from datetime import date, timedelta

from dash.queries.dimensions import PHASE, SITE
from dash.queries.selection import Selection
from dash.store.reading import Database

_UNDIVIDED = "by_site = $by_site AND by_phase = $by_phase"


def counts_and_days(database: Database, selection: Selection) -> tuple[dict[str, str], dict[str, object]]:
    """Return the marks ``counts`` (of counts made at import) and ``days`` (of sessions or readings), with their values.

    Each session of the selection is in exactly one of them: whole months are counted already, unless the counts do not
    tell apart what is chosen.
    """
    selection = selection.trimmed(database)
    if not selection.counted:
        where, values = selection.condition(database)
        return {"counts": "false", "days": where}, values
    where, values = selection.unlimited.condition(database)
    whole, cut, days = _months(selection.start, selection.end)
    values |= {"by_site": bool(selection[SITE]), "by_phase": bool(selection[PHASE])} | days
    return {"counts": f"{_UNDIVIDED} AND {whole} AND {where}", "days": f"{cut} AND {where}"}, values


def _months(start: date | None, end: date | None) -> tuple[str, str, dict[str, object]]:
    """Split a period into a condition on whole months and one on days of cut months."""
    whole_start, whole_end = start and _next_month(start), end and end.replace(day=1)
    if start and end and whole_start and whole_end and whole_start >= whole_end:
        return "false", "started_on >= $start AND started_on < $end", {"start": start, "end": end}
    whole, cut = [], []
    values: dict[str, object] = {}
    if start and whole_start:
        whole.append("month >= $whole_start")
        values["whole_start"] = whole_start
        if start < whole_start:
            cut.append("(started_on >= $start AND started_on < $whole_start)")
            values["start"] = start
    if end and whole_end:
        whole.append("month < $whole_end")
        values["whole_end"] = whole_end
        if whole_end < end:
            cut.append("(started_on >= $whole_end AND started_on < $end)")
            values["end"] = end
    return " AND ".join(whole) or "true", f"({' OR '.join(cut)})" if cut else "false", values


def _next_month(day: date) -> date:
    """Return the first day of a month on or after a day."""
    return day if day.day == 1 else (day.replace(day=1) + timedelta(days=32)).replace(day=1)
