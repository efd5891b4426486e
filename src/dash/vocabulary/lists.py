"""The vocabulary, loaded once from the TOML files and checked for contradictions."""

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeVar

from dash.errors import VocabularyError
from dash.vocabulary.entries import DoseBand, Drug, Effect, Instrument, Named, Route, Term

Entry = TypeVar("Entry", bound=Named)


def _read(file: str) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(files("dash.vocabulary").joinpath(file).read_text(encoding="utf-8"))


CODES_HELD: Mapping[str, int] = MappingProxyType({"route": 8, "drug": 4, "phase": 4, "elicitation": 4})
"""How many codes of a kind, from 0 on, the derived tables hold in their packed columns (``store/derive.sql``)."""


def build(
    kind: type[Entry], rows: Sequence[Mapping[str, Any]], where: str, held: str | None = None
) -> Mapping[str, Entry]:
    """Return entries of one kind by key, in the order given.

    Args:
        kind: Class of the entries.
        rows: As the file has them.
        where: The file.
        held: What the entries are, where the derived tables hold only some codes of it: a key of ``CODES_HELD``.

    Raises:
        VocabularyError: Two entries share a key, a code or a name; a code has no place in the derived tables.
    """
    entries: dict[str, Entry] = {}
    owner: dict[object, str] = {}
    for row in rows:
        words = [row["key"], row["label"], *row.get("names", ())]
        names = tuple(dict.fromkeys(word.strip().lower() for word in words))
        bands = {"bands": tuple(tuple(band) for band in row["bands"])} if "bands" in row else {}
        entry = kind(**{**row, "names": names, **bands})
        if held is not None:
            _fits(held, entry, where)
        for claim in (*names, getattr(entry, "code", None)):
            if claim is not None and owner.setdefault(claim, entry.key) != entry.key:
                raise VocabularyError(
                    f"{where} gives '{claim}' to both '{owner[claim]}' and '{entry.key}'.",
                    "Give it to one of them.",
                )
        if entry.key in entries:
            raise VocabularyError(f"{where} lists '{entry.key}' twice.", "Keep one of them.")
        entries[entry.key] = entry
    return MappingProxyType(entries)


def _fits(held: str, entry: Named, where: str) -> None:
    """Refuse a code beyond those that the derived tables hold: its bits would change the value beside it."""
    most, code = CODES_HELD[held], getattr(entry, "code", 0)
    if not 0 <= code < most:
        raise VocabularyError(
            f"{where} gives the {held} '{entry.key}' the code {code}: the derived tables hold {most}, 0 to {most - 1}.",
            f"Use a free code, or widen what store/derive.sql holds of a {held}.",
        )


_TERMS = _read("terms.toml")
_HISTORIES = _read("histories.toml")

ROUTES: Mapping[str, Route] = build(Route, _read("routes.toml")["route"], "routes.toml", "route")
DRUGS: Mapping[str, Drug] = build(Drug, _read("drugs.toml")["drug"], "drugs.toml", "drug")
DOSE_BANDS: Mapping[str, DoseBand] = build(DoseBand, _read("doses.toml")["dose_band"], "doses.toml")
EFFECTS: Mapping[str, Effect] = build(Effect, _read("effects.toml")["effect"], "effects.toml")
INSTRUMENTS: Mapping[str, Instrument] = build(
    Instrument, _read("instruments.toml")["instrument"], "instruments.toml"
)
CONDITIONS: Mapping[str, Named] = build(Named, _HISTORIES["condition"], "histories.toml")
MEDICATION_CLASSES: Mapping[str, Named] = build(Named, _HISTORIES["medication_class"], "histories.toml")
PHASES: Mapping[str, Term] = build(Term, _TERMS["phase"], "terms.toml", "phase")
ELICITATIONS: Mapping[str, Term] = build(Term, _TERMS["elicitation"], "terms.toml", "elicitation")
SEVERITIES: Mapping[str, Term] = build(Term, _TERMS["severity"], "terms.toml")
STATUSES: Mapping[str, Term] = build(Term, _TERMS["status"], "terms.toml")
SEXES: Mapping[str, Term] = build(Term, _TERMS["sex"], "terms.toml")
POSITIONS: Mapping[str, Term] = build(Term, _TERMS["position"], "terms.toml")
ACTIONS: Mapping[str, Term] = build(Term, _TERMS["action"], "terms.toml")
INDICATIONS: Mapping[str, Term] = build(Term, _TERMS["indication"], "terms.toml")
