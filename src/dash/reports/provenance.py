"""What a number that leaves the screen says of itself: filters, amounts, day and digest of the data, made up or not."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from dash.queries.data_date import data_date
from dash.queries.data_digest import DIGITS
from dash.queries.patient_header import patient_header
from dash.queries.question import Table
from dash.queries.selection import Selection
from dash.queries.selection_counts import selection_counts
from dash.store.reading import Database
from dash.vocabulary import ELICITATIONS
from dash.wording import count, day_words


@dataclass(frozen=True)
class Provenance:
    """Where the numbers of one table or figure come from.

    Attributes:
        filters: In words, "all sessions" where nothing is filtered.
        sessions, patients: How many the filters leave; None where that cannot be said of the table.
        data_date: Last day with any record, None without records.
        data_hash: First digits of the digest that the printed brief shows too.
        made_up: Whether the data are made up.
    """

    filters: str
    sessions: int | None
    patients: int | None
    data_date: date | None
    data_hash: str
    made_up: bool

    def columns(self) -> dict[str, str | int | None]:
        """Return the columns that a table carries on every row; a made-up mark is added by ``with_origin``."""
        return {
            "filters": self.filters,
            "n_sessions": self.sessions,
            "n_patients": self.patients,
            "data_date": self.data_date.isoformat() if self.data_date else None,
            "data_hash": self.data_hash,
        }

    def lines(self) -> tuple[str, ...]:
        """Return the lines under a figure, as plain text."""
        amounts = [
            count(number, one, form=",")
            for number, one in ((self.sessions, "session"), (self.patients, "patient"))
            if number is not None
        ]
        through = f"data through {day_words(self.data_date)}" if self.data_date else "no record"
        about = [f"n = {', '.join(amounts)}"] if amounts else []
        about += [through, f"data hash {self.data_hash}"]
        return (f"Filters: {self.filters}", " · ".join(about))


def provenance(
    database: Database, table: Table, selection: Selection | None = None, patient: int | None = None
) -> Provenance:
    """Return what a table says of itself, on screen as on the command line.

    Args:
        database: Where it comes from.
        table: Which one.
        selection: The filter, which a table about one patient does not obey.
        patient: Key of the patient a table is about.
    """
    state = data_date(database).iloc[0]
    scope = table.scope
    sessions: int | None = None
    patients: int | None = None
    if scope == "patient":
        filters, patients = "one patient, all records", 1
        sessions = None if patient is None else int(patient_header(database, patient)["sessions"].sum())
    elif scope == "all" or selection is None:
        filters = "none"
    else:
        filters = filters_in_words(selection, table.chosen.get("elicitation"))
        if scope == "sessions":
            counts = selection_counts(database, selection).iloc[0]
            sessions, patients = int(counts["sessions"]), int(counts["patients"])
    return Provenance(
        filters=filters,
        sessions=sessions,
        patients=patients,
        data_date=None if pd.isna(state["last_day"]) else pd.Timestamp(state["last_day"]).date(),
        data_hash=str(state["data_hash"])[:DIGITS],
        made_up=bool(state["made_up"]),
    )


def filters_in_words(selection: Selection, elicitation: str | None = None) -> str:
    """Return a filter in words, the way of asking about side effects among them.

    Site ids stand as the source writes them.
    """
    parts = [
        *(f"{one.word}: {', '.join(one.labels(keys))}" for one, keys in selection.items()),
        _period(selection),
        f"effects: {ELICITATIONS[elicitation].label.lower()}" if elicitation else "",
    ]
    return "; ".join(part for part in parts if part) or "all sessions"


def _period(selection: Selection) -> str:
    last = selection.end - timedelta(days=1) if selection.end else None
    if selection.start and last:
        return f"period: {day_words(selection.start)} to {day_words(last)}"
    if selection.start:
        return f"period: from {day_words(selection.start)}"
    return f"period: to {day_words(last)}" if last else ""
