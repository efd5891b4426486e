"""Rating scales: which one, which version, how answers are coded, when it was."""

from collections.abc import Iterator, Sequence

from dash.readers.layouts.cells import number_of
from dash.readers.layouts.layout import Choice, Question
from dash.readers.layouts.lexicon import plain
from dash.readers.layouts.meaning import EXTREME
from dash.readers.layouts.questions.about_times import EXAMPLES
from dash.readers.layouts.tables import Table
from dash.readers.layouts.workbook import Workbook
from dash.vocabulary import INSTRUMENTS

_ASKED_ITEMS = {"phq9": 9, "gad7": 7, "madrs": 10}
_VERSIONS = {
    "pcl": (
        Choice("pcl5", "PCL-5: 20 items of 0 to 4"),
        Choice("other", "another version, such as PCL-S with answers of 1 to 5"),
    ),
    "hamd": (
        Choice("hamd17", "HAM-D with 17 items"),
        Choice("other", "another version, such as 21 or 24 items"),
    ),
}


def which_scale(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Say of which scale the items q1, q2, ... are."""
    for table in tables:
        items = [int(column.meaning.item) for column in table.plan.of_kind("question")]
        if not items:
            continue
        beside = {
            column.meaning.of for column in table.plan.of_kind("score") if column.meaning.item == "total"
        }
        fitting = [
            scale
            for scale in beside
            if scale in _ASKED_ITEMS and max(items) in {_ASKED_ITEMS[scale], _ASKED_ITEMS[scale] + 1}
        ]
        if not fitting:
            fitting = [
                scale for scale in beside if scale in _ASKED_ITEMS and max(items) == _ASKED_ITEMS[scale]
            ]
        scales = [Choice(scale, INSTRUMENTS[scale].label) for scale in _ASKED_ITEMS]
        choices = (*scales, Choice("none", "none of these: leave them out"))
        names = ", ".join(column.name for column in table.plan.of_kind("question")[:EXAMPLES])
        if len(fitting) == 1:
            label = INSTRUMENTS[fitting[0]].label
            yield Question(
                "items",
                f"Of which scale are {names}, ...?",
                choices,
                (),
                fitting[0],
                f"{len(items)} items beside a total of {label}",
            )
        else:
            yield Question(
                "items",
                f"Of which scale are {names}, ...?",
                choices,
                (),
                None,
                "no total of a scale with as many items stands beside them",
            )


def which_version(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Ask for the version of a scale whose name leaves it open."""
    for table in tables:
        for column in table.plan.of_kind("score", "scores"):
            for version in set(column.meaning.of.split("/")) & _VERSIONS.keys():
                examples = tuple(dict.fromkeys(table.texts(column.name)))[:EXAMPLES]
                yield Question(
                    f"version: {version}",
                    f"Which version of the scale is '{column.name}'?",
                    _VERSIONS[version],
                    examples,
                    None,
                    "its name does not say",
                )


def answer_codes(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Ask whether answers of 1 to 4 stand for 0 to 3."""
    for table in tables:
        columns = [
            column
            for column in table.plan.of_kind("question", "score")
            if column.meaning.kind == "question"
            or (column.meaning.item not in {"", "total"} and column.meaning.of in {"phq9", "gad7"})
        ]
        numbers = [
            number
            for column in columns
            for text in table.texts(column.name)
            if isinstance(number := number_of(text), float)
        ]
        if len(columns) < 2 or not numbers or min(numbers) < 1 or max(numbers) != 4:
            continue
        choices = (
            Choice("from-one", "1 to 4 stand for 0 to 3"),
            Choice("from-zero", "they are 0 to 3: refuse a 4"),
        )
        yield Question(
            "answer-codes",
            "Are the answers coded from 1 to 4?",
            choices,
            (),
            None,
            "no answer is 0 and some are 4",
        )


def time_of_extreme(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Ask what time a lowest or highest score of a session gets."""
    for table in tables:
        for column in table.plan.of_kind("score"):
            if column.meaning.point == EXTREME:
                choices = (Choice("day", "the day of the session"), Choice("leave-out", "none: leave it out"))
                yield Question(
                    f"score-time: {plain(column.name)}",
                    f"When was '{column.name}'?",
                    choices,
                    (),
                    None,
                    "the lowest or highest of a session has no minute",
                )
