"""Published rates of side effects, each with its source and unit."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dash.errors import VocabularyError
from dash.vocabulary.lists import EFFECTS, ROUTES


@dataclass(frozen=True)
class PublishedRate:
    """One published rate.

    Attributes:
        effect, route: Keys of the vocabulary.
        unit: ``sessions`` (per 100 sessions) or ``patients`` (per 100 patients).
        rate: Percent.
        source: Where it was published, with its denominator.
    """

    effect: str
    route: str
    unit: str
    rate: float
    source: str


@cache
def published_rates() -> tuple[PublishedRate, ...]:
    """Return every published rate.

    Raises:
        VocabularyError: A rate names a route, effect or unit that does not exist.
    """
    text = files("dash.vocabulary").joinpath("published.toml").read_text(encoding="utf-8")
    found = [
        PublishedRate(effect, source["route"], source["unit"], float(rate), source["name"])
        for source in tomllib.loads(text)["source"]
        for effect, rate in source["rates"].items()
    ]
    for rate in found:
        if (
            rate.effect not in EFFECTS
            or rate.route not in ROUTES
            or rate.unit not in {"sessions", "patients"}
        ):
            raise VocabularyError(
                f"published.toml gives a rate of '{rate.effect}' by '{rate.route}' per '{rate.unit}'.",
                "Use keys of the vocabulary and the unit sessions or patients.",
            )
    return tuple(found)
