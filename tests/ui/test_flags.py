"""The flags in the room of two lines: what is kept, what is shortened, and what is counted."""

from datetime import UTC, datetime
from itertools import islice

import pytest

from dash.rulebook import load
from dash.rulebook.finding import Finding, Positive
from dash.rulebook.positives import identity
from dash.store.journal import Acknowledgement
from dash.ui.flags import COLUMNS, arranged, badge, fitted_line, flag_words, one_line
from dash.ui.words import plain

ANSWER = Positive("phq9", "9", datetime(2026, 11, 22), 2)


def fired(amount: int, tall: int = 0) -> list[Finding]:
    rules = islice(load().values(), amount)
    return [
        Finding(rule, "fired", headline=f"Found {place}", positives=(ANSWER,) if place < tall else ())
        for place, rule in enumerate(rules)
    ]


@pytest.mark.parametrize("tall", [0, 1, 3, 5])
@pytest.mark.parametrize("amount", range(1, 28))
def test_every_flag_has_a_place_or_is_counted(amount: int, tall: int) -> None:
    found = fired(amount, tall)
    columns, rest = arranged(found)
    shown = [finding for column in columns for finding in column]
    assert sorted(map(id, [*shown, *rest])) == sorted(map(id, found))
    assert len(columns) == min(amount, COLUMNS)
    # Two lines: one flag with its second line, or two; the count takes a line.
    assert max(len(column) + bool(rest and column is columns[-1]) for column in columns) <= 2
    assert len(rest) != 1


def test_an_answer_about_suicidal_thoughts_keeps_a_column() -> None:
    columns, rest = arranged(fired(20, tall=2))
    assert [len(column) for column in columns] == [1, 1, 2, 1]
    assert len(rest) == 15


@pytest.mark.parametrize("most", range(10, 70))
def test_the_day_and_not_acknowledged_are_never_cut(most: int) -> None:
    parts = ["not acknowledged", "Children's Depression Something Scale is 2, was 0", "on 22 Nov 2026"]
    line = fitted_line(parts, most)
    assert line.startswith("not acknowledged")
    assert line.endswith("on 22 Nov 2026")
    assert len(line) <= max(most, len("not acknowledged · on 22 Nov 2026"))


def test_what_is_wrong_comes_first_then_what_was_found() -> None:
    rule = load()["peak_outside_own"]
    whole = f"{rule.says}: 151/88 last session"
    finding = Finding(rule, "fired", headline=whole, detail="own usual 127/80 · session 4")
    assert flag_words(finding, {}, len(whole)) == (whole, ["own usual 127/80", "session 4"])
    assert flag_words(finding, {}, len(whole) - 1) == (
        rule.says,
        ["151/88 last session", "own usual 127/80", "session 4"],
    )
    answer = Finding(rule, "fired", headline="Item 9 is 2", positives=(ANSWER,))
    assert flag_words(answer, {}, 27) == ("Item 9 is 2", ["not acknowledged"])
    dated = Finding(
        rule,
        "fired",
        headline="Item 9 is 2, 29 Aug 2025, 15 months ago",
        detail="PHQ-9 of 29 Aug 2025",
        positives=(ANSWER,),
    )
    assert flag_words(dated, {}, 27) == (
        "Item 9 is 2, 15 months ago",
        ["not acknowledged", "PHQ-9 of 29 Aug 2025"],
    )


def test_an_acknowledged_answer_says_by_whom_when_and_why_and_is_grey() -> None:
    rule = load()["item9_high"]
    said = Acknowledgement(3, "Dr Example", datetime(2026, 11, 23, 12, tzinfo=UTC), "spoken with the patient")
    finding = Finding(
        rule, "fired", headline="Item 9 is 2", detail="PHQ-9 of 22 Nov 2026", positives=(ANSWER,)
    )
    _, found = flag_words(finding, {identity(ANSWER): said}, 27)
    assert found == [
        "acknowledged by Dr Example, 23 Nov 2026",
        "PHQ-9 of 22 Nov 2026",
        "spoken with the patient",
    ]
    assert fitted_line(found, 200) == " · ".join(found)
    assert fitted_line(found, 51) == found[0]
    for most in range(10, 90):
        assert fitted_line(found, most).startswith("acknowledged by Dr Example, 23 Nov 2026")
    assert "gray" not in badge(finding, {})
    assert badge(finding, {identity(ANSWER): said}) == ":gray-badge[:material/done: Act]"
    other = ANSWER._replace(value=3)
    both = Finding(rule, "fired", headline="Item 9 is 3", positives=(ANSWER, other))
    assert flag_words(both, {identity(ANSWER): said}, 27)[1] == ["not acknowledged"]


def test_a_headline_that_does_not_say_what_is_wrong_follows_the_rules_name() -> None:
    rule = next(rule for rule in load().values() if not rule.says and rule.severity == "missing")
    finding = Finding(rule, "fired", headline="session 3", detail="12 Nov 2026")
    assert flag_words(finding, {}, 27) == (rule.label, ["session 3", "12 Nov 2026"])


def test_a_flag_of_one_line_has_its_value() -> None:
    rule = load()["history_contraindicated"]
    headline = f"{rule.says}: aneurysmal vascular disease"
    finding = Finding(rule, "fired", headline=headline)
    assert one_line(finding, 27) == f":small[**{plain(headline)}**]"
    assert one_line(finding, 60) == f"**{plain(headline)}**"


def test_a_contraindication_stands_before_the_answers() -> None:
    rule = load()["history_contraindicated"]
    first = Finding(rule, "fired", headline="Contraindicated")
    columns, rest = arranged([first, *fired(6, tall=2)])
    assert columns[0][0] is first
    assert sum(len(column) for column in columns) + len(rest) == 7


def test_half_a_number_is_never_shown() -> None:
    parts = ["135/75 last", "own goal 130/80", "session 17, 9 Oct 2026"]
    assert fitted_line(parts, 54) == " · ".join(parts)
    assert fitted_line(parts, 53) == "135/75 last · own goal 130/80"
    assert fitted_line(parts, 20) == "135/75 last"
    assert fitted_line(["a condition with a long name"], 12) == "a condition…"


def test_of_several_days_one_stays_on_a_full_line() -> None:
    parts = ["7 days to the session of 20 Nov 2026", "session 2, 13 Nov 2026"]
    assert fitted_line(parts, 51) == parts[0]
    assert fitted_line(parts, 61) == " · ".join(parts)
