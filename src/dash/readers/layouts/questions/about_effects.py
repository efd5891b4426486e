"""How side effects were elicited, and what marks and minutes mean."""

from collections import Counter
from collections.abc import Iterator, Sequence

from dash.readers.layouts.cells import tick_of
from dash.readers.layouts.layout import Choice, Question
from dash.readers.layouts.lexicon import listed, plain
from dash.readers.layouts.problems import Bad
from dash.readers.layouts.questions.about_times import EXAMPLES
from dash.readers.layouts.tables import Table
from dash.readers.layouts.workbook import Workbook

_MARKS = (
    Choice("present", "the effect was there"),
    Choice("absent", "asked, and not there"),
    Choice("unknown", "not known"),
)
_ELICITED = (
    Choice("solicited", "asked one by one"),
    Choice("spontaneous", "reported unasked"),
    Choice("scale", "by a rating scale"),
    Choice("unknown", "not recorded"),
)
_CROSSES, _CHECKS = frozenset("x×"), frozenset("✓✔√☑")


def _marks_used(tables: Sequence[Table]) -> Counter[str]:
    used: Counter[str] = Counter()
    for table in tables:
        for column in table.plan.of_kind("effect"):
            used.update(plain(text) for text in table.texts(column.name))
    return used


def marks(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Ask what a mark means that no legend explains and that can be read in two ways or not at all."""
    used = _marks_used(tables)
    if not used:
        return
    legend = book.legend
    yes = listed("ticks", "yes") | legend.yes
    no = (listed("ticks", "no") | legend.no) - legend.yes
    for mark in used:
        key = f"mark: {mark}"
        if mark in legend.yes | legend.no | legend.unknown:
            answer = "present" if mark in legend.yes else "absent" if mark in legend.no else "unknown"
            yield Question(
                key,
                f"What does '{mark}' mean?",
                _MARKS,
                (),
                answer,
                f"the legend explains it ({', '.join(legend.where)})",
            )
        elif mark in _CROSSES and used.keys() & _CHECKS:
            yield Question(
                key,
                f"What does '{mark}' mean beside '✓'?",
                _MARKS,
                (),
                None,
                "a cross can mean yes or no where ticks stand too",
            )
        elif isinstance(tick_of(mark, yes, no), Bad) and used[mark] > 1:
            yield Question(
                key, f"What does '{mark}' mean?", _MARKS, (), None, f"it stands in {used[mark]} cells"
            )


def how_elicited(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Ask how side effects were asked for."""
    sessions = [table for table in tables if table.plan.role == "sessions"]
    if not any(table.plan.of_kind("effect", "effects") for table in sessions):
        return
    text = "How were side effects asked for?"
    if any(table.plan.of_kind("elicitation") for table in sessions):
        return
    if book.legend.asked_each:
        line = next((one for one in book.legend.lines if "ask" in one.lower()), "")
        yield Question("elicited", text, _ELICITED, (), "solicited", f"a line of the workbook says '{line}'")
        return
    used = _marks_used(sessions)
    if not used:
        yield Question(
            "elicited",
            text,
            _ELICITED,
            (),
            "unknown",
            "they are free words; nothing says whether they were asked for",
        )
        return
    absent = (listed("ticks", "no") | book.legend.no) - {"-", "–"}
    if any(mark in absent for mark in used):
        mark = next(mark for mark in used if mark in absent)
        yield Question(
            "elicited", text, _ELICITED, (), "solicited", f"'{mark}' answers a question that was asked"
        )
    else:
        yield Question(
            "elicited", text, _ELICITED, tuple(used)[:EXAMPLES], None, "only what was there is ticked"
        )


def onset_numbers(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Ask whether plain numbers of onset and end are minutes since the dose."""
    examples: dict[str, None] = {}
    for table in tables:
        for column in table.plan.of_kind("effect_onset", "effect_resolved", "onset", "resolved"):
            examples |= {
                text: None
                for text in table.texts(column.name)
                if plain(text).removesuffix("min").strip().isdigit()
            }
    if examples:
        choices = (
            Choice("minutes", "minutes since the dose"),
            Choice("duration", "onset in minutes since the dose, end as a duration"),
        )
        yield Question(
            "onset-numbers",
            "What are plain numbers of onset and end?",
            choices,
            tuple(examples)[:EXAMPLES],
            None,
            "no column's name says it",
        )
