"""Published outcomes, each with its source and what is known of its denominators."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dash.errors import VocabularyError
from dash.vocabulary.lists import ROUTES

DEPRESSION = frozenset({"phq9", "madrs", "qids_sr16", "hamd17"})
"""Scales beside which the published cohorts may stand: all of them are about depression."""


@dataclass(frozen=True)
class PublishedOutcome:
    """One published result; None where the source at hand does not say.

    Attributes:
        name: Study and year.
        route: Key of the vocabulary.
        sessions: After how many sessions it was measured.
        treated, eligible, analysed: People.
        response, remission, worse: Percent of those analysed.
        relapse: Percent who relapsed after a response or remission.
        relapse_days: Median days until they did.
        note: What else to know.
    """

    name: str
    route: str
    sessions: int | None = None
    treated: int | None = None
    eligible: int | None = None
    analysed: int | None = None
    response: float | None = None
    remission: float | None = None
    worse: float | None = None
    relapse: float | None = None
    relapse_days: int | None = None
    note: str = ""


@cache
def published_outcomes() -> tuple[PublishedOutcome, ...]:
    """Return every published outcome.

    Raises:
        VocabularyError: A route does not exist, or a percentage cannot be one.
    """
    text = files("dash.vocabulary").joinpath("published_outcomes.toml").read_text(encoding="utf-8")
    found = tuple(PublishedOutcome(**study) for study in tomllib.loads(text)["study"])
    for one in found:
        shares = [
            share for share in (one.response, one.remission, one.worse, one.relapse) if share is not None
        ]
        if one.route not in ROUTES or not all(0 <= share <= 100 for share in shares):
            raise VocabularyError(
                f"published_outcomes.toml has a route or a percentage in '{one.name}' that cannot be.",
                "Use keys of the vocabulary and percent of those analysed.",
            )
    return found


def published_for(instrument: str) -> tuple[PublishedOutcome, ...]:
    """Return the published outcomes that may stand beside a scale: none beside one that is not about depression."""
    return published_outcomes() if instrument in DEPRESSION else ()
