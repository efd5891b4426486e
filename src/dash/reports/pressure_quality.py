"""How pressures were written down: last digits, repeats and copied sets, by site and clinician.

Reads every reading of the selection: about a second for a million sessions, so it is asked only on request.
"""

import numpy as np
import pandas as pd

from dash.queries.dimensions import NOT_RECORDED
from dash.queries.pressure_written import pressure_digits, pressure_repeats
from dash.queries.question import AddsUp, Subject, question
from dash.queries.selection import Selection
from dash.queries.words import text
from dash.stats.pressure_quality import last_digits
from dash.store.reading import Database

_COLUMNS = {
    "readings": "int64",
    "zero": "float64",
    "even": "float64",
    "misplaced": "float64",
    "pairs": "int64",
    "identical": "int64",
    "sessions": "int64",
    "copied": "int64",
}


@question(
    "Last digits, repeats and copied sets",
    Subject.BLOOD_PRESSURE,
    method="quality-of-pressures",
    obeys=AddsUp(("kind", "name"), ("readings", "pairs", "identical", "sessions")),
    measured="on request",
)
def pressure_quality(database: Database, selection: Selection) -> pd.DataFrame:
    """Say how readings with both pressures were written down, by site and by clinician, in alphabetical order.

    Columns:
        kind: ``site`` or ``clinician``.
        name: As recorded; ``not_recorded`` where it is not.
        readings: Pressures looked at, two per reading.
        zero, even, misplaced: Percent that end in 0 (chance has 10), in an even digit (50), and that would have to end
            otherwise for all digits to be equal.
        pairs, identical: Neighbouring readings of a session, and of them those that are equal in both pressures.
        sessions, copied: Sessions, and of them those whose three or more readings all stand in another session of the same
            clinician, site and day.
    """
    digits, repeats = pressure_digits(database, selection), pressure_repeats(database, selection)
    names = {"site": list(database.sites), "clinician": list(database.clinicians)}
    rows = []
    for kind in ("site", "clinician"):
        found = [(names[kind][code] or NOT_RECORDED, code) for code in np.unique(repeats[kind]).tolist()]
        for name, code in sorted(found):
            ending = digits[kind] == code
            counts = np.bincount(digits["digit"][ending], digits["pressures"][ending], minlength=10)
            shown = last_digits(counts)
            own = repeats[kind] == code
            totals = [
                int(repeats[column][own].sum()) for column in ("pairs", "identical", "sessions", "copied")
            ]
            shares = [share * 100 for share in (shown.zero, shown.even, shown.misplaced)]
            rows.append([kind, name, shown.readings, *shares, *totals])
    frame = pd.DataFrame(rows, columns=["kind", "name", *_COLUMNS]).astype(_COLUMNS)
    return frame.assign(kind=text(frame["kind"]), name=text(frame["name"]))
