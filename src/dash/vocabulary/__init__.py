"""The clinical vocabulary: routes, drugs, effects, instruments, conditions and short word lists.

Words stand in the TOML files beside this module; colours and shapes of a route stand there once.
"""

from dash.vocabulary.entries import DoseBand, Drug, Effect, Instrument, Named, Route, Term
from dash.vocabulary.lists import (
    ACTIONS,
    CONDITIONS,
    DOSE_BANDS,
    DRUGS,
    EFFECTS,
    ELICITATIONS,
    INDICATIONS,
    INSTRUMENTS,
    MEDICATION_CLASSES,
    PHASES,
    POSITIONS,
    ROUTES,
    SEVERITIES,
    SEXES,
    STATUSES,
)
from dash.vocabulary.lookup import (
    condition_of,
    drug_of,
    effect_label,
    effect_of,
    instrument_of,
    medication_class_of,
    position_of,
    route_of,
    sex_of,
)
from dash.vocabulary.published import PublishedRate, published_rates

__all__ = [
    "ACTIONS",
    "CONDITIONS",
    "DOSE_BANDS",
    "DRUGS",
    "EFFECTS",
    "ELICITATIONS",
    "INDICATIONS",
    "INSTRUMENTS",
    "MEDICATION_CLASSES",
    "PHASES",
    "POSITIONS",
    "ROUTES",
    "SEVERITIES",
    "SEXES",
    "STATUSES",
    "DoseBand",
    "Drug",
    "Effect",
    "Instrument",
    "Named",
    "PublishedRate",
    "Route",
    "Term",
    "condition_of",
    "drug_of",
    "effect_label",
    "effect_of",
    "instrument_of",
    "medication_class_of",
    "position_of",
    "published_rates",
    "route_of",
    "sex_of",
]
