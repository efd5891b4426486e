"""The filter options of a command as a selection, each word checked against the vocabulary."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from dash.errors import QuestionError
from dash.queries.selection import Selection
from dash.reports.table_question import TableQuestion
from dash.vocabulary import DRUGS, PHASES, ROUTES, Named


def selection_of(
    *,
    routes: Sequence[str] = (),
    drugs: Sequence[str] = (),
    phases: Sequence[str] = (),
    sites: Sequence[str] = (),
    first: str | None = None,
    last: str | None = None,
) -> Selection:
    """Return the selection that the options ask for.

    Args:
        routes: Keys or everyday words of the vocabulary.
        drugs: The same for drugs.
        phases: The same for phases of treatment.
        sites: Site ids as recorded.
        first: First day, ISO date.
        last: Last day, ISO date; the day itself is included.

    Raises:
        QuestionError: A word is not in the vocabulary, a date is none, or the period ends before it starts.
    """
    start, end = _date(first, "--from"), _date(last, "--to")
    if start and end and end < start:
        raise QuestionError(
            f"The period ends ({end}) before it starts ({start}).", fix="Exchange --from and --to."
        )
    return Selection(
        routes=_words(routes, ROUTES, "--route"),
        drugs=_words(drugs, DRUGS, "--drug"),
        # The user's last day is part of the period; a selection ends before its end.
        start=max(start, FIRST_DAY) if start else None,
        end=min(end, LAST_DAY) + timedelta(days=1) if end else None,
        sites=tuple(dict.fromkeys(sites)),
        phases=_words(phases, PHASES, "--phase"),
    )


def only_options_of(question: TableQuestion, given: Mapping[str, object]) -> None:
    """Make sure that a table uses every option given: one it ignores would look as if it had been obeyed.

    Args:
        question: The table.
        given: What was given, by option such as ``--route``; empty where it was not.

    Raises:
        QuestionError: An option does not apply to the table.
    """
    about, used = _USED[question.scope]
    if question.marks_selection:
        about, used = "all records and marks those that the filter holds", FILTER
    idle = [option for option, value in given.items() if value and option not in used]
    if idle:
        uses = f"It uses {', '.join(used)}." if used else "It uses no filter."
        raise QuestionError(
            f"{', '.join(idle)} does not apply to the table {question.name}, which is about {about}.",
            fix=f"Leave it out. {uses}",
        )


FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
"""Days on which a record can be; a period that begins before or ends after them ("9999-12-31") is open there."""
FILTER = ("--route", "--drug", "--phase", "--site", "--from", "--to", "--day")
"""The options that choose sessions."""
_USED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "sessions": ("the sessions that the filter holds", FILTER),
    "patient": ("one patient, all records", ("--patient",)),
    "day": ("one day, all sites", ("--day", "--from", "--to")),
    "all": ("all records", ()),
}


def day(text: str | None, option: str) -> date | None:
    """Return the day an option names.

    Raises:
        QuestionError: It is not a date written like 2026-11-06, or one on which no record can be.
    """
    found = _date(text, option)
    if found and not FIRST_DAY <= found <= LAST_DAY:
        raise QuestionError(
            f"{option} is not a day on which records can be.",
            fix=f"Use a day from {FIRST_DAY.year} to {LAST_DAY.year}.",
        )
    return found


def _date(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        # fromisoformat also takes 20261106 and 2026-W45-5; one spelling is enough here.
        if len(text) == len("2026-11-06") and "W" not in text:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise QuestionError(f"{option} is not a date.", fix="Write the day like 2026-11-06 (year-month-day).")


def _words(given: Sequence[str], allowed: Mapping[str, Named], option: str) -> tuple[str, ...]:
    found: list[str] = []
    for text in given:
        wanted = text.strip().lower()
        key = next((entry.key for entry in allowed.values() if wanted in entry.names), None)
        if key is None:
            words = ", ".join(f"{entry.key} ({entry.label})" for entry in allowed.values())
            raise QuestionError(f"{option} {text} is not known.", fix=f"Use one of: {words}.")
        found.append(key)
    return tuple(dict.fromkeys(found))
