"""Where a patient's route or drug changed: what was measured in the sessions before and after."""

import numpy as np
import pandas as pd

from dash.queries.patient_records import patient_effects, patient_scores, patient_sessions
from dash.queries.question import Subject, question
from dash.reports.alike import kinds
from dash.reports.effect_minutes import effect_minutes
from dash.stats.course_frames import doses_of, frame_course, given_of, in_order
from dash.stats.median import median
from dash.stats.shift import median_difference, shift_interval
from dash.store.reading import Database
from dash.vocabulary import INSTRUMENTS

MOST_SESSIONS = 5
"""Sessions looked at on each side: those next to the change, by one route and drug."""
LEAST_VALUES = 2
"""One value a side is no comparison."""
COLUMNS = [
    "session_number", "started_on", "from_route", "from_drug", "to_route", "to_drug", "measure", "unit", "before",
    "before_n", "after", "after_n", "difference", "low", "high", "reason",
]  # fmt: skip


def route_switches(
    sessions: pd.DataFrame, scores: pd.DataFrame, effects: pd.DataFrame, instrument: str = "phq9"
) -> pd.DataFrame:
    """Compare up to five sessions before each change of route or drug with up to five after it, within the patient.

    A side ends at the next change. A value belongs to a session: the instrument's last total after its dose and before the
    next one, by the clock (within 28 days), its highest systolic, the minutes with any side effect (0 where asked and
    none was reported; missing where not asked, or where an effect has no onset or end).

    Args:
        sessions: Rows of ``patient_sessions``; cancelled ones are left out.
        scores: Rows of ``patient_scores``.
        effects: Rows of ``patient_effects``.
        instrument: Key of the scale compared.

    Columns:
        session_number, started_on: First session after the change.
        from_route, from_drug, to_route, to_drug: Keys of the vocabulary.
        measure, unit: As shown.
        before, after: Medians; before_n, after_n: sessions with a value.
        difference: Median after less median before, missing where a side has fewer than two values.
        low, high: Exact 95 % rank interval; missing where so few values cannot give one.
        reason: Why there is no difference; missing where there is one.
    """
    given = in_order(given_of(sessions), "started_at").reset_index(drop=True)
    label = INSTRUMENTS[instrument].label if instrument in INSTRUMENTS else instrument
    measures = (
        (label, "points", _last_totals(given, scores, instrument)),
        ("Peak systolic", "mmHg", given["peak_systolic"].to_numpy(np.float64, na_value=np.nan)),
        ("Side effects", "min", np.array([one.minutes for one in effect_minutes(given, effects)])),
    )
    starts = _changes(given)
    rows: list[tuple[object, ...]] = []
    for number, start in enumerate(starts):
        begin = starts[number - 1] if number else 0
        end = starts[number + 1] if number + 1 < len(starts) else len(given)
        before, after = (
            slice(max(begin, start - MOST_SESSIONS), start),
            slice(start, min(end, start + MOST_SESSIONS)),
        )
        old, new = given.iloc[start - 1], given.iloc[start]
        place = (
            int(new["session_number"]), new["started_on"], old["route"], old["drug"], new["route"], new["drug"],
        )  # fmt: skip
        rows += [
            (*place, name, unit, *_compared(values[before], values[after])) for name, unit, values in measures
        ]
    kinds = dict.fromkeys(("before", "after", "difference", "low", "high"), "float64")
    kinds |= dict.fromkeys(("session_number", "before_n", "after_n"), "int64")
    kinds |= dict.fromkeys(
        ("from_route", "from_drug", "to_route", "to_drug", "measure", "unit", "reason"), "str"
    )
    return pd.DataFrame(rows, columns=COLUMNS).astype(kinds | {"started_on": "datetime64[us]"})


@question(
    "One patient before and after each change of route or drug",
    Subject.PATIENT,
    name="route_switches",
    measured="never",
)
def patient_switches(database: Database, patient_key: int) -> pd.DataFrame:
    """Return the changes of one patient, with the first instrument of the vocabulary that has a total."""
    scores = patient_scores(database, patient_key)
    recorded = set(scores.loc[scores["item"] == "total", "instrument"])
    instrument = next((name for name in INSTRUMENTS if name in recorded), "phq9")
    sessions, effects = patient_sessions(database, patient_key), patient_effects(database, patient_key)
    return route_switches(sessions, scores, effects, instrument)


def _changes(given: pd.DataFrame) -> list[int]:
    """Return the positions of sessions whose route or drug is not that of the one before."""
    every = kinds(given)
    return [at for at in range(1, len(every)) if every[at] != every[at - 1]]


def _last_totals(given: pd.DataFrame, scores: pd.DataFrame, instrument: str) -> np.ndarray:
    """Return the last total of each session's time: asked after its dose and before the next one, by the clock."""
    doses = doses_of(given)
    # A session of which only the day is known counts as the last of its day.
    places = sorted(range(len(doses)), key=lambda at: doses[at].place)
    found = np.full(len(doses), np.nan)
    # No baseline is asked for: its window does not matter.
    for number, total in frame_course(scores, given, instrument, 0).by_session.items():
        found[places[number - 1]] = total.value
    return found


def _compared(before: np.ndarray, after: np.ndarray) -> tuple[object, ...]:
    """Return median and count of both sides, their difference with its interval, and why there is none."""
    sides = [values[~np.isnan(values)].tolist() for values in (before, after)]
    found: list[object] = []
    for values in sides:
        found += [median(values) if values else np.nan, len(values)]
    lacking = [
        name for name, values in zip(("before", "after"), sides, strict=True) if len(values) < LEAST_VALUES
    ]
    if lacking:
        return (
            *found,
            np.nan,
            np.nan,
            np.nan,
            f"fewer than {LEAST_VALUES} values {' and '.join(lacking)} the change",
        )
    interval = shift_interval(*sides) or (np.nan, np.nan)
    return (*found, median_difference(*sides), *interval, None)
