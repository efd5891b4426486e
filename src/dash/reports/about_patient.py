"""Who a patient is in words: indication, failed trials, what is taken now, what stands in the history."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import pandas as pd

from dash.rulebook.measures.history import taken_on
from dash.rulebook.record import Condition, Medication
from dash.rulebook.words import written_words
from dash.vocabulary import CONDITIONS, INDICATIONS, MEDICATION_CLASSES
from dash.wording import count

NOT_RECORDED = "not recorded"


class About(NamedTuple):
    """What the head of a patient says, each part in words; an empty tuple where nothing is recorded.

    Attributes:
        indication: Such as "Treatment-resistant depression".
        trials: Such as "3 failed trials".
        taken: Medications of the day, by name.
        stopped: How many are recorded that are no longer taken.
        history: Conditions with the time they were noted.
        lacking: What is not recorded.
    """

    indication: str | None
    trials: str | None
    taken: tuple[str, ...]
    stopped: int
    history: tuple[str, ...]
    lacking: tuple[str, ...]

    @property
    def why(self) -> str:
        """Indication and failed trials in one phrase, what is not recorded said."""
        if self.indication is None and self.trials is None:
            return "indication and failed trials not recorded"
        return (
            f"{self.indication or 'indication not recorded'}, {self.trials or 'failed trials not recorded'}"
        )

    @property
    def now(self) -> str:
        """The medications of the day in one phrase."""
        if self.taken:
            return ", ".join(self.taken)
        return f"none now, {self.stopped} stopped" if self.stopped else NOT_RECORDED

    @property
    def past(self) -> str:
        """The history in one phrase. Absence is never claimed: a history never taken looks the same."""
        return ", ".join(self.history) or NOT_RECORDED


def about_patient(
    indication: object,
    failed: object,
    medications: Iterable[Medication],
    conditions: Iterable[Condition],
    day: date,
    weight_kg: object = 0.0,
) -> About:
    """Return the words about a patient on a day of review.

    Args:
        indication: Key of the vocabulary.
        failed: Antidepressants that failed, a count.
        medications: All recorded.
        conditions: All recorded.
        day: Day of the review.
        weight_kg: As the list of patients has it, kg; one that is missing is named among what is lacking.
    """
    listed, noted = list(medications), list(conditions)
    now = [entry for entry in listed if taken_on(entry, day)]
    label = INDICATIONS[str(indication)].label if indication in INDICATIONS else None
    trials = None if pd.isna(failed) else count(int(failed), "failed trial")  # type: ignore[call-overload]
    lacking = [
        name
        for name, missing in (
            ("indication", label is None),
            ("failed trials", trials is None),
            ("medications", not listed),
            ("history", not noted),
            ("weight", bool(pd.isna(weight_kg))),  # type: ignore[call-overload]
        )
        if missing
    ]
    return About(
        label,
        trials,
        tuple(sorted({" ".join(entry.medication.split()) for entry in now}, key=str.casefold)),
        len(listed) - len(now),
        tuple(dict.fromkeys(condition_words(entry) for entry in noted)),
        tuple(lacking),
    )


def condition_words(entry: Condition) -> str:
    """Return a condition with when it was noted, such as "Hypertension (2019)"."""
    label = CONDITIONS[entry.condition].label if entry.condition in CONDITIONS else entry.condition
    return f"{label} ({written_words(entry.noted_on)})" if entry.noted_on else label


def class_words(cls: object) -> str:
    """Return the word for a class of medication, empty where none is recorded."""
    return MEDICATION_CLASSES[str(cls)].label if cls in MEDICATION_CLASSES else ""


def medications_of(frame: pd.DataFrame) -> list[Medication]:
    """Return the rows of ``patient_medications`` as the rules read them."""
    columns = (frame[name].tolist() for name in ("medication", "class", "started_on", "stopped_on"))
    return [
        Medication(str(name), _text(cls), _text(started), _text(stopped))
        for name, cls, started, stopped in zip(*columns, strict=True)
    ]


def conditions_of(frame: pd.DataFrame) -> list[Condition]:
    """Return the rows of ``patient_conditions`` as the rules read them."""
    columns = (frame[name].tolist() for name in ("condition", "noted_on"))
    return [Condition(str(row[0]), _text(row[1])) for row in zip(*columns, strict=True)]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
