"""Identifiers of patients that may be one person's, written in several ways: proposed, never merged."""

import re
import unicodedata
from collections import defaultdict

from duckdb import DuckDBPyConnection

from dash.store.sql import run

# Between a letter and a digit, or two letters, a separator says nothing; between two digits it may.
_IDLE = re.compile(r"(?<!\d)[\s._/-]+|[\s._/-]+(?!\d)")


def folded(identifier: str) -> str:
    """Return an identifier without what is easily written otherwise.

    That is case, the form of its Unicode characters, characters that cannot be seen, and separators other than those between
    two digits: ``J-12``, ``j12`` and ``J12`` with a zero-width space are one, ``1-23`` and ``12-3`` are two.
    """
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", identifier).casefold())
    seen = "".join(letter for letter in text if unicodedata.category(letter) not in {"Cf", "Cc"})
    return _IDLE.sub("", seen)


def alike_patients(connection: DuckDBPyConnection) -> tuple[tuple[str, ...], ...]:
    """Return the identifiers of patients in the record that differ only by how they are written, each group sorted."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for (identifier,) in run(connection, "SELECT patient_id FROM patients ORDER BY patient_id"):
        groups[folded(identifier)].append(identifier)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)
