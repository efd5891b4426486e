"""The vocabulary holds together: no word means two things, no code is used twice."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import pytest

from dash import vocabulary
from dash.errors import VocabularyError
from dash.vocabulary.entries import Term
from dash.vocabulary.lists import CODES_HELD, build

HELD: Mapping[str, Mapping[str, Term]] = {
    "route": vocabulary.ROUTES,
    "drug": vocabulary.DRUGS,
    "phase": vocabulary.PHASES,
    "elicitation": vocabulary.ELICITATIONS,
}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("INTRAVENOUS", "iv"),
        (" Nasal spray ", "in"),
        ("34206005", "sc"),
        ("SUBLINGUAL", "sl"),
        ("by mouth", "po"),
    ],
)
def test_a_route_is_known_by_its_usual_names(text: str, key: str) -> None:
    assert vocabulary.route_of(text) == key


def test_an_unknown_word_is_not_guessed() -> None:
    assert vocabulary.route_of("TRANSDERMAL") is None
    assert vocabulary.effect_of("nausea-like feeling") is None
    assert vocabulary.drug_of("") is None
    assert vocabulary.sex_of(None) is None


def test_esketamine_is_not_ketamine() -> None:
    assert vocabulary.drug_of("Spravato") == "esketamine"
    assert vocabulary.drug_of("KETAMINE") == "racemic_ketamine"


def test_a_medication_with_its_strength_keeps_its_class() -> None:
    assert vocabulary.medication_class_of("Lorazepam 1 mg") == "benzodiazepine"
    assert vocabulary.medication_class_of("Aspirin") is None


def test_every_route_differs_in_colour_and_shape() -> None:
    routes = vocabulary.ROUTES.values()
    for part in ("light", "dark", "symbol", "glyph", "code"):
        assert len({getattr(route, part) for route in routes}) == len(routes)


@pytest.mark.parametrize("key", list(vocabulary.INSTRUMENTS))
def test_bands_cover_the_whole_range_without_gap(key: str) -> None:
    scale = vocabulary.INSTRUMENTS[key]
    covered = [point for _, low, high in scale.bands for point in range(int(low), int(high) + 1)]
    assert covered == list(range(int(scale.minimum), int(scale.maximum) + 1))


def test_items_reach_the_maximum_of_the_total() -> None:
    for scale in vocabulary.INSTRUMENTS.values():
        if scale.items and scale.item_maximum and scale.key not in {"qids_sr16", "hamd17"}:
            assert scale.items * scale.item_maximum == scale.maximum


def test_a_word_claimed_twice_is_refused() -> None:
    rows = [
        {"key": "a", "label": "A", "code": 0, "names": ["same"]},
        {"key": "b", "label": "B", "code": 1, "names": ["Same"]},
    ]
    with pytest.raises(VocabularyError, match="'same' to both 'a' and 'b'"):
        build(Term, rows, "test.toml")


def test_a_code_claimed_twice_is_refused() -> None:
    rows = [{"key": "a", "label": "A", "code": 0}, {"key": "b", "label": "B", "code": 0}]
    with pytest.raises(VocabularyError, match="'0' to both"):
        build(Term, rows, "test.toml")


def _read(kind: str) -> list[dict[str, Any]]:
    return [{"key": one.key, "label": one.label, "code": one.code} for one in HELD[kind].values()]


@pytest.mark.parametrize("kind", CODES_HELD)
def test_more_than_the_derived_tables_hold_is_refused(kind: str) -> None:
    """A fifth phase would turn site 2 into site 3: its bit belongs to the value beside it."""
    rows, most = _read(kind), CODES_HELD[kind]
    assert build(Term, rows, "test.toml", kind).keys() == HELD[kind].keys()
    free = [code for code in range(most) if code not in {row["code"] for row in rows}]
    rows += [{"key": f"new_{code}", "label": f"New {code}", "code": code} for code in free]
    assert len(build(Term, rows, "test.toml", kind)) == most
    rows.append({"key": "one_more", "label": "One more", "code": most})
    with pytest.raises(
        VocabularyError, match=f"the {kind} 'one_more' the code {most}: the derived tables hold {most}"
    ):
        build(Term, rows, "test.toml", kind)


def test_what_the_derived_tables_hold_is_what_they_are_made_with() -> None:
    sql = files("dash.store").joinpath("derive.sql").read_text()
    for part, kind, at in (("route", "route", 14), ("drug", "drug", 4), ("phase", "phase", 2)):
        assert f"(counted >> {at} & {CODES_HELD[kind] - 1})::UTINYINT AS {part}" in sql
    assert f"(counted & {CODES_HELD['elicitation'] - 1})::UTINYINT AS elicitation" in sql


def test_a_published_rate_keeps_its_own_unit() -> None:
    """Per session (REMS) and per patient (label) are never mixed: sedation is 34.7 in one, 23 in the other."""
    rates = {(rate.effect, rate.unit): rate.rate for rate in vocabulary.published_rates()}
    assert rates["sedation", "sessions"] == 34.7
    assert rates["sedation", "patients"] == 23
    assert all(rate.source and 0 < rate.rate < 100 for rate in vocabulary.published_rates())
