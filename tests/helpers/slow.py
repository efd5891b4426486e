"""The questions answered a second time, slowly: plain loops over the rows as recorded, sharing no code with the product."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from math import ceil
from typing import Any

TOLERANCE, WINDOW = 10, 10
ROUTE_ORDER = ("iv", "in", "im", "sc", "sl", "po", "other")


@dataclass
class Session:
    row: Mapping[str, Any]
    patient: str
    on: date
    readings: list[Mapping[str, Any]] = field(default_factory=list)
    effects: list[Mapping[str, Any]] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return self.row.get(name)

    @property
    def timed(self) -> list[Mapping[str, Any]]:
        return [
            r
            for r in self.readings
            if r["minute"] is not None and (r["systolic_mmhg"] or r["diastolic_mmhg"])
        ]

    def _complete(self, when: Callable[[int], bool]) -> list[tuple[int, int, int]]:
        return sorted(
            (r["minute"], r["systolic_mmhg"], r["diastolic_mmhg"])
            for r in self.timed
            if r["systolic_mmhg"] and r["diastolic_mmhg"] and when(r["minute"])
        )

    @property
    def pre(self) -> tuple[int | None, int | None]:
        before = self._complete(lambda minute: minute <= 0)
        return before[-1][1:] if before else (None, None)

    @property
    def last(self) -> tuple[int | None, int | None, int | None]:
        after = self._complete(lambda minute: minute > 0)
        return (after[-1][1], after[-1][2], after[-1][0]) if after else (None, None, None)

    def peak(self, part: str) -> int | None:
        return max((r[part] for r in self.timed if r["minute"] > 0 and r[part]), default=None)

    @property
    def peak_minute(self) -> int | None:
        top = self.peak("systolic_mmhg")
        if top is None:
            return None
        return min(r["minute"] for r in self.timed if r["minute"] > 0 and r["systolic_mmhg"] == top)

    @property
    def recovery(self) -> int | None:
        low, high = self.pre
        if self.peak_minute is None or low is None or high is None:
            return None
        back = [
            minute
            for minute, systolic, diastolic in self._complete(lambda minute: minute > self.peak_minute)
            if systolic - low <= TOLERANCE and diastolic - high <= TOLERANCE
        ]
        return min(back, default=None)

    @property
    def has_40(self) -> bool:
        return bool(self._complete(lambda minute: abs(minute - 40) <= WINDOW))

    @property
    def way(self) -> str:
        return self.elicitation or "unknown"

    @property
    def asked(self) -> bool:
        return self.way != "unknown" or bool(self.effects)

    def high_without_minute(self, systolic: int, diastolic: int) -> bool:
        return any(
            (r["systolic_mmhg"] or 0) >= systolic or (r["diastolic_mmhg"] or 0) >= diastolic
            for r in self.readings
            if r["minute"] is None
        )

    def over(self, systolic: int, diastolic: int) -> bool | None:
        """Three-valued: None where what is known does not decide."""
        judged = [
            None if peak is None else peak >= limit
            for peak, limit in (
                (self.peak("systolic_mmhg"), systolic),
                (self.peak("diastolic_mmhg"), diastolic),
            )
        ]
        if True in judged:
            return True
        return None if None in judged or self.high_without_minute(systolic, diastolic) else False


def sessions_of(clinic: Mapping[str, list[Mapping[str, Any]]]) -> list[Session]:
    """Sessions that were not cancelled, in the order of date, time and id."""
    found = [
        Session(row, row["patient_id"], datetime.fromisoformat(row["started_at"]).date())
        for row in clinic["sessions"]
        if row["status"] != "cancelled"
    ]
    found.sort(key=lambda s: (datetime.fromisoformat(s.started_at), s.session_id))
    for session in found:
        session.readings = [r for r in clinic["vitals"] if r.get("session_id") == session.session_id]
        session.effects = [e for e in clinic["side_effects"] if e.get("session_id") == session.session_id]
    return found


def dose_band(row: Mapping[str, Any]) -> str:
    """The band of a dose, by steps: esketamine by mg, others by mg per kg of that day's weight."""
    dose, weight = row.get("dose_mg"), row.get("weight_kg")
    if row["drug"] == "esketamine":
        return (
            "not_recorded" if dose is None else {28: "28_mg", 56: "56_mg", 84: "84_mg"}.get(dose, "other_mg")
        )
    if dose is None or weight is None:
        return "not_recorded"
    per_kg = round(dose / weight, 3)
    for end, band in ((0.4, "below_0.4"), (0.65, "0.4_to_0.65"), (0.9, "0.65_to_0.9"), (1.25, "0.9_to_1.25")):
        if per_kg < end:
            return band
    return "1.25_to_2" if per_kg < 2 else "from_2"


def value_of(session: Session, dimension: str) -> str:
    """What a session is by a dimension of the filter."""
    if dimension == "dose_band":
        return dose_band(session.row)
    column = {"site": "site_id", "clinician": "clinician_id"}.get(dimension, dimension)
    return session.row.get(column) or "not_recorded"


def chosen(sessions: Iterable[Session], selection: Any, period: bool = True) -> list[Session]:
    def fits(session: Session) -> bool:
        return (
            all(value_of(session, name) in keys for name, keys in selection.chosen)
            and (not period or selection.start is None or session.on >= selection.start)
            and (not period or selection.end is None or session.on < selection.end)
        )

    return [session for session in sessions if fits(session)]


def by_patient(sessions: Iterable[Session], having: Callable[[Session], bool]) -> tuple[list[int], list[int]]:
    """Events and sessions of every patient."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for session in sessions:
        counts[session.patient][0] += having(session)
        counts[session.patient][1] += 1
    return [y for y, _ in counts.values()], [n for _, n in counts.values()]


def nearest_rank(values: list[int], percent: int) -> int:
    ordered = sorted(values)
    return ordered[ceil(len(ordered) * percent / 100 - 1e-12) - 1]


def bin_of(minute: int) -> int:
    if minute <= 0:
        return -10
    down, rest = divmod(minute, 10)
    return 10 * (down + (rest >= 5))
