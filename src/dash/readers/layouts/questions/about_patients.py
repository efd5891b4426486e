"""Which rows are of one person."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from dash.readers.layouts.grid import shown
from dash.readers.layouts.layout import Choice, Question
from dash.readers.layouts.lexicon import plain
from dash.readers.layouts.questions.about_times import EXAMPLES
from dash.readers.layouts.tables import Table
from dash.readers.layouts.workbook import Workbook

_ONE = (Choice("one", "one person"), Choice("two", "two persons"))


def who_is_a_patient(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Say by what patients are told apart where no column numbers them."""
    for table in tables:
        kinds = table.plan.kinds()
        if table.plan.role == "left_out" or "patient_id" in kinds or "session_id" in kinds:
            continue
        text = "No column numbers the patients. What tells them apart?"
        both = Choice("both", "initials or name with the date of birth")
        alone = Choice("alone", "initials or name alone")
        if not kinds & {"initials", "name"}:
            continue
        if "birth_date" not in kinds and "birth_year" not in kinds:
            yield Question(
                "patient",
                text,
                (alone, Choice("none", "nothing: leave the table out")),
                (),
                None,
                "there is no date of birth",
            )
        else:
            yield Question("patient", text, (both, alone), (), "both", "a date of birth stands beside them")


def squeezed(text: str) -> str:
    """Return an identifier without case, blanks and marks: what J-12, j12 and "J12 " share."""
    return re.sub(r"[\W_]", "", plain(text))


def without_zeros(text: str) -> str:
    """Return a number without the zeros before it."""
    return text.lstrip("0") or "0" if text.isdigit() else text


def one_person(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Ask whether identifiers that differ in case, marks or leading zeros are of one person."""
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    by_table: dict[str, set[str]] = defaultdict(set)
    for at, table in enumerate(tables):
        for column in table.plan.of_kind("patient_id"):
            for text in table.texts(column.name):
                spelled[without_zeros(squeezed(text))][text] += 1
                by_table[text].add(str(at))
        for region in table.regions:
            for label, value in region.block.items():
                if plain(label) in {
                    column.name for column in table.plan.block if column.meaning.kind == "patient_id"
                } and shown(value):
                    spelled[without_zeros(squeezed(shown(value)))][shown(value)] += 1
    zeros = [
        group for group in spelled.values() if len(group) > 1 and len({squeezed(text) for text in group}) > 1
    ]
    if zeros:
        examples = tuple(" and ".join(group) for group in zeros)[:EXAMPLES]
        apart = all(not _together(group, by_table) for group in zeros)
        evidence = (
            "one table keeps them as numbers, another as text with zeros before them"
            if apart
            else "both stand in one table"
        )
        yield Question(
            "leading-zeros",
            "Are numbers with and without leading zeros the same patient?",
            _ONE,
            examples,
            "one" if apart else None,
            evidence,
        )
    for group in spelled.values():
        alike = {squeezed(text) for text in group}
        if len(group) > 1 and len(alike) < len(group):
            texts = sorted(group)
            yield Question(
                f"same-patient: {squeezed(texts[0])}",
                "Are these one person?",
                _ONE,
                tuple(texts),
                None,
                "they differ only in case, blanks or marks",
            )


def _together(group: Counter[str], by_table: dict[str, set[str]]) -> bool:
    texts = list(group)
    return any(by_table[one] & by_table[other] for at, one in enumerate(texts) for other in texts[at + 1 :])
