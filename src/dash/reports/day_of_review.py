"""Which day a review is for."""

from datetime import date
from typing import NamedTuple

from dash.queries.appointments import appointment_days
from dash.queries.data_date import data_date
from dash.store.reading import Database


class DayOfReview(NamedTuple):
    """The day everything "older than" and "days since" is against, and whether it is the made-up clinic's."""

    day: date
    made_up: bool


def day_of_review(database: Database, today: date) -> DayOfReview:
    """Return the day of review: the computer's date for real records.

    The made-up clinic stands still: its day is the first with appointments on or after its last record; without any,
    the day of that record.

    Args:
        database: The records.
        today: The computer's date.
    """
    about = data_date(database).iloc[0]
    if not about["made_up"]:
        return DayOfReview(today, made_up=False)
    last: date | None = database.summary["last_record"]
    planned = appointment_days(database, last or today).first_from
    return DayOfReview(planned or last or today, made_up=True)
