"""From the cells of a source to a proposed layout: what the columns mean, what the data settle, what a person must say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dash.errors import QuestionError
from dash.readers.layouts.grid import Grid
from dash.readers.layouts.layout import Layout, Question
from dash.readers.layouts.lexicon import listed
from dash.readers.layouts.questions import ask_all
from dash.readers.layouts.tables import Table, plan_tables
from dash.readers.layouts.workbook import Workbook, look


@dataclass(frozen=True)
class Proposal:
    """A layout as far as it is known, with all that was asked of the data.

    Attributes:
        book: What was found in the source.
        tables: Its tables, each with its regions.
        layout: With the answers that the data settle and those that were given.
        questions: All questions, settled or not.
    """

    book: Workbook
    tables: tuple[Table, ...]
    layout: Layout
    questions: tuple[Question, ...]

    @property
    def open(self) -> tuple[Question, ...]:
        """The questions a person must answer, in the order to ask them."""
        return tuple(question for question in self.questions if question.key not in self.layout.settings)


def propose(grids: Sequence[Grid], name: str = "", answers: Mapping[str, str] | None = None) -> Proposal:
    """Propose a layout for a source.

    Args:
        grids: All its sheets.
        name: Of the layout.
        answers: What a person said, by question.

    Raises:
        QuestionError: An answer is to no question, or none of its choices.
    """
    book = look(grids)
    tables = plan_tables(book)
    questions = ask_all(book, tables)
    settings = {question.key: question.answer for question in questions if question.answer is not None}
    settings |= _checked(questions, answers or {})
    yes = (listed("ticks", "yes") | book.legend.yes) - book.legend.no
    no = (listed("ticks", "no") | book.legend.no) - book.legend.yes
    for key, answer in settings.items():
        topic, _, mark = key.partition(": ")
        if topic == "mark":
            yes, no = yes - {mark}, no - {mark}
            yes |= {mark} if answer == "present" else frozenset()
            no |= {mark} if answer == "absent" else frozenset()
    layout = Layout(
        name,
        tuple(table.plan for table in tables),
        settings,
        dict(book.legend.codes),
        tuple(sorted(yes)),
        tuple(sorted(no)),
    )
    return Proposal(book, tuple(tables), layout, questions)


def _checked(questions: Sequence[Question], answers: Mapping[str, str]) -> dict[str, str]:
    known = {question.key: question for question in questions}
    for key, answer in answers.items():
        if key not in known:
            raise QuestionError(
                f"There is no question '{key}'.", fix=f"Use one of: {', '.join(known) or 'none is open'}."
            )
        choices = [choice.key for choice in known[key].choices]
        if answer not in choices:
            raise QuestionError(
                f"'{answer}' is no answer to '{key}'.", fix=f"Use one of: {', '.join(choices)}."
            )
    return dict(answers)
