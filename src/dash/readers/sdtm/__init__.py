"""CDISC SDTM as CSV: one file per domain."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dash.errors import UnreadableSourceError
from dash.readers.headers import HeaderError
from dash.readers.sdtm.ae import read_ae
from dash.readers.sdtm.cm import read_cm
from dash.readers.sdtm.dm import read_dm
from dash.readers.sdtm.domain import TABLE_OF, Domain, load, looks_like_sdtm
from dash.readers.sdtm.ex import read_ex
from dash.readers.sdtm.mh import read_mh
from dash.readers.sdtm.output import Found
from dash.readers.sdtm.qs import read_qs
from dash.readers.sdtm.sv import VisitDays, read_sv
from dash.readers.sdtm.vs import read_vs
from dash.readers.sdtm.weights import place_weights
from dash.readers.sources import find_files
from dash.readers.whole import refuse_whole
from dash.store.staging import Batch, FileNote

EXPECTED = "CDISC SDTM as CSV (" + ", ".join(f"{code.lower()}.csv" for code in TABLE_OF) + ")"

_DECODED = "Not UTF-8: the text was read as {encoding}."
_NAMES = {"cp1252": "Windows-1252", "latin-1": "Latin-1"}


@dataclass(frozen=True)
class SdtmCsvReader:
    """Reads a folder, a zip or one file of SDTM domains."""

    name: str = "CDISC SDTM"

    def recognises(self, path: Path) -> bool:
        """Tell whether at least one file has the columns that every SDTM domain with subjects has.

        Raises:
            UnreadableSourceError: See `dash.readers.sources.find_files`.
        """
        return any(looks_like_sdtm(file) for file in find_files(path)[0])

    def read(self, path: Path, shown: str | None = None) -> Iterator[Batch]:
        """Yield patients, sessions and what belongs to them.

        Args:
            path: A folder, a zip or one file.
            shown: Its name as shown to the user, otherwise its own.

        Raises:
            UnreadableSourceError: No file is of a domain that is read, or a file cannot be read to its end.
        """
        files, notes = find_files(path, shown)
        domains: dict[str, list[Domain]] = {code: [] for code in TABLE_OF}
        unread: list[Batch] = []
        for file in files:
            try:
                domain = load(file)
            except HeaderError as error:
                table = TABLE_OF.get(file.stem.upper())
                if table is None:
                    notes.append(FileNote(file.name, "Left out: not an SDTM domain."))
                else:
                    # The file was read to its end: all of it that is refused stands with the error.
                    unread += refuse_whole(file.name, table, error, io.BytesIO())
                continue
            if domain.encoding != "utf-8":
                encoding = _NAMES[domain.encoding]
                notes.append(FileNote(domain.file, _DECODED.format(encoding=encoding)))
            if domain.code in domains:
                domains[domain.code].append(domain)
            else:
                rows = len(domain.lines) + len(domain.problems)
                notes.append(
                    FileNote(domain.file, f"Left out: the domain {domain.code} ({rows:,} rows) is not used.")
                )
        if not any(domains.values()) and not unread:
            raise UnreadableSourceError(f"Nothing in {path} can be read.", f"Give {EXPECTED}.")
        yield Batch(notes=tuple(notes))
        yield from unread
        yield from _tables(domains)


def _tables(domains: dict[str, list[Domain]]) -> Iterator[Batch]:
    sites = {
        subject: site
        for domain in domains["DM"]
        for row in domain.rows()
        if (subject := row["USUBJID"]) and (site := row["SITEID"])
    }
    days = VisitDays(domains["SV"])
    patients = read_dm(domains["DM"])
    doses, sessions = read_ex(domains["EX"], sites)
    vitals, weights = read_vs(domains["VS"], sessions, days)
    place_weights(weights, sessions, patients.records, vitals, days)
    found: dict[str, Found] = {"DM": patients, "EX": doses, "VS": vitals}
    for code in ("DM", "EX", "VS"):
        yield from found[code].batches(domains[code])
    del vitals, weights, found
    domains["VS"].clear()
    yield from read_ae(domains["AE"], sessions).batches(domains["AE"])
    yield from read_cm(domains["CM"]).batches(domains["CM"])
    yield from read_mh(domains["MH"]).batches(domains["MH"])
    yield from read_qs(domains["QS"], days).batches(domains["QS"])
    yield from read_sv(domains["SV"]).batches(domains["SV"])
