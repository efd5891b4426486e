"""Which scales tell how a patient fares, and what their answers look back on."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dash.vocabulary.lists import INSTRUMENTS

RECALL_DAYS: Mapping[str, int] = MappingProxyType(
    {
        "two weeks": 14,
        "2 weeks": 14,
        "one week": 7,
        "1 week": 7,
        "7 days": 7,
        "14 days": 14,
        "one month": 30,
        "1 month": 30,
    }
)
"""Days that an answer looks back on, by the words of the scale or of the record; other words count as none."""

_NOT_OUTCOMES = frozenset({"cssrs_ideation", "cadss", "moaas"})
LEAST_GAIN = 1 / 9
"""A gain of this share of the scale is more than chance from one answer to the next: 3 of the 27 points of PHQ-9."""
_IDEATION_FROM = 100


@dataclass(frozen=True)
class OutcomeScale:
    """A total or an answer that outcomes are made from.

    Attributes:
        key: Instrument.
        item: ``total`` or the number of the item about suicidal thoughts.
        code: For the derived tables; below 100 a total of symptoms, from 100 on an answer about suicidal thoughts.
        response_fall, remission_below: As of the instrument; None where undefined.
        least_gain: Points.
        recall_days: That an answer looks back on where the record does not say.
        highest: Of the answer, points.
    """

    key: str
    item: str
    code: int
    response_fall: float | None
    remission_below: float | None
    least_gain: float
    recall_days: int
    highest: float

    @property
    def label(self) -> str:
        """Words shown on screen: "PHQ-9", "PHQ-9 item 9"."""
        name = INSTRUMENTS[self.key].label
        return name if self.item == "total" else f"{name} item {self.item}"


def _scales() -> tuple[OutcomeScale, ...]:
    found = []
    for place, one in enumerate(INSTRUMENTS.values()):
        least, recall = (one.maximum - one.minimum) * LEAST_GAIN, RECALL_DAYS.get(one.recall, 0)
        if one.key not in _NOT_OUTCOMES and one.higher_is_worse:
            limits = (one.response_fall, one.remission_below)
            found.append(OutcomeScale(one.key, "total", place, *limits, least, recall, one.maximum))
        if one.suicidality_item is not None:
            highest = one.item_maximum or 0
            found.append(
                OutcomeScale(
                    one.key, one.suicidality_item, _IDEATION_FROM + place, None, None, 0, recall, highest
                )
            )
        if one.key == "cssrs_ideation":
            found.append(
                OutcomeScale(one.key, "total", _IDEATION_FROM + place, None, None, 0, recall, one.maximum)
            )
    return tuple(found)


_ALL = _scales()
OUTCOMES: Mapping[str, OutcomeScale] = MappingProxyType(
    {scale.key: scale for scale in _ALL if scale.code < _IDEATION_FROM}
)
"""Totals of symptoms by instrument, in the order of the vocabulary. Higher is worse in all of them."""
IDEATION: Mapping[str, OutcomeScale] = MappingProxyType(
    {scale.key: scale for scale in _ALL if scale.code >= _IDEATION_FROM}
)
"""Answers about suicidal thoughts by instrument."""
OUTCOME_SCALES: tuple[OutcomeScale, ...] = _ALL
