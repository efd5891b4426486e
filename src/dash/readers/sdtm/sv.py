"""SV (subject visits) becomes visits, and dates rows of other domains that name a visit only."""

from collections import defaultdict
from collections.abc import Sequence

from dash.readers.sdtm.domain import Domain, Row
from dash.readers.sdtm.output import Found
from dash.readers.sdtm.sessions import visit_of


class VisitDays:
    """First day of each visit, where SV gives exactly one."""

    def __init__(self, domains: Sequence[Domain] = ()) -> None:
        self._days: defaultdict[tuple[str | None, str | None], set[str]] = defaultdict(set)
        for domain in domains:
            for row in domain.rows():
                if row["SVSTDTC"] and visit_of(row):
                    self._days[row["USUBJID"], visit_of(row)].add(row["SVSTDTC"])

    def day(self, subject: str | None, visit: str | None) -> str | None:
        """Return the day of a subject's visit, None where it is unknown or there are several."""
        days = self._days.get((subject, visit), set())
        return next(iter(days)) if len(days) == 1 else None


def read_sv(domains: Sequence[Domain]) -> Found:
    """Take every visit as it stands."""
    found = Found("visits")
    found.each(domains, lambda row: _take(row, found))
    return found


def _take(row: Row, found: Found) -> None:
    found.add(
        row,
        patient_id=row["USUBJID"],
        visit=row["VISIT"],
        visit_number=row["VISITNUM"],
        started_on=row["SVSTDTC"],
        ended_on=row["SVENDTC"],
    )
