"""Which scales tell how a patient fares, and what their answers look back on."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dash.vocabulary.lists import INSTRUMENTS

_DAYS: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {
        14: ("two weeks", "2 weeks", "14 days", "p2w", "p14d"),
        7: ("one week", "1 week", "week", "7 days", "p1w", "p7d"),
        30: ("one month", "1 month", "month", "30 days", "p1m", "p30d"),
        1: ("one day", "1 day", "day", "24 hours", "p1d", "pt24h"),
        0: ("today", "now", "right now", "at the moment", "current", "currently"),
    }
)
_AHEAD = ("", "last ", "past ", "the last ", "the past ", "over the last ", "over the past ", "-")
RECALL_DAYS: Mapping[str, int] = MappingProxyType(
    {f"{ahead}{words}": days for days, some in _DAYS.items() for words in some for ahead in _AHEAD}
)
"""Days that an answer looks back on, by the words of the scale or of the record in small letters."""


def recall_days(words: object, usual: str = "") -> int:
    """Return the days an answer looks back on.

    Args:
        words: Of the record, such as "2 weeks", "Over the last 2 weeks", "-P14D" (ISO 8601), "today"; missing where it says none.
        usual: Of the scale, used where the record's words are missing or not understood: to take them as no recall would let
            an answer about the time before a session count as one about the time after it.
    """
    if isinstance(words, str):
        known = RECALL_DAYS.get(words.strip().lower())
        if known is not None:
            return known
    return RECALL_DAYS.get(usual, 0)


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
        least, recall = (one.maximum - one.minimum) * LEAST_GAIN, recall_days(None, one.recall)
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
