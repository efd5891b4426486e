"""Outcomes computed a second time: plain loops over the rows as recorded, and small random clinics with scores."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import strategies as st

from dash.queries.selection import Selection
from helpers import slow
from helpers.clinics import FIRST, PATIENTS, ROUTES, SITES, Clinic

RULES = {"phq9": (0.5, 5, 3.0, 14, 10), "madrs": (0.5, 13, 60 / 9, 7, None)}
"""Fall of a response, limit of remission, least gain, days looked back on, threshold of relapse."""
RECALL = {"2 weeks": 14, "1 week": 7, "over the last 2 weeks": 14, "-P1W": 7, "Today": 0}
"""Words of a record that are understood; others mean what the scale looks back on."""

_DAYS = [-9, -3, 0, 1, 2, 4, 5, 9, 12, 16, 20, 24, 30, 33, 36, 40, 47, 52, 60, 64, 70, 85, 99, 120]
_LEVELS = [0, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20]


def _clinic(random: Random) -> Clinic:
    """Return five patients, most with several sessions and many scores: responses, relapses and lost gains are common."""
    sessions, scores = [], []
    for patient in PATIENTS:
        for day in random.sample(_DAYS[2:16], random.randint(0, 6)):
            begin, hour = FIRST + timedelta(days=day), random.choice([None, 9, 10])
            sessions.append(
                {
                    "session_id": f"s{len(sessions):02d}",
                    "patient_id": patient,
                    "started_at": f"{begin:%Y-%m-%d}" + (f"T{hour:02d}:00" if hour else ""),
                    "drug": random.choice(["racemic_ketamine", "esketamine"]),
                    "route": random.choice([*ROUTES, "iv"]),
                    "phase": random.choice([None, "induction", "maintenance"]),
                    "site_id": random.choice([None, *SITES]),
                    "status": random.choice([None, "completed", "completed", "cancelled"]),
                }
            )
        # One clock time for the whole clinic and day would hide what clock times decide.
        for instrument, item in (("phq9", "total"), ("madrs", "total"), ("phq9", "9")):
            # Some days twice, at other times: before and after a session, or both before or after it.
            days = random.sample(_DAYS, random.randint(0, 16))
            days += random.sample(days, len(days) // 4)
            used: set[tuple[int, int | None]] = set()
            for day in days:
                at, hour = FIRST + timedelta(days=day), random.choice([None, 8, 9, 10, 11])
                if (day, hour) in used:
                    continue
                used.add((day, hour))
                high = (
                    random.choice(_LEVELS[6:])
                    if day <= 0 or random.random() < 0.3
                    else random.choice(_LEVELS)
                )
                scores.append(
                    {
                        "patient_id": patient,
                        "measured_at": f"{at:%Y-%m-%d}" + (f"T{hour:02d}:00" if hour else ""),
                        "instrument": instrument,
                        "item": item,
                        "value": high % 4 if item == "9" else high,
                        "recall_window": random.choice([None, None, *RECALL, "lately"]),
                    }
                )
    random.shuffle(scores)
    return {
        "patients": [{"patient_id": name} for name in PATIENTS],
        "sessions": sessions,
        "scores": scores,
        "vitals": [],
        "side_effects": [],
    }


clinics_with_scores = st.integers(0, 10**9).map(lambda seed: _clinic(Random(seed)))  # noqa: S311
"""Small random clinics with scores."""


@dataclass
class Scored:
    """One score with what came before it."""

    value: float
    on: date
    day: int
    number: int
    since: int
    recall: int
    session: slow.Session | None
    next_on: date | None


@dataclass
class Course:
    """One patient's totals (or answers) of one scale."""

    patient: str
    first: slow.Session
    sessions: int
    routes: set[str]
    before: list[Scored] = field(default_factory=list)
    after: list[Scored] = field(default_factory=list)

    @property
    def baseline(self) -> float | None:
        return self.before[-1].value if self.before else None


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _given_before(session: slow.Session, row: dict[str, Any]) -> bool:
    """Tell whether a score was asked after a session began."""
    scored = _moment(row["measured_at"])
    begun = _moment(session.started_at)
    if begun.date() != scored.date():
        return begun.date() < scored.date()
    return "T" in session.started_at and "T" in row["measured_at"] and begun < scored


def courses(clinic: Clinic, instrument: str, item: str = "total") -> list[Course]:
    """Return every patient with a session, with the scores before and after the first one."""
    of_patient: dict[str, list[slow.Session]] = defaultdict(list)
    for session in slow.sessions_of(clinic):
        of_patient[session.patient].append(session)
    found = []
    for patient, sessions in of_patient.items():
        ordered = sorted(sessions, key=lambda s: (_moment(s.started_at), s.session_id))
        course = Course(patient, ordered[0], len(sessions), {s.route for s in sessions})
        # A session without a clock time counts as after everything else of its day.
        late = sorted(
            ordered, key=lambda s: (s.on, "T" not in s.started_at, _moment(s.started_at), s.session_id)
        )
        rows = [
            (place, row)
            for place, row in enumerate(clinic["scores"])
            if (row["patient_id"], row["instrument"], row["item"]) == (patient, instrument, item)
        ]
        for _, row in sorted(rows, key=lambda pair: (_moment(pair[1]["measured_at"]), pair[0])):
            given = [s for s in late if _given_before(s, row)]
            last = late[len(given) - 1] if given else None
            on = _moment(row["measured_at"]).date()
            window = row["recall_window"]
            recall = RECALL.get(window, RULES[instrument][3])
            following = late[len(given)].on if len(given) < len(late) else None
            scored = Scored(
                row["value"],
                on,
                (on - course.first.on).days,
                len(given),
                (on - last.on).days if last else 0,
                recall,
                last,
                following,
            )
            (course.after if given else course.before).append(scored)
        found.append(course)
    return found


def began(clinic: Clinic, selection: Selection, instrument: str, item: str = "total") -> list[Course]:
    """Return the patients whose first session is in the selection."""
    inside = {id(s.row) for s in slow.chosen(slow.sessions_of(clinic), selection)}
    return [one for one in courses(clinic, instrument, item) if id(one.first.row) in inside]


def at_steps(course: Course, axis: str) -> dict[int, Scored]:
    """Return the score that counts at each session number, or week."""
    found: dict[int, Scored] = {}
    for score in course.after:
        if axis == "sessions" and score.since <= 28:
            found[score.number] = score
        if axis == "weeks" and score.day > 0:
            found[-(-score.day // 7)] = score
    return found


def eligible(course: Course, instrument: str) -> bool:
    return course.baseline is not None and course.baseline >= RULES[instrument][1]


def responded(course: Course, score: Scored, instrument: str) -> bool:
    return eligible(course, instrument) and score.value <= course.baseline * (1 - RULES[instrument][0])


def first_response(course: Course, instrument: str) -> int | None:
    """Return the place of the first response among the scores after the first session."""
    places = [place for place, score in enumerate(course.after) if responded(course, score, instrument)]
    return places[0] if places else None


def relapse(course: Course, instrument: str) -> int | None:
    """Return the place of the second of the first two scores in a row at the threshold, after the response."""
    start, threshold = first_response(course, instrument), RULES[instrument][4]
    if start is None or threshold is None:
        return None
    for place in range(start + 2, len(course.after)):
        if min(course.after[place - 1].value, course.after[place].value) >= threshold:
            return place
    return None


@dataclass
class Gap:
    """A time between sessions with a gain and a further counting score."""

    session: slow.Session
    patient: str
    days: int
    lost: bool
    to_next: int | None


def gaps(clinic: Clinic, selection: Selection, instrument: str) -> Iterator[Gap]:
    """Yield times between sessions that begin with a session of the selection."""
    inside = {id(s.row) for s in slow.chosen(slow.sessions_of(clinic), selection)}
    for course in courses(clinic, instrument):
        if course.baseline is None:
            continue
        by_session: dict[int, list[Scored]] = defaultdict(list)
        for score in course.after:
            if score.since > 0 and score.since >= score.recall:
                by_session[score.number].append(score)
        for scores in by_session.values():
            first, session = scores[0], scores[0].session
            gain = course.baseline - first.value
            if (
                len(scores) < 2
                or gain < RULES[instrument][2] - 1e-9
                or session is None
                or id(session.row) not in inside
            ):
                continue
            lost = [s for s in scores[1:] if s.value >= first.value + gain / 2]
            end = lost[0] if lost else scores[-1]
            to_next = (first.next_on - session.on).days if first.next_on else None
            yield Gap(session, course.patient, end.since - first.since, bool(lost), to_next)


def kaplan_meier(times: list[tuple[int, bool]]) -> dict[int, float]:
    """Return the share without the event after each day at which somebody had it or left."""
    share, found = 1.0, {}
    for day in sorted({day for day, _ in times}):
        there = sum(other >= day for other, _ in times)
        share *= 1 - sum(other == day and event for other, event in times) / there
        found[day] = share
    return found


def median_day(times: list[tuple[int, bool]]) -> float | None:
    """Return the first day by which half have had the event, in exact fractions; None where the curve stays above.

    Where it is one half for a while, half-way to the next event, as R has it.
    """
    share, days = Fraction(1), sorted({day for day, event in times if event})
    for place, day in enumerate(days):
        there = sum(other >= day for other, _ in times)
        share *= 1 - Fraction(sum(other == day and event for other, event in times), there)
        if share == Fraction(1, 2) and place + 1 < len(days):
            return (day + days[place + 1]) / 2
        if share <= Fraction(1, 2):
            return day
    return None


def percentile(values: list[float], percent: int) -> float:
    """Return the smallest value that at least this share of the values do not exceed."""
    ordered = sorted(values)
    return next(v for place, v in enumerate(ordered, 1) if 100 * place >= percent * len(ordered))
