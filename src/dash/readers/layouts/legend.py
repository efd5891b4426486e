"""What a workbook says about itself: legends of codes and marks, lines above and under tables, names of sheets and files."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dash.readers.layouts.grid import Grid, shown
from dash.readers.layouts.lexicon import listed, meaning_of, plain

_ALTERNATIVES = re.compile(r"\s+(?:or|oder|ou|o|/)\s+|\s*[,;]\s*")
_ASKED = re.compile(
    r"\b(?:asked|every patient is asked|checklist|ask each|routinely asked|gefragt|demandé)\b", re.I
)
_EACH = re.compile(r"\b(?:each|every|all|always|jede|jeder|chaque|cada)\b", re.I)


@dataclass(frozen=True)
class Legend:
    """What legends say.

    Attributes:
        codes: Meaning by code, as it is compared.
        yes, no, unknown: Marks of ticks, as they are compared.
        blank: Whether an empty tick was said to mean "not present"; None where nothing is said.
        asked_each: Whether it is said that every patient is asked for each side effect.
        lines: All lines, for evidence.
        where: Sheets the legends stand in.
    """

    codes: Mapping[str, str] = field(default_factory=dict)
    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    blank: bool | None = None
    asked_each: bool = False
    lines: tuple[str, ...] = ()
    where: tuple[str, ...] = ()


def is_legend(grid: Grid) -> bool:
    """Tell whether a sheet without a table explains codes or marks: pairs of a short text and its meaning."""
    named = bool(set(plain(grid.sheet).split()) & listed("legend")) or plain(grid.sheet) in listed("legend")
    pairs = [row for row in grid.rows if 1 < sum(1 for cell in row if shown(cell)) <= 3]
    short = [row for row in pairs if row and len(shown(row[0])) <= 30]
    return named or (len(short) >= 3 and len(short) >= 0.6 * len([row for row in grid.rows if row]))


def read_legends(grids: Iterable[Grid], remarks: Iterable[str]) -> Legend:
    """Return what the legends of a workbook and the lines around its tables say."""
    codes: dict[str, str] = {}
    marks: dict[str, set[str]] = {"yes": set(), "no": set(), "unknown": set()}
    blank: bool | None = None
    lines: list[str] = list(remarks)
    where: list[str] = []
    for grid in grids:
        where.append(grid.sheet)
        for row in grid.rows:
            cells = [shown(cell) for cell in row if shown(cell)]
            lines.append(" = ".join(cells))
            if len(cells) < 2:
                continue
            kind = _mark(cells[1])
            for code, meaning in _pairs(cells[0], cells[1]):
                if kind is None:
                    codes[code] = meaning
                elif code in {"blank", "empty", "leer", "vide"}:
                    blank = kind == "no"
                else:
                    marks[kind].add(code)
    asked = any(_ASKED.search(line) and _EACH.search(line) for line in lines)
    effects = {code: meaning for code, meaning in codes.items() if meaning_of("effect", meaning)}
    return Legend(
        effects,
        frozenset(marks["yes"]),
        frozenset(marks["no"]),
        frozenset(marks["unknown"]),
        blank,
        asked,
        tuple(line for line in lines if line),
        tuple(where),
    )


def _pairs(code: str, meaning: str) -> list[tuple[str, str]]:
    codes = [plain(part) for part in _ALTERNATIVES.split(code) if part.strip()]
    meanings = [part.strip() for part in re.split(r"\s+/\s+", meaning)]
    if len(codes) == len(meanings):
        return list(zip(codes, meanings, strict=True))
    return [(one, meaning) for one in codes]


def _mark(meaning: str) -> str | None:
    """Say whether a legend's line explains a tick: ``yes``, ``no`` or ``unknown``."""
    bare = plain(meaning)
    if re.search(r"\b(?:not assessed|could not|unknown|not known|unbekannt)\b", bare):
        return "unknown"
    if re.search(
        r"\b(?:not present|absent|asked,? nothing|nothing|not there|nicht vorhanden|no side effects?)\b", bare
    ):
        return "no"
    if re.search(r"^(?:present|yes|there|vorhanden|ja|observed)\b", bare):
        return "yes"
    return None
