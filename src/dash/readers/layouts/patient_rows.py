"""What is said of a patient: in a row of a table of patients, or in the block above a table."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from dash.readers.layouts.cells import number_of, weight_of
from dash.readers.layouts.grid import Value, shown
from dash.readers.layouts.layout import Layout
from dash.readers.layouts.lexicon import listed, meaning_of, plain
from dash.readers.layouts.problems import Bad
from dash.readers.layouts.times import DAY_FIRST, day_of
from dash.vocabulary import medication_class_of

_GOAL = re.compile(r"[<≤]?\s?(\d{2,3})\s?/\s?(\d{2,3})")
_DOSED = re.compile(
    r"^(.*?)(?:\s+\d|\d+(?:\.\d+)?\s?(?:mg|mcg|µg|g|ml)\b|\s+(?:xr|sr|er|cr|mr|od|bd|nocte|prn)\b)", re.I
)
KINDS = ("birth_date", "birth_year", "age", "sex", "weight", "indication", "failed", "goal")

Refuse = Callable[[str, Bad], None]


def patient_values(
    given: Callable[[str], Value], layout: Layout, order: str, unit: str, seen: date | None, refuse: Refuse
) -> dict[str, str | float | None]:
    """Return what is said of one patient, for the table of patients.

    Args:
        given: Returns the cell of a kind, None where there is none.
        layout: For answers.
        order: Which number of a date of birth is the day.
        unit: Of a plain weight.
        seen: Day of a session, for a year of birth from an age.
        refuse: Told of a cell that is refused, by its kind.
    """
    values: dict[str, str | float | None] = {}

    def take(kind: str, name: str, found: str | float | Bad | None) -> None:
        if isinstance(found, Bad):
            refuse(kind, found)
        elif found is not None:
            values.setdefault(name, found)

    born = day_of(given("birth_date"), order, birth=True)
    if isinstance(born, date):
        take("birth_date", "birth_year", float(born.year))
    elif isinstance(born, Bad) and plain(shown(given("birth_date"))) not in listed("missing"):
        refuse("birth_date", born)
    take("birth_year", "birth_year", _year(shown(given("birth_year"))))
    age = number_of(shown(given("age"))) if shown(given("age")) else None
    if isinstance(age, float) and seen is not None and 10 <= age <= 110:
        values.setdefault("birth_year", float(seen.year - int(age)))
    sex = shown(given("sex"))
    take("sex", "sex", meaning_of("sex", sex) or ("other" if sex else None))
    weight = shown(given("weight"))
    take("weight", "weight_kg", weight_of(weight, unit) if weight else None)
    indication = shown(given("indication"))
    if indication and plain(indication) not in listed("missing"):
        take("indication", "indication", meaning_of("indication", indication) or "other")
    failed = shown(given("failed"))
    take("failed", "failed_antidepressants", _count(failed) if failed else None)
    goal = _GOAL.search(shown(given("goal")))
    if goal:
        values |= {"sbp_goal_high": goal[1], "dbp_goal_high": goal[2]}
    return values


def _year(text: str) -> float | Bad | None:
    found = number_of(text) if text else None
    if isinstance(found, float) and not 1900 <= found <= date.today().year:
        return Bad("out_of_range")
    return found


def _count(text: str) -> float | Bad | None:
    found = number_of(text)
    return Bad("not_one_number") if isinstance(found, Bad) else found


def medications_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield the medications of a line with their class; nothing where it says that there are none."""
    for part in _parts(text):
        found = _DOSED.match(part)
        name = (found[1] if found and found[1].strip() else part).strip(" .-")
        yield name or part, medication_class_of(name) or medication_class_of(part) or "other"


def conditions_in(text: str) -> Iterator[tuple[str, str | None]]:
    """Yield the conditions of a line: the vocabulary's key, with the words as note where it has none."""
    for part in _parts(text):
        key = meaning_of("condition", part)
        yield (key, None) if key and key != "other" else ("other", part)


def _parts(text: str) -> list[str]:
    parts = [part.strip() for part in re.split(r"[,;\n]|\s\+\s", text)]
    return [part for part in parts if part and plain(part) not in listed("nothing") | listed("missing")]


def default_order(layout: Layout, label: str) -> str:
    """Return the order of numeric dates in a block, that of the table's dates where nothing else is said."""
    answers = {value for key, value in layout.settings.items() if key.startswith("date-order")}
    return layout.setting("date-order", label, next(iter(answers)) if len(answers) == 1 else DAY_FIRST)
