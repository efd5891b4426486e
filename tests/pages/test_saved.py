"""What every page promises of what it offers to save: a table the command line knows, and the filter or patient it is about."""

import ast
from collections.abc import Iterator
from pathlib import Path

from dash.reports.outcome_times import EVENTS
from dash.reports.tables import TABLES
from dash.vocabulary.outcomes import OUTCOMES

ROOT = Path(__file__).parents[2]
OFFERS = {"behind": 1, "titled": 3, "session_list": 2}
"""Functions that offer a table, with the place of its name among their arguments."""


def offered() -> Iterator[tuple[str, ast.Call]]:
    """Yield place and call of every table a page offers."""
    for path in sorted([*(ROOT / "pages").glob("*.py"), *(ROOT / "src/dash/ui").glob("*/*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OFFERS:
                yield f"{path.name}:{node.lineno}", node


def test_every_table_says_whom_it_is_about() -> None:
    places = {
        place: {word.arg for word in call.keywords} & {"selection", "patient"} for place, call in offered()
    }
    assert len(places) > 10
    assert [place for place, named in places.items() if len(named) != 1] == []


def test_every_table_has_the_name_the_command_line_knows() -> None:
    unknown = []
    for place, call in offered():
        name = call.args[OFFERS[call.func.id]]  # type: ignore[attr-defined]
        if isinstance(name, ast.Call):  # named("effect_rates", way), view.named("effect_rates")
            name = name.args[0]
        if isinstance(name, ast.Constant) and name.value not in TABLES:
            unknown.append((place, name.value))
    assert unknown == []


def test_every_table_of_outcomes_is_known_by_every_scale() -> None:
    """Names made from a scale: each of them for each scale."""
    made = [
        call.args[OFFERS[call.func.id]]  # type: ignore[attr-defined]
        for place, call in offered()
        if place.split(":")[0] in {path.name for path in (ROOT / "src/dash/ui/outcomes").glob("*.py")}
    ]
    starts = {
        str(name.values[0].value).removesuffix("_")
        for name in made
        if isinstance(name, ast.JoinedStr)
        and isinstance(name.values[0], ast.Constant)
        and name.values[0].value != "outcome_"
    }
    assert len(starts) >= 6
    known = {f"{start}_{scale}" for start in starts for scale in OUTCOMES}
    known |= {f"outcome_{event}_times_{scale}" for event in EVENTS for scale in OUTCOMES}
    assert known <= set(TABLES)
