"""Identifiers that may be one person's are proposed, never merged."""

from typing import Any

import pytest

from dash.cli.report import as_text
from dash.store.alike import folded


@pytest.mark.parametrize(
    "other", ["j12", "J-12", "J 12", "J_12", "J12\u200b", "\ufeffJ12", "Ｊ12", "J\u00ad12"]
)
def test_one_identifier_written_in_several_ways(clinic: Any, other: str) -> None:
    report = clinic.bring(patients=f"patient_id | sex\nJ12 | male\n{other} | male\nK1 | male", write=False)
    assert report.alike == (tuple(sorted(["J12", other])),)
    assert sum(count.accepted for count in report.files) == 3
    assert "One person or several?" in as_text(report)
    assert "\u200b" not in as_text(report)
    assert list(report.as_dict()["alike"]) == [tuple(sorted(["J12", other]))]


def test_composed_and_decomposed_letters_are_one() -> None:
    assert folded("M\u00fcller") == folded("Mu\u0308ller") == folded("M\u00dcLLER")


@pytest.mark.parametrize(("one", "two"), [("1-23", "12-3"), ("P1", "P01"), ("P1", "P2"), ("AB", "BA")])
def test_others_are_two(clinic: Any, one: str, two: str) -> None:
    report = clinic.bring(patients=f"patient_id | sex\n{one} | male\n{two} | male", write=False)
    assert report.alike == ()
    assert "One person" not in as_text(report)
