"""A period as whole months, for counts made at import, and the days of the months it cuts."""

from datetime import date, timedelta

from dash.queries.selection import Selection


def whole_months(selection: Selection) -> tuple[dict[str, str], dict[str, object]]:
    """Return conditions and values that split the period into whole months and days of cut months."""
    start, end = selection.start, selection.end
    whole_start, whole_end = start and _next_month(start), end and end.replace(day=1)
    if start and end and whole_start and whole_end and whole_start >= whole_end:
        return (
            {"whole": "false", "cut": "started_on >= $start AND started_on < $end"},
            {"start": start, "end": end},
        )
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
    marks = {"whole": " AND ".join(whole) or "true", "cut": f"({' OR '.join(cut)})" if cut else "false"}
    return marks, values


def _next_month(day: date) -> date:
    """Return the first day of a month on or after a day."""
    return day if day.day == 1 else (day.replace(day=1) + timedelta(days=32)).replace(day=1)
