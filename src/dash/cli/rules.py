"""The commands about the rulebook: rules lists it, flags applies it to one patient."""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from dash.cli.columns import text_table
from dash.cli.filters import day as day_of
from dash.cli.options import DatabaseOption, JsonOption
from dash.cli.output import printable, say
from dash.errors import JournalError
from dash.reports.day_of_review import day_of_review
from dash.reports.derived_as_set import require_derived_as_set
from dash.reports.review import patient_review
from dash.reports.standing_facts import seen_by_patient, settled
from dash.reports.tables import patient_key
from dash.rulebook import Rule, Rulebook, clinic_path, lies_beside, rulebook, settings
from dash.rulebook.finding import Answer, Finding
from dash.store.journal import journal_beside
from dash.store.location import database_path
from dash.store.reading import open_database

ClinicOption = Annotated[
    Path | None,
    typer.Option(
        "--clinic",
        metavar="FILE",
        help="The clinic's settings. Otherwise KETAMINE_DASH_CLINIC, else clinic.toml beside the session database.",
    ),
]


def rules(as_json: JsonOption = False, clinic: ClinicOption = None, database: DatabaseOption = None) -> None:
    """List every rule and setting: threshold, unit, whose value it is, source.

    Also the way to check the clinic's file: what cannot be followed is said with its line.

    \b
    Examples:
      ketamine-dash rules
      ketamine-dash rules --clinic draft.toml --json
    """  # noqa: D301
    book = rulebook(clinic or clinic_path(database_path(database)))
    if as_json:
        say(json.dumps(_as_dict(book), indent=2, ensure_ascii=False))
        return
    heads = ["Rule", "Word", "Fires at", "Whose", "What it is", "Source"]
    rows = [
        (rule.id, _word(rule), rule.limit, _whose(rule), rule.label, _source(rule))
        for rule in book.rules.values()
    ]
    say(text_table(heads, rows))
    plans = [
        ("interval", f"{plan.drug} {plan.route} {plan.phase}".rstrip(), plan.words, plan.whose, plan.source)
        for plan in book.intervals
    ]
    plans += [
        ("dose", f"{plan.drug} {plan.route}", plan.words, plan.whose, plan.source) for plan in book.doses
    ]
    say("\n" + text_table(["Plan", "For", "Planned", "Whose", "Source"], plans))
    say(f"\nRulebook {book.version}; clinic's file: {book.clinic or 'none'}")


def flags(
    patient: Annotated[str, typer.Argument(metavar="PATIENT", help="Identifier of the patient.")],
    day: Annotated[
        str | None,
        typer.Option(
            metavar="DAY",
            help="Day of the review, such as 2026-11-20; otherwise the one the dashboard shows.",
        ),
    ] = None,
    as_json: JsonOption = False,
    clinic: ClinicOption = None,
    database: DatabaseOption = None,
) -> None:
    """Print what every rule finds in one patient's records, with the rows it read (file and line).

    Nothing recorded after the day is read. What cannot be measured says why.

    \b
    Examples:
      ketamine-dash flags K-0147
      ketamine-dash flags K-0147 --day 2026-10-01 --json
    """  # noqa: D301
    place = database_path(database)
    named = clinic or clinic_path(place)
    book = rulebook(named)
    lies_beside(place)
    opened = open_database(place)
    try:
        require_derived_as_set(opened, settings(named))
        about = day_of_review(opened, datetime.now().date())
        chosen = day_of(day, "--day") or about.day
        found = patient_review(
            opened,
            patient_key(opened, patient),
            chosen,
            book=book,
            acknowledged=_acknowledged(place, patient, about.made_up),
        )
        seen = seen_by_patient(journal_beside(place), [patient], about.made_up)
        found = settled(found, seen.get(patient, {}))
    finally:
        opened.close()
    if as_json:
        heading = {"day": chosen.isoformat(), "made_up": about.made_up, "rulebook": book.version}
        rows = [_finding(finding) for finding in found]
        say(json.dumps({**heading, "findings": rows}, indent=2, ensure_ascii=False))
        return
    say("\n".join(_lines(found)))
    made_up = "made-up data; " if about.made_up else ""
    say(f"\n{made_up}review of {chosen}, rulebook {book.version}")


def _acknowledged(place: Path, patient: str, made_up: bool) -> Collection[Answer]:
    """Return what the journal has as acknowledged; one that cannot be read acknowledges nothing."""
    try:
        return journal_beside(place).acknowledged(patient, made_up)
    except JournalError:
        return ()


def _lines(found: tuple[Finding, ...]) -> Iterator[str]:
    for state, title in (
        ("fired", "Fired"),
        ("not_fired", "Not fired"),
        ("not_measurable", "Not measurable"),
    ):
        chosen = [finding for finding in found if finding.state == state]
        yield f"{title}: {len(chosen)}"
        for finding in chosen:
            since = f" (since {finding.since})" if finding.since else ""
            what = finding.why or " · ".join(part for part in (finding.headline, finding.detail) if part)
            yield printable(f"  {finding.rule.severity:8}{finding.rule.id}: {what}{since}")
            if state == "fired":
                yield printable(
                    f"          {finding.rule.limit} ({_whose(finding.rule)}); {_source(finding.rule)}"
                )
                for read in finding.rows:
                    when = f" {read.when}" if read.when else ""
                    yield printable(
                        f"          {read.what}{when}: {read.value} ({read.source.file}, line {read.source.line})"
                    )


def _finding(finding: Finding) -> Mapping[str, Any]:
    return {
        "rule": finding.rule.id,
        "severity": finding.rule.severity,
        "state": finding.state,
        "value": finding.value,
        "fires_at": finding.rule.limit,
        "whose": finding.rule.whose,
        "headline": finding.headline,
        "detail": finding.detail,
        "why": finding.why,
        "since": finding.since.isoformat() if finding.since else None,
        "rows": [
            {
                "what": read.what,
                "when": read.when.isoformat() if read.when else None,
                "value": read.value,
                "table": read.source.table,
                "file": read.source.file,
                "line": read.source.line,
            }
            for read in finding.rows
        ],
    }


def _as_dict(book: Rulebook) -> Mapping[str, Any]:
    return {
        "rulebook": book.version,
        "clinic_file": str(book.clinic) if book.clinic else None,
        "rules": [
            {
                "id": rule.id,
                "label": rule.label,
                "severity": rule.severity or None,
                "flag_when": rule.flag_when,
                "threshold": rule.threshold,
                "diastolic": rule.diastolic,
                "unit": rule.unit,
                "on": rule.on,
                "whose": rule.whose,
                "default_threshold": rule.default_threshold,
                "default_diastolic": rule.default_diastolic,
                "lowest": rule.lowest,
                "highest": rule.highest,
                "takes": list(rule.takes),
                "message": rule.message,
                "source": rule.source,
                "confirmed": rule.confirmed,
            }
            for rule in book.rules.values()
        ],
        "intervals": [vars(plan) for plan in book.intervals],
        "doses": [vars(plan) for plan in book.doses],
    }


def _word(rule: Rule) -> str:
    return (rule.severity or "setting") if rule.on else "off"


def _whose(rule: Rule) -> str:
    return f"clinic, product {rule.default_limit}" if rule.whose == "clinic" else "product"


def _source(rule: Rule) -> str:
    return rule.source if rule.confirmed or "unconfirmed" in rule.source else f"{rule.source} (unconfirmed)"
