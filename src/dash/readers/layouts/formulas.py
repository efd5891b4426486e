"""Cells of a workbook whose formula gave an error or was never computed.

The values kept in the file do not tell them from empty ones.

The parts of the file are searched as text; nothing in them is evaluated, no entity is resolved.
"""

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator

_SHEET = re.compile(rb'<sheet\b[^>]*?\bname="([^"]*)"[^>]*?\b(?:r:|ns\d+:)?id="([^"]*)"')
_RELATION = re.compile(rb"<Relationship\b([^>]*)>")
_ATTRIBUTE = re.compile(rb'\b(Id|Target)="([^"]*)"')
_CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.S)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<v\b[^>]*>[^<]")
NO_VALUE = "#VALUE!"
"""What stands in a grid for such a cell."""


def unusable_cells(content: bytes) -> dict[str, list[tuple[int, int]]]:
    """Return row and column, counted from 0, of cells with an error or without a computed value, by sheet.

    Only the packed XML format is looked at; others keep errors as text.
    """
    if content[:4] != b"PK\x03\x04":
        return {}
    found: dict[str, list[tuple[int, int]]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        for sheet, part in _parts(archive, names):
            data = archive.read(part)
            if b't="e"' in data or b"<f" in data:
                found[sheet] = list(_unusable(data))
    return found


def _parts(archive: zipfile.ZipFile, names: set[str]) -> Iterator[tuple[str, str]]:
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return
    targets: dict[bytes, bytes] = {}
    for attributes in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        found = dict(_ATTRIBUTE.findall(attributes))
        if b"Id" in found and b"Target" in found:
            targets[found[b"Id"]] = found[b"Target"]
    for name, relation in _SHEET.findall(archive.read("xl/workbook.xml")):
        target = targets.get(relation, b"").decode("utf-8", "replace")
        part = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        if part in names:
            yield html.unescape(name.decode("utf-8", "replace")), part


def _unusable(data: bytes) -> Iterator[tuple[int, int]]:
    for attributes, inside in _CELL.findall(data):
        error = b't="e"' in attributes
        empty = b"<f" in inside and not _VALUE.search(inside)
        if not (error or empty):
            continue
        place = _PLACE.search(attributes)
        if place:
            column = 0
            for letter in place[1]:
                column = column * 26 + letter - 64
            yield int(place[2]) - 1, column - 1
