"""What a workbook leaves open: one module for each part, one function for each question.

A function yields its question with the answer where the data settle it, and without one where a person must say.
"""

from collections.abc import Callable, Iterator, Sequence

from dash.readers.layouts.layout import Question
from dash.readers.layouts.questions import (
    about_effects,
    about_patients,
    about_scores,
    about_sessions,
    about_times,
    about_values,
)
from dash.readers.layouts.tables import Table
from dash.readers.layouts.workbook import Workbook

Asking = Callable[[Workbook, Sequence[Table]], Iterator[Question]]

ASKED: tuple[Asking, ...] = (
    about_times.date_order,
    about_times.clock_numbers,
    about_times.half_days,
    about_sessions.which_sheets,
    about_sessions.which_date,
    about_patients.who_is_a_patient,
    about_patients.one_person,
    about_sessions.which_drug,
    about_sessions.which_route,
    about_values.weight_unit,
    about_values.dose_unit,
    about_values.pressure_unit,
    about_values.third_number,
    about_sessions.before_the_dose,
    about_sessions.time_of_last,
    about_sessions.hours_or_discharge,
    about_effects.marks,
    about_effects.how_elicited,
    about_effects.onset_numbers,
    about_scores.which_scale,
    about_scores.which_version,
    about_scores.answer_codes,
    about_scores.time_of_extreme,
    about_sessions.sent_twice,
)


def ask_all(book: Workbook, tables: Sequence[Table]) -> tuple[Question, ...]:
    """Return every question about a workbook, settled ones included, each once."""
    found: dict[str, Question] = {}
    for ask in ASKED:
        for question in ask(book, tables):
            found.setdefault(question.key, question)
    return tuple(found.values())
