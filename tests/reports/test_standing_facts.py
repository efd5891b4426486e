"""Medications and history: review while new since the last review by anybody, else a note; everywhere the same."""

import json
from datetime import date
from typing import Any

import pytest
from helpers.database import OpenDb

from dash.cli.rules import flags as flags_command
from dash.queries.record_counts import record_counts
from dash.reports.brief import make as making
from dash.reports.brief import make_brief
from dash.reports.day_flags import flags_of, settled_flags
from dash.reports.day_list import day_list
from dash.reports.day_news import review_subject
from dash.reports.review import patient_review
from dash.reports.standing_facts import NOTHING_NEW, facts_of, seen_by_patient, settled
from dash.rulebook.finding import Finding
from dash.store.journal import journal_beside
from dash.store.reading import Database

DAY = date(2026, 3, 5)
RULES = ("medication_opioid", "history_review")
_TABLES: dict[str, list[dict[str, Any]]] = {
    "sessions": [
        {
            "session_id": "s1",
            "patient_id": "p1",
            "started_at": "2026-02-01T10:00",
            "route": "iv",
            "dose_mg": 40,
        },
    ],
    "medications": [
        {"patient_id": "p1", "medication": "oxycodone", "class": "opioid", "started_on": "2025-05-01"},
    ],
    "conditions": [
        {"patient_id": "p1", "condition": "psychosis", "noted_on": "2019"},
        {"patient_id": "p1", "condition": "aneurysmal_vascular_disease", "noted_on": "2020-02-03"},
    ],
    "appointments": [{"patient_id": "p1", "scheduled_at": "2026-03-05T09:00"}],
}


def _key(database: Database) -> int:
    return int(dict(database.rows("SELECT patient_id, patient_key FROM patient_keys", {}))["p1"])


def _seen(database: Database) -> Any:
    return seen_by_patient(journal_beside(database.path), ["p1"], False).get("p1", {})


def _found(database: Database) -> tuple[Finding, ...]:
    return settled(patient_review(database, _key(database), DAY), _seen(database))


def _review(database: Database, user: str) -> None:
    flags = flags_of(_found(database))
    subject = review_subject(DAY, flags, record_counts(database, [_key(database)], DAY)[_key(database)])
    journal_beside(database.path).append(
        user, "reviewed", "p1", json.loads(json.dumps(subject)), made_up=False
    )


def _said(found: tuple[Finding, ...]) -> dict[str, str]:
    return {one.rule.id: one.rule.severity for one in found if one.state == "fired"}


def _everywhere(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> list[dict[str, str]]:
    """Severity by rule on the page, the list of the day, the brief and the command."""
    found = _found(database)
    page = _said(found)
    (row,) = day_list(database, DAY).to_dict("records")
    headlines = {one.headline: one.rule.id for one in found if one.state == "fired"}
    listed = {
        headlines[text]: severity
        for severity in ("act", "review", "check", "missing", "note")
        for text in str(row[severity]).split("; ")
        if text
    }
    printed: list[Any] = []
    real = making.page
    monkeypatch.setattr(making, "page", lambda *said: (printed.append(said[2]), real(*said))[1])
    assert make_brief(database, [_key(database)], DAY).startswith(b"%PDF")
    capsys.readouterr()
    flags_command("p1", day=DAY.isoformat(), as_json=True, database=database.path)
    told = json.loads(capsys.readouterr().out)["findings"]
    command = {one["rule"]: one["severity"] for one in told if one["state"] == "fired"}
    return [page, listed, _said(printed[0]), command]


def test_the_same_everywhere_before_and_after_a_review(
    open_file: OpenDb, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    database = open_file(**_TABLES)
    for said in _everywhere(database, monkeypatch, capsys):
        assert {rule: said[rule] for rule in RULES} == dict.fromkeys(RULES, "review")
        assert said["history_contraindicated"] == "act"
    _review(database, "somebody else")
    for said in _everywhere(database, monkeypatch, capsys):
        assert {rule: said[rule] for rule in RULES} == dict.fromkeys(RULES, "note")
        assert said["history_contraindicated"] == "act"
    found = {one.rule.id: one for one in _found(database)}
    assert found["history_review"].rule.message.endswith(NOTHING_NEW)
    # What stood there as a note was seen as well: the next review keeps it.
    _review(database, "mb")
    assert _said(_found(database))["history_review"] == "note"


def test_a_withdrawn_review_and_one_from_before_facts_were_kept_show_nothing(open_file: OpenDb) -> None:
    database = open_file(**_TABLES)
    journal = journal_beside(database.path)
    journal.append("old", "reviewed", "p1", {"day": "2026-03-05", "fired": {}, "counts": {}}, made_up=False)
    assert _said(_found(database))["history_review"] == "review"
    _review(database, "mb")
    assert _said(_found(database))["history_review"] == "note"
    journal.append("mb", "review_withdrawn", "p1", {}, made_up=False)
    assert _said(_found(database))["history_review"] == "review"
    _review(database, "xy")
    journal.append("mb", "review_withdrawn", "p1", {}, made_up=False)
    assert _said(_found(database))["history_review"] == "note", "the review of another user stands"


def test_one_more_fact_or_another_date_is_new(open_file: OpenDb) -> None:
    database = open_file(**_TABLES)
    seen = {one.rule.id: facts_of(one) for one in patient_review(database, _key(database), DAY)}
    assert seen["medication_opioid"] == ("oxycodone 2025-05-01",)
    assert seen["history_contraindicated"] == (), "a contraindication never becomes a note"
    more = {"patient_id": "p1", "condition": "cystitis", "noted_on": "2026-03-01"}
    again = {**_TABLES["medications"][0], "started_on": "2026-03-02"}
    changed = open_file(**{**_TABLES, "conditions": [*_TABLES["conditions"], more], "medications": [again]})
    found = patient_review(changed, _key(changed), DAY)
    said = _said(settled(found, seen))
    assert (said["history_review"], said["medication_opioid"]) == ("review", "review")
    fewer = {**seen, "history_review": (*seen["history_review"], "Cystitis 2026-03-01")}
    assert _said(settled(found, fewer))["history_review"] == "note"
    flags = settled_flags(flags_of(found), fewer)
    assert {one.rule: one.severity for one in flags.fired} == _said(settled(found, fewer))
