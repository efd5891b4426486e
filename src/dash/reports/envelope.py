"""Where a patient's next blood pressure is expected by minute from dose, from the patient's own earlier sessions."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from dash.queries.patient_records import patient_readings, patient_sessions
from dash.queries.question import Subject, question
from dash.reports.alike import KIND_COLUMNS, kinds, of_kind
from dash.stats.envelope import BEFORE_DOSE, BIN_MINUTES, LEAST, prediction_band
from dash.store.reading import Database

PRE_DOSE_MINUTE = -15
"""Where the last reading before the dose stands on the axis."""
PARTS = ("systolic", "diastolic")
COLUMNS = ["part", "minute", "start", "end", "low", "high", "sessions"]


class Envelope(NamedTuple):
    """The band and what it is made from.

    Attributes:
        frame: Columns: ``part`` (systolic or diastolic), ``minute`` (middle of the bin, minutes from dose; -15 for the
            last reading before the dose), ``start``, ``end`` (minutes that the bin covers, start included, end not;
            missing before the dose), ``low``, ``high`` (mmHg), ``sessions`` (with a reading there). A bin without
            enough sessions is absent: a gap. Nothing is interpolated.
        sessions: Earlier sessions by the same route and drug that have a timed reading.
        reason: Why there is no band, in words; empty where there is one.
        short: The same for a narrow place.
    """

    frame: pd.DataFrame
    sessions: int
    reason: str
    short: str = ""


def own_envelope(
    readings: pd.DataFrame,
    sessions: pd.DataFrame,
    *,
    session_number: int | None = None,
    route: str | None = None,
    drug: str | None = None,
    least: int = LEAST,
) -> Envelope:
    """Return the 80 % prediction band of a session's pressure from earlier sessions by the same route and drug.

    Args:
        readings: Rows of ``patient_readings``.
        sessions: Rows of ``patient_sessions``; cancelled ones are left out.
        session_number: The session the band is for: only sessions before it count. None for the coming one.
        route: Key of the route of the session the band is for; that session's, or the last one's, where not given.
        drug: The same for the drug.
        least: Sessions needed, in all and at each minute.
    """
    # Few columns: choosing rows of wide frames is what takes time.
    sessions = sessions[["session_key", "session_number", *KIND_COLUMNS]]
    readings = readings[["session_key", "minute", *PARTS]]
    given = sessions[sessions["session_number"].notna()]
    if session_number is None:
        earlier, model = given, given.tail(1)
    else:
        earlier = given[given["session_number"] < session_number]
        model = given[given["session_number"] == session_number]
    own_route, own_drug = kinds(model)[0] if len(model) else ("", "")
    # "other: as written" is the kind of a session by "other".
    wanted = (
        own_route if route is None or own_route.split(":")[0] == route else route,
        own_drug if drug is None or own_drug.split(":")[0] == drug else drug,
    )
    if not all(wanted):
        return Envelope(_frame([]), 0, "No session recorded.", "no session")
    same = of_kind(earlier, wanted)
    own = readings[readings["session_key"].isin(same["session_key"])]
    own = own[own["systolic"].notna() | own["diastolic"].notna()]
    timed = own[own["minute"].notna()]
    held = int(timed["session_key"].nunique())
    if held < least:
        untimed = int(own["session_key"].nunique()) - held
        return Envelope(
            _frame([]), held, _too_few(held, untimed, least), f"{held} of {least} earlier sessions with times"
        )
    rows = [row for part in PARTS for row in _band(timed, part, least)]
    if rows:
        return Envelope(_frame(rows), held, "")
    short = f"at no minute {least} earlier sessions"
    return Envelope(
        _frame(rows), held, f"No minute has readings of at least {least} earlier sessions.", short
    )


def last_envelope(readings: pd.DataFrame, sessions: pd.DataFrame, least: int = LEAST) -> Envelope:
    """Return the band of the last session from the ones before it: what screen, command line and brief show.

    Args:
        readings: Rows of ``patient_readings``.
        sessions: Rows of ``patient_sessions``; cancelled ones are left out.
        least: Sessions needed, in all and at each minute.
    """
    numbers = sessions["session_number"].dropna()
    last = int(numbers.iloc[-1]) if len(numbers) else None
    return own_envelope(readings, sessions, session_number=last, least=least)


@question(
    "Own blood pressure range by minute for one patient's last session",
    Subject.PATIENT,
    name="own_envelope",
    measured="never",
)
def patient_envelope(database: Database, patient_key: int, earlier_sessions: int = LEAST) -> pd.DataFrame:
    """Return the band of a patient's last session from the ones before it; empty where there is none.

    Columns:
        Those of ``Envelope.frame``.
    """
    readings, sessions = patient_readings(database, patient_key), patient_sessions(database, patient_key)
    return last_envelope(readings, sessions, earlier_sessions).frame


def _band(timed: pd.DataFrame, part: str, least: int) -> list[tuple[object, ...]]:
    known = timed[timed[part].notna()]
    band = prediction_band(
        known["session_key"].to_numpy(np.int64),
        known["minute"].to_numpy(np.float64),
        known[part].to_numpy(np.float64),
        least,
    )
    rows: list[tuple[object, ...]] = []
    for place, low, high, n in zip(
        band.bin.tolist(), band.low.tolist(), band.high.tolist(), band.sessions.tolist(), strict=True
    ):
        middle = place * BIN_MINUTES
        span = (middle - BIN_MINUTES / 2, middle + BIN_MINUTES / 2)
        if place == BEFORE_DOSE:
            middle, span = PRE_DOSE_MINUTE, (np.nan, np.nan)
        elif place == 0:
            span = (0.0, span[1])
        rows.append((part, middle, *span, low, high, n))
    return rows


def _frame(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=COLUMNS)
    kinds = {"part": "str", "minute": "int64", "sessions": "int64"}
    return frame.astype({name: kinds.get(name, "float64") for name in COLUMNS})


def _too_few(held: int, untimed: int, least: int) -> str:
    word = "session" if held == 1 else "sessions"
    more = f" ({untimed} more without clock times)" if untimed else ""
    return (
        f"{held} earlier {word} by the same route and drug with timed readings{more}; a range needs {least}."
    )
