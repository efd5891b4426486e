"""Minutes with any side effect by session: unknown is not zero, and two at the same time count once."""

from collections.abc import Callable
from math import isnan

from dash.queries.patient_records import patient_effects, patient_sessions
from dash.reports.effect_minutes import effect_minutes
from dash.store.reading import Database

OpenDb = Callable[..., Database]


def test_one_effect_of_unknown_length_makes_the_minutes_unknown(open_db: OpenDb) -> None:
    database = open_db(
        sessions="""
            session_id | patient_id | started_at       | elicitation
            s1         | p1         | 2026-11-01T10:00 | solicited
            s2         | p1         | 2026-11-02T10:00 | solicited
            s3         | p1         | 2026-11-03T10:00 |
            s4         | p1         | 2026-11-04T10:00 | solicited
            s5         | p1         | 2026-11-05T10:00 | solicited
        """,
        side_effects="""
            session_id | effect       | severity | onset_minute | resolved_minute
            s1         | dizziness    | mild     | 10           | 61
            s1         | sedation     | mild     | 5            | 79
            s4         | nausea       | mild     | 30           | 50
            s4         | sedation     | moderate |              |
            s4         | dissociation | severe   | 10           |
            s5         | vomiting     |          |              | 40
        """,
    )
    found = effect_minutes(patient_sessions(database, 0), patient_effects(database, 0))
    assert found[0] == (74, 74, ())
    assert found[1].minutes == 0
    assert isnan(found[2].minutes) and found[2].lacking == ()
    assert isnan(found[3].minutes)
    assert found[3].at_least == 20
    assert found[3].lacking == ("dissociation (severe) without end", "sedation (moderate) without minutes")
    assert isnan(found[4].at_least)
    assert found[4].lacking == ("vomiting without onset",)
