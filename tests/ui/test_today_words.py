"""What the cells of the list say: missing is said, an unacknowledged positive answer comes first."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from dash.queries.appointments import PlannedRow
from dash.queries.last_sessions import LastSession
from dash.queries.record_counts import RecordCounts
from dash.reports.day_flags import Flag, Flags
from dash.reports.day_list import day_rows
from dash.reports.day_patients import DayPatient, ScoreLine
from dash.rulebook.finding import Positive
from dash.ui import today_words as say
from dash.ui.today_table import courses

DAY = date(2026, 3, 20)
PLAN = PlannedRow(1, "p1", datetime(2026, 3, 20, 8, 30), True, "esketamine", "in", 84.0, None, None)
LAST = LastSession(
    1,
    4,
    date(2026, 3, 6),
    "iv",
    "IV",
    "racemic_ketamine",
    None,
    40.0,
    0.5,
    174,
    106,
    None,
    None,
    None,
    80.0,
    DAY,
)
POSITIVE = Positive("phq9", "9", datetime(2026, 3, 19), 1.0)


def patient(
    planned: tuple[PlannedRow, ...] = (), last: LastSession | None = None, score: ScoreLine | None = None
) -> DayPatient:
    return DayPatient(1, "p1", None, planned, last, score, RecordCounts(0, 0, 0, 0))


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_time_and_plan() -> None:
    late = PLAN._replace(scheduled_at=datetime(2026, 3, 20, 14), dose_mg=28.0)
    undated = PLAN._replace(has_time=False)
    assert say.time_of((PLAN, late)) == "08:30 14:00"
    assert spaced(say.time_of((undated,))) == "no time"
    assert spaced(say.planned(patient((PLAN,), LAST))) == (
        "● Intranasal Esketamine 84 mg · 1.05 mg/kg at 80 kg, 20 Mar 2026"
    )
    listed = replace(patient((PLAN,)), listed_kg=61.0)
    assert spaced(say.planned(listed)) == "● Intranasal Esketamine 84 mg · 1.38 mg/kg at 61 kg, no date"
    unweighed = replace(listed, last=LAST._replace(weight_kg=None, weighed_on=None))
    assert spaced(say.planned(unweighed)).endswith("at 61 kg, no date")
    assert spaced(say.planned(patient((PLAN,)))) == "● Intranasal Esketamine 84 mg, weight not recorded"
    bare = PLAN._replace(drug=None, route=None, dose_mg=None)
    assert spaced(say.planned(patient((bare,)))) == "Route not recorded drug not recorded dose not recorded"
    assert say.planned(patient()) == "No appointment"
    undecided = bare._replace(has_time=False)
    told = spaced(say.planned(patient((undecided, PLAN, late), LAST)))
    assert told == "● Intranasal Esketamine 84 mg · 1.05 mg/kg at 80 kg, 20 Mar 2026 +2 more"


def test_last_dose() -> None:
    assert (
        spaced(say.last_dose(patient(last=LAST), DAY))
        == "14 days ago, ◆ Intravenous Ketamine 40 mg · 0.50 mg/kg"
    )
    unknown = LAST._replace(dose_mg=None, mg_per_kg=None, drug="other", drug_as_written="KET-1", day=DAY)
    assert spaced(say.last_dose(patient(last=unknown), DAY)) == "Today, ◆ Intravenous KET-1 dose not recorded"
    assert say.last_dose(patient(), DAY) == "No session yet"
    assert spaced(say.last_dose(patient(last=LAST), DAY, today=False)).startswith("14 days before,")
    assert spaced(say.last_dose(patient(last=unknown), DAY, today=False)).startswith("That day,")
    assert spaced(say.planned(patient((PLAN,)), missed=True)).startswith("No session recorded: ● Intranasal")


def test_score_and_peak() -> None:
    line = ScoreLine("phq9", (12.0, 11.0), date(2026, 3, 19))
    assert spaced(say.score(patient(score=line), DAY)) == "11 PHQ-9, yesterday"
    standing = "18 below 21 (86 %), remission since 19 Nov"
    assert spaced(say.score(patient(score=line), DAY, standing)) == f"11 PHQ-9, yesterday, {standing}"
    assert spaced(say.score(patient(score=line), DAY, "no baseline")) == "11 PHQ-9, yesterday, no baseline"
    assert say.score(patient(), DAY) == "No score"
    assert say.peak(patient(last=LAST)) == "174/106"
    untimed = LAST._replace(
        peak_systolic=None, peak_diastolic=None, untimed_systolic=150, untimed_diastolic=90
    )
    assert spaced(say.peak(patient(last=untimed))) == "150/90 untimed"
    assert (
        say.peak(patient(last=untimed._replace(untimed_systolic=None, untimed_diastolic=None)))
        == "not recorded"
    )
    assert say.peak(patient()) == "–"


def row(flags: Flags | None, acknowledged: bool = False) -> tuple[str, str]:
    known = {"p1": {say_identity()}} if acknowledged else {}
    (found,) = day_rows([patient()], {} if flags is None else {1: flags}, known)
    return spaced(say.flags(found, known.get("p1", ()))), say.missing(found)


def say_identity() -> tuple[str, str, str, float]:
    return ("phq9", "9", "2026-03-19T00:00:00", 1.0)


def test_flags() -> None:
    peak = Flag("peak", "review", "Peak 174/106", 174.0, ())
    item = Flag("item", "act", "Item 9 is 1", 1.0, (POSITIVE,))
    gaps = tuple(Flag(f"m{n}", "missing", f"gap {n}", None, ()) for n in range(4))
    assert row(None) == (say.NOT_ASKED, "")
    assert spaced(row(Flags((), 3, ()))[0]) == "No flag · 3 not measurable"
    assert row(Flags((), 0, ())) == ("No flag", "")
    open_one = Flags((peak, item), 0, (POSITIVE,))
    assert row(open_one)[0] == "! Act Item 9 is 1, not acknowledged  ⚑ Review Peak 174/106"
    assert row(open_one, acknowledged=True)[0] == "! Act Item 9 is 1  ⚑ Review Peak 174/106"
    assert row(Flags((peak,), 0, (POSITIVE,)))[0] == (
        "! Act 1 positive answer since the last session, not acknowledged  ⚑ Review Peak 174/106"
    )
    assert row(Flags((peak, peak, peak), 0, ()))[0].endswith("+1 more")
    (narrow,) = day_rows([patient()], {1: Flags((item, peak, peak), 0, (POSITIVE,))}, {})
    assert spaced(say.flags(narrow, (), 20)) == "! Act Item 9 is 1, not acknowledged  +2 more"
    assert row(Flags(gaps[:3], 0, ()))[1] == "gap 0, gap 1, gap 2"
    assert spaced(row(Flags(gaps, 0, ()))[1]) == "gap 0, gap 1, gap 2, 1 more"
    names = ("Pre-dose reading", "40-minute reading", "Last reading")
    long = tuple(gap._replace(headline=name) for gap, name in zip(gaps[:3], names, strict=True))
    assert spaced(row(Flags(long, 0, ()))[1]) == "Pre-dose reading, 2 more"


def test_since_review() -> None:
    at = datetime(2026, 3, 20, 8, 31)
    assert say.since_review(None, False, None) == "Not reviewed yet"
    assert spaced(say.since_review(at, True, ())) == "Reviewed today 08:31, nothing new"
    assert spaced(say.since_review(at, False, ("1 session", "flag Peak"))) == (
        "Reviewed 20 Mar 2026, new: 1 session, flag Peak"
    )
    assert spaced(say.since_review(at, True, None)) == "Reviewed today 08:31"


def test_courses_share_a_measure() -> None:
    phq = ScoreLine("phq9", (27.0, 0.0), DAY)
    madrs = ScoreLine("madrs", (60.0, 30.0), DAY)
    other = ScoreLine("other", (1.0, 2.0), DAY)
    single = ScoreLine("phq9", (5.0,), DAY)
    assert courses([phq, single, None]) == [[27.0, 0.0], None, None]
    assert courses([phq, madrs, other]) == [[100.0, 0.0], pytest.approx([100.0, 50.0]), None]
    assert courses([other]) == [None]
