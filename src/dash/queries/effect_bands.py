"""One side effect by number of the session and by dose: the counts that rates are computed from."""

import numpy as np
from numpy.typing import NDArray

from dash.queries.effect_filter import effect_filter
from dash.queries.effect_table import CLUSTERS, ROUTE_SLOTS
from dash.queries.selection import Selection
from dash.queries.statement import statement
from dash.store.reading import Database
from dash.vocabulary import DOSE_BANDS

BANDS = {
    "session": ("", "first", "2 to 4", "5 to 8", "9 and later"),
    "dose": ("not recorded", *(band.label for band in DOSE_BANDS.values() if band.code)),
}
"""Words of each band by its code; a band of mg/kg holds its lower end. Esketamine stands in mg, other drugs in mg/kg."""


def effect_bands(
    database: Database, selection: Selection, effect: str, elicitation: str | None
) -> dict[str, tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Count by ``session`` and by ``dose``: sessions with the effect and asked, bands x 8 routes x 256 groups of patients.

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    marks, values = effect_filter(database, selection, effect, elicitation)
    found = database.arrays(statement("effect_bands", **marks), values)
    counts = {}
    for by, column in (("session", "number_band"), ("dose", "dose_band")):
        both = np.zeros((2, len(BANDS[by]), ROUTE_SLOTS * CLUSTERS), dtype=np.int64)
        np.add.at(both, (found["having"].astype(np.int64), found[column], found["cell"]), found["sessions"])
        shaped = both.reshape(2, len(BANDS[by]), ROUTE_SLOTS, CLUSTERS)
        counts[by] = shaped[1], shaped[0]
    return counts
