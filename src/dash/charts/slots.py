"""The session axis of the patient's lower figures: recent sessions in full, a long past compressed."""

import numpy as np

from dash.charts.parts import Floats, Sheet, text_px

FULL = 24
"""Most sessions drawn in full."""
RECENT = 20
"""Sessions drawn in full where there are more than that."""
PAST_SLOTS = 8
"""Most room of the compressed past, in slots of a recent session."""


class Slots:
    """Where each session stands on the axis.

    Attributes:
        place: Position of each session on the axis.
        past: Whether the session belongs to the compressed past.
    """

    def __init__(self, session: Floats, plot_px: float) -> None:
        """Place sessions, given by number in rising order, on an axis ``plot_px`` wide."""
        total = len(session)
        self.session = session
        self.past = np.arange(total) < (total - RECENT if total > FULL else 0)
        old = int(self.past.sum())
        self.width = min(PAST_SLOTS, 1 + -(-old // 3)) if old else 0
        recent = np.arange(1, total - old + 1, dtype=np.float64) + self.width
        self.place = np.concatenate([(np.arange(old) + 0.5) * (self.width - 0.6) / max(old, 1) + 0.5, recent])
        self.end = float(max(self.place[-1], 6.0))
        self.slot_px = plot_px / (self.end + 0.4)

    def draw(self, sheet: Sheet, axes: tuple[str, ...]) -> None:
        """Set range and ticks of the axes, and rule off the past."""
        widest = max(len(f"{number:.0f}") for number in self.session[-1:])
        step = max(1, -(-int(widest * 6.4 + 5) // max(1, int(self.slot_px))))
        recent = np.flatnonzero(~self.past)[::-1][::step]
        places, words = self.place[recent].tolist(), [f"{self.session[i]:.0f}" for i in recent]
        old = np.flatnonzero(self.past)
        if old.size:
            places.append(self.width / 2 + 0.2)
            span = f"{self.session[old[0]]:.0f}–{self.session[old[-1]]:.0f}"
            roomy = text_px(f"{span}, compressed") < self.width * self.slot_px
            words.append(f"{span}, compressed" if roomy else span)
            sheet.rule(
                sheet.tone.faint,
                1,
                xref="x",
                x0=self.width + 0.35,
                x1=self.width + 0.35,
                yref="paper",
                y0=0,
                y1=1,
            )
        for axis in axes:
            sheet.axis(axis, range=[0.3, self.end + 0.7], tickvals=places, ticktext=words, showline=False)
