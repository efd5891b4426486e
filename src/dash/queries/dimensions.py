"""What sessions can be chosen by. Each dimension is described here once; everything that filters goes through them all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from dash.errors import QuestionError
from dash.store.reading import Database
from dash.vocabulary import DOSE_BANDS, DRUGS, PHASES, ROUTES
from dash.vocabulary.entries import Term

NOT_RECORDED = "not_recorded"
"""Chooses sessions of which a dimension is not recorded."""


class Choice(NamedTuple):
    """One thing that can be chosen: its code in the derived tables, its key and what is shown."""

    code: int
    key: str
    label: str


@dataclass(frozen=True, eq=False)
class Dimension:
    """One thing about a session that a filter can be about. Two are equal only where they are the same one.

    Attributes:
        name: Word in the page address and column of the derived tables.
        plural: Keyword of a ``Selection`` and parameter of the SQL; "No {plural} chosen" on screen.
        option: Of the command line.
        title: Above its choices.
        terms: What there is to choose where the vocabulary says so.
        recorded: Otherwise what the records hold, by code; code 0 (None) is "not recorded".
        counted: Whether counts made at import tell its members apart; otherwise a question counts the sessions themselves.
        about: What one must know to choose, if anything.
    """

    name: str
    plural: str
    option: str
    title: str
    terms: Mapping[str, Term] | None = None
    recorded: Callable[[Database], Sequence[str | None]] | None = None
    counted: bool = True
    about: str = ""

    @property
    def word(self) -> str:
        """The dimension in a sentence."""
        return self.name.replace("_", " ")

    def check(self, keys: Iterable[str]) -> None:
        """Make sure that keys are in the vocabulary, where there is one.

        Raises:
            QuestionError: One is not.
        """
        if self.terms is not None and not set(keys) <= set(self.terms):
            raise QuestionError(
                f"A {self.word} of the filter is not in the vocabulary.",
                fix=f"Use one of: {', '.join(self.terms)}.",
            )

    def choices(self, database: Database) -> list[Choice]:
        """Return all there is to choose, in the order in which it is shown."""
        if self.recorded is None:
            return [Choice(term.code, term.key, term.label) for term in (self.terms or {}).values()]
        named = [
            Choice(code, one, one) for code, one in enumerate(self.recorded(database)) if one is not None
        ]
        return [*named, Choice(0, NOT_RECORDED, f"{self.word.capitalize()} not recorded")]

    def codes(self, keys: Iterable[str], database: Database) -> list[int]:
        """Return the codes of keys; what is not in the database has none."""
        wanted = set(keys)
        return [choice.code for choice in self.choices(database) if choice.key in wanted]

    def labels(self, keys: Iterable[str]) -> list[str]:
        """Return what is shown for keys after the name of the dimension; identifiers as the source writes them."""
        if self.terms is not None:
            return [self.terms[key].label for key in keys]
        return ["not recorded" if key == NOT_RECORDED else key for key in keys]


ROUTE = Dimension("route", "routes", "--route", "Route of administration", terms=ROUTES)
DRUG = Dimension("drug", "drugs", "--drug", "Drug", terms=DRUGS)
SITE = Dimension("site", "sites", "--site", "Site", recorded=attrgetter("sites"))
CLINICIAN = Dimension(
    "clinician", "clinicians", "--clinician", "Clinician", recorded=attrgetter("clinicians"), counted=False
)
PHASE = Dimension("phase", "phases", "--phase", "Phase", terms=PHASES)
DOSE_BAND = Dimension(
    "dose_band",
    "dose_bands",
    "--dose-band",
    "Dose band",
    terms=DOSE_BANDS,
    counted=False,
    about="Esketamine by mg, other drugs by mg per kg. Bands compare only within a route and drug.",
)

DIMENSIONS = (ROUTE, DRUG, SITE, CLINICIAN, PHASE, DOSE_BAND)
"""In the order in which they are offered and said."""
