"""The session axis that the two lower figures share: recent sessions in full, a long past compressed."""

from collections.abc import Sequence

from dash.reports.brief.drawing import MUTED, SMALL, Drawing, text_mm
from dash.rulebook.record import Session

FULL, RECENT = 20, 17
"""Most sessions drawn in full; how many of more than that."""
_LEAST = 6
"""Slots the axis has at least: few sessions are not drawn wider."""
_PAST = 4.0
"""Room of the compressed past, in slots."""


class Slots:
    """Where sessions stand.

    Attributes:
        past, recent: The sessions compressed and those drawn in full.
        step: Width of one slot, mm.
        edge: Where the past ends, mm; the left end where there is none.
    """

    def __init__(self, given: Sequence[Session], left: float, right: float) -> None:
        """Place the sessions between two ends, mm."""
        split = len(given) - RECENT if len(given) > FULL else 0
        self.past, self.recent = tuple(given[:split]), tuple(given[split:])
        room = _PAST if self.past else 0.0
        self.left = left
        self.step = (right - left) / (room + max(len(self.recent), _LEAST))
        self.edge = left + room * self.step

    def middle(self, place: int) -> float:
        """Return the middle of the slot of a recent session, mm."""
        return self.edge + (place + 0.5) * self.step

    def past_place(self, place: int) -> float:
        """Return where a session of the past stands, mm."""
        room = self.edge - self.left - 1.6
        return self.left + 0.8 + room * (place + 0.5) / len(self.past)

    def draw_numbers(self, drawing: Drawing, top: float, foot: float) -> None:
        """Write session numbers below ``foot`` and rule off the past, from ``top`` on."""
        widest = text_mm(str(len(self.past) + len(self.recent)), SMALL) + 0.6
        every = max(1, -(-int(widest * 10) // int(self.step * 10)))
        for place in range(len(self.recent) - 1, -1, -every):
            word = str(self.recent[place].number or "")
            drawing.words(word, self.middle(place), foot + 1.7, SMALL, anchor="center", colour=MUTED)
        if self.past:
            drawing.line([(self.edge - 0.4, top), (self.edge - 0.4, foot)], 0.15, MUTED)
            words = f"{self.past[0].number}–{self.past[-1].number}"
            middle = (self.left + self.edge) / 2
            drawing.words(words, middle, foot + 1.7, SMALL, anchor="center", colour=MUTED)
        drawing.words(
            "session number",
            (self.left + drawing.width) / 2 - 6,
            foot + 4.2,
            SMALL,
            anchor="center",
            colour=MUTED,
        )
