"""Which sessions a question is about: the one filter of all cohort pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from dash.errors import QuestionError
from dash.store.reading import Database
from dash.vocabulary import DRUGS, ELICITATIONS, PHASES, ROUTES
from dash.vocabulary.entries import Term

NOT_RECORDED = "not_recorded"
"""Chooses sessions without a site, as a member of ``Selection.sites``."""

# More sites than bits in a number need a list; a shifted number is twice as fast.
_MASK_BITS = 63
_BEGINNING = date(1, 1, 2)


@dataclass(frozen=True)
class Selection:
    """Sessions chosen by route, drug, period, site and phase; an empty part chooses all.

    Attributes:
        routes, drugs, phases: Keys of the vocabulary.
        start: First day, None for the first there is.
        end: Day after the last, None for no end.
        sites: Site ids; ``not_recorded`` for sessions without one. A site not in the database chooses nothing.

    Raises:
        QuestionError: A route, drug or phase is not in the vocabulary.
    """

    routes: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    sites: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for kind, keys, terms in (
            ("route", self.routes, ROUTES),
            ("drug", self.drugs, DRUGS),
            ("phase", self.phases, PHASES),
        ):
            if not set(keys) <= set(terms):
                raise QuestionError(
                    f"A {kind} of the filter is not in the vocabulary.",
                    fix=f"Use one of: {', '.join(terms)}.",
                )

    @property
    def splits_routes(self) -> bool:
        """Tell whether some sessions of one route are chosen and others not, apart from the period."""
        return bool(self.drugs or self.sites or self.phases)

    @property
    def has_period(self) -> bool:
        """Tell whether the selection has a first or a last day."""
        return bool(self.start or self.end)

    @property
    def unlimited(self) -> "Selection":
        """The same selection over the whole period."""
        return replace(self, start=None, end=None)

    def trimmed(self, database: Database) -> "Selection":
        """The same selection without ends of the period that cut off no session: they only cost time."""
        first, last = database.summary["first_session"], database.summary["last_session"]
        return replace(
            self,
            start=self.start if self.start and first and self.start > first else None,
            end=self.end if self.end and last and self.end <= last else None,
        )

    def where(self, database: Database, alias: str = "") -> str:
        """Return the condition as constant SQL text, ``true`` for all sessions.

        Args:
            database: Where the question is asked; decides only how sites are compared.
            alias: Name of the table in the statement, where it needs one.
        """
        of = f"{alias}." if alias else ""
        parts = [
            f"($routes >> {of}route) & 1 = 1" if self.routes else "",
            f"($drugs >> {of}drug) & 1 = 1" if self.drugs else "",
            f"($phases >> {of}phase) & 1 = 1" if self.phases else "",
            f"{of}started_on >= $start" if self.start else "",
            f"{of}started_on < $end" if self.end else "",
        ]
        if self.sites:
            fits = len(database.sites) <= _MASK_BITS
            parts.append(f"($sites >> {of}site) & 1 = 1" if fits else f"list_contains($sites, {of}site)")
        return " AND ".join(part for part in parts if part) or "true"

    def params(self, database: Database) -> dict[str, object]:
        """Return the values that ``where`` binds, by name."""
        values: dict[str, object] = {}
        for name, keys, terms in (
            ("routes", self.routes, ROUTES),
            ("drugs", self.drugs, DRUGS),
            ("phases", self.phases, PHASES),
        ):
            if keys:
                values[name] = _mask(term_codes(keys, terms))
        if self.sites:
            codes = [code for code, site in enumerate(database.sites) if _site_key(site) in self.sites]
            values["sites"] = _mask(codes) if len(database.sites) <= _MASK_BITS else codes
        if self.start:
            values["start"] = self.start
        if self.end:
            values["end"] = self.end
        return values

    @property
    def beginning(self) -> date:
        """First day of the period, but after day 1 of year 1, which stands for "none before" in the facts."""
        return max(self.start or _BEGINNING, _BEGINNING)


def elicitation_condition(elicitation: str | None, values: dict[str, object]) -> str:
    """Return the condition for one way of asking about side effects and bind its code; all ways for None.

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    if elicitation is None:
        return "true"
    if elicitation not in ELICITATIONS:
        raise QuestionError(
            "This way of asking is not in the vocabulary.", fix=f"Use one of: {', '.join(ELICITATIONS)}."
        )
    values["elicitation"] = ELICITATIONS[elicitation].code
    return "elicitation = $elicitation"


def term_codes(keys: Iterable[str], terms: Mapping[str, Term]) -> list[int]:
    """Return the codes of vocabulary keys."""
    return [terms[key].code for key in keys]


def _site_key(site: str | None) -> str:
    return NOT_RECORDED if site is None else site


def _mask(codes: Iterable[int]) -> int:
    return sum(1 << code for code in set(codes))
