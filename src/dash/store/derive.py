"""Rebuild the derived tables of a database under construction. What they mean stands in ``derive.sql``."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import cache, partial
from hashlib import sha256
from importlib.resources import files

import duckdb

from dash.store.memory import with_enough
from dash.store.staging import DeriveSettings
from dash.vocabulary import DOSE_BANDS, DRUGS, EFFECTS, ELICITATIONS, INSTRUMENTS, PHASES, ROUTES, SEVERITIES
from dash.vocabulary.entries import Term
from dash.vocabulary.outcomes import OUTCOME_SCALES, RECALL_DAYS

_KINDS: Mapping[str, Mapping[str, Term]] = {
    "route": ROUTES,
    "drug": DRUGS,
    "phase": PHASES,
    "dose_band": DOSE_BANDS,
    "elicitation": ELICITATIONS,
    "severity": SEVERITIES,
    "effect": EFFECTS,
}

_VOCABULARY = """
    CREATE OR REPLACE TABLE outcome_scales (
        instrument VARCHAR, item VARCHAR, code UTINYINT, response_fall DOUBLE, remission_below DOUBLE, least_gain DOUBLE,
        recall_days SMALLINT
    );
    CREATE OR REPLACE TABLE dose_bands (code UTINYINT, mg FLOAT, mg_per_kg FLOAT);
    CREATE OR REPLACE TABLE recall_words (words VARCHAR, days SMALLINT);
    CREATE OR REPLACE TABLE summed_scales (instrument VARCHAR, items UTINYINT);
"""


@cache
def _script() -> str:
    return files("dash.store").joinpath("derive.sql").read_text(encoding="utf-8")


def _codes() -> Iterator[tuple[str, int, str]]:
    for kind, terms in _KINDS.items():
        for term in terms.values():
            yield kind, term.code, term.key


def _scales() -> list[tuple[object, ...]]:
    return [
        (
            one.key,
            one.item,
            one.code,
            one.response_fall,
            one.remission_below,
            one.least_gain,
            one.recall_days,
        )
        for one in OUTCOME_SCALES
    ]


def _summed() -> list[tuple[str, int]]:
    return [(one.key, one.items) for one in INSTRUMENTS.values() if one.total_is_sum and one.items]


def _doses() -> list[tuple[int, float | None, float | None]]:
    return [(one.code, one.mg, one.mg_per_kg) for one in DOSE_BANDS.values()]


@cache
def recipe() -> str:
    """Return the fingerprint of how facts are derived: another one asks for deriving them anew."""
    words = repr((sorted(_codes()), _scales(), _summed(), _doses(), sorted(RECALL_DAYS.items())))
    return sha256((_script() + words).encode()).hexdigest()[:16]


def derive(connection: duckdb.DuckDBPyConnection, settings: DeriveSettings) -> None:
    """Drop and rebuild all derived tables from the canonical ones.

    Args:
        connection: Open for writing on a database with the canonical tables, as its default schema.
        settings: Limits in mmHg and minutes that per-session facts depend on; kept in ``derive_settings``.

    Raises:
        duckdb.Error: The canonical tables hold words outside the vocabulary or break the schema.
    """
    run_script(
        connection, "CREATE OR REPLACE TABLE word_codes (kind VARCHAR, code USMALLINT, word VARCHAR);", {}
    )
    connection.executemany("INSERT INTO word_codes VALUES (?, ?, ?)", list(_codes()))
    run_script(connection, _VOCABULARY, {})
    connection.executemany("INSERT INTO outcome_scales VALUES (?, ?, ?, ?, ?, ?, ?)", _scales())
    connection.executemany("INSERT INTO dose_bands VALUES (?, ?, ?)", _doses())
    connection.executemany("INSERT INTO summed_scales VALUES (?, ?)", _summed())
    recall = [list(RECALL_DAYS), list(RECALL_DAYS.values())]
    connection.execute("INSERT INTO recall_words SELECT unnest(?), unnest(?)", recall)
    run_script(connection, _script(), {**asdict(settings), "recipe": recipe()})


# The scripts are few and long: on little data, parsing them takes a fifth of the time.
_parsed: dict[str, list[duckdb.Statement]] = {}


def run_script(connection: duckdb.DuckDBPyConnection, script: str, parameters: Mapping[str, object]) -> None:
    """Run each statement of an SQL script with those of the parameters it names.

    Raises:
        duckdb.Error: A statement fails.
    """
    if script not in _parsed:
        _parsed[script] = connection.extract_statements(script)
    for statement in _parsed[script]:
        bound = {name: parameters[name] for name in statement.named_parameters}
        with_enough(connection, partial(_done, connection, statement, bound))


def _done(
    connection: duckdb.DuckDBPyConnection, statement: duckdb.Statement, bound: Mapping[str, object]
) -> None:
    connection.execute(statement, bound).fetchall()
