"""What the page of side effects shows at present: all of its parts are about the same sessions."""

from dataclasses import dataclass

import pandas as pd

from dash.queries.selection import Selection

UNITS = {
    "sessions": "per 100 sessions",
    "patients": "per 100 patients",
    "hours": "per 100 monitored hours",
}
CHOSEN = "effect_chosen"
"""Session key of the effect chosen."""


@dataclass(frozen=True)
class View:
    """What was chosen, and the answers that several parts draw.

    Attributes:
        selection: The filter.
        way: How effects were asked for, None for all ways together.
        unit: The denominator of the figure, a key of ``UNITS``.
        rates: Rates by route.
        pair: The two routes compared, None where there are not two.
        differences: Differences of these two, None without them.
        most: Rows of the figure at most.
    """

    selection: Selection
    way: str | None
    unit: str
    rates: pd.DataFrame
    pair: tuple[str, str] | None
    differences: pd.DataFrame | None
    most: int

    def label(self, effect: str) -> str:
        """Return what is shown for an effect. It may be text from a file."""
        found = self.rates.loc[self.rates["effect"] == effect, "label"]
        return str(found.iloc[0]) if len(found) else effect
