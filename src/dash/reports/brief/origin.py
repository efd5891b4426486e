"""Where a page comes from: which data, which rules, which journal; the words at its foot."""

from datetime import date
from typing import NamedTuple

from dash.queries.data_digest import DIGITS, data_digest
from dash.rulebook.book import Rulebook
from dash.rulebook.record import PatientRecord
from dash.store.reading import Database
from dash.wording import count, day_words


class Origin(NamedTuple):
    """What all pages of a brief share.

    Attributes:
        made_up: Whether the data are made up.
        last_record: Last day with any record.
        data_digest: SHA-256 that tells this state of the session database from any other.
        rules: The rulebook's version, and whose thresholds are in it.
        journal_hash: Hash of the journal's last entry, empty where there is none.
    """

    made_up: bool
    last_record: date | None
    data_digest: str
    rules: str
    journal_hash: str


def origin(database: Database, book: Rulebook, journal_hash: str) -> Origin:
    """Return where pages from this database come from."""
    ((made_up,),) = database.rows("SELECT coalesce(bool_or(made_up), false) FROM imports", {})
    whose = "product's thresholds" if book.clinic is None else "with the clinic's settings"
    return Origin(
        made_up=bool(made_up),
        last_record=database.summary["last_record"],
        data_digest=data_digest(database),
        rules=f"{book.version[:DIGITS]} ({whose})",
        journal_hash=journal_hash,
    )


def footer(record: PatientRecord, day: date, about: Origin) -> list[str]:
    """Return the lines at the foot of a page."""
    amounts = (
        count(len(record.given), "session"),
        count(sum(not score.computed for score in record.scores), "score"),
        count(len(record.readings), "reading"),
        count(len(record.effects), "side effect"),
    )
    to = "no record" if about.last_record is None else f"to {day_words(about.last_record)}"
    return [
        f"Filters: this patient, all records up to {day_words(day)}, the day of review. n = {', '.join(amounts)}.",
        f"Data {to}, digest {about.data_digest[:DIGITS]}. Rulebook {about.rules}.",
        f"Journal {about.journal_hash or 'without entries'}.",
        "Shows what was recorded. It advises no dose and finds no cause.",
    ]
