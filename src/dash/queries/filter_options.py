"""What the filter offers, with live counts."""

import numpy as np
import pandas as pd

from dash.queries.dimensions import DIMENSIONS
from dash.queries.question import Otherwise, Subject, question
from dash.queries.selection import Selection
from dash.queries.statement import selected
from dash.store.reading import Database

_ALL = f"SELECT {', '.join(one.name for one in DIMENSIONS)}, sessions FROM session_kinds"  # noqa: S608 - names of columns


@question(
    "Sessions behind every choice of the filter",
    Subject.EVERY_PAGE,
    obeys=Otherwise("counts of a choice do not obey the choices of its own kind"),
)
def filter_options(database: Database, selection: Selection) -> pd.DataFrame:
    """Count the sessions behind every choice of the filter.

    A choice is counted under the other parts of the selection, not its own kind: the counts say what choosing it
    would give. Choices without any session in the database are left out; with none in the selection they have 0.

    Columns:
        kind: Name of the dimension.
        key: What goes into the selection.
        label: What is shown; a site or clinician as it is written in the records.
        sessions: Number of sessions.
    """
    everything = found = database.arrays(_ALL, {})
    if selection.trimmed(database).has_period:
        found = database.arrays(*selected("filter_options", database, selection.period))
    sessions = found["sessions"].astype(np.float64)
    misses = {one: ~np.isin(found[one.name], one.codes(keys, database)) for one, keys in selection.items()}
    rows: list[tuple[str, str, str, int]] = []
    for dimension in DIMENSIONS:
        others = [mask for one, mask in misses.items() if one is not dimension]
        kept = ~np.logical_or.reduce(others) if others else np.ones(len(sessions), dtype=bool)
        choices = dimension.choices(database)
        counts = np.bincount(
            found[dimension.name][kept], sessions[kept], max(choice.code for choice in choices) + 1
        )
        present = set(np.unique(everything[dimension.name]).tolist())
        rows += [
            (dimension.name, key, label, counts[code]) for code, key, label in choices if code in present
        ]
    return pd.DataFrame(rows, columns=["kind", "key", "label", "sessions"]).astype(
        {"kind": "str", "key": "str", "label": "str", "sessions": "int64"}
    )
