"""Like patients: counted again slowly, the patient left out, and coverage of patients held out."""

import math
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest
from helpers.database import draw

from dash.demo.load import load_demo
from dash.queries.like_patients import weekly_scores
from dash.queries.patient_records import patient_scores
from dash.reports.like_patients import COLUMNS, all_like_patients, like_patients, patient_like
from dash.store.reading import Database, open_database
from dash.vocabulary import INSTRUMENTS

OpenDb = Callable[..., Database]
FIRST = date(2024, 1, 1)
PATIENTS = range(12)


def drawn(rng: Random) -> tuple[list[Any], list[Any]]:
    """Sessions (patient, day, route, cancelled) and scores (patient, day, hour, scale, item, value): ties, gaps, repeats."""
    sessions = [
        (patient, rng.choice([0, 1, 5]), rng.choice(["iv", "iv", "in"]), rng.random() < 0.2)
        for patient in PATIENTS
        for _ in range(rng.randint(patient > 0, 3))
    ]
    scores = [
        (
            patient,
            rng.choice([-20, -9, -1, 0, 1, 2, 6, 7, 8, 9, 13, 14]),
            rng.choice([None, 9, 17]),
            rng.choice(["phq9"] * 8 + ["gad7", "cadss"]),
            rng.choice(["total"] * 5 + ["9"]),
            rng.randint(3, 11),
        )
        for patient in PATIENTS
        for _ in range(rng.randint(0, 24))
    ]
    return sessions, scores


@pytest.mark.parametrize("seed", range(8))
def test_counted_again_slowly(seed: int) -> None:
    given_sessions, given_scores = drawn(Random(seed))  # noqa: S311 - made-up records
    kept = {}
    for patient, day, hour, instrument, item, value in given_scores:
        at = f"{FIRST + timedelta(days=day)}" + (f"T{hour:02d}:00" if hour else "")
        kept.setdefault((patient, datetime.fromisoformat(at), instrument, item), (at, value))
    database = draw(
        {
            "patients": [{"patient_id": f"p{number:02d}"} for number in PATIENTS],
            "sessions": [
                {
                    "session_id": f"s{number:02d}",
                    "patient_id": f"p{patient:02d}",
                    "started_at": f"{FIRST + timedelta(days=day)}T10:00",
                    "route": route,
                    "status": "cancelled" if cancelled else None,
                }
                for number, (patient, day, route, cancelled) in enumerate(given_sessions)
            ],
            "scores": [
                {
                    "patient_id": f"p{patient:02d}",
                    "measured_at": at,
                    "instrument": scale,
                    "item": item,
                    "value": value,
                }
                for (patient, _, scale, item), (at, value) in kept.items()
            ],
        }
    )
    began = {}
    for patient in PATIENTS:
        held = [
            (day, f"s{number:02d}", route)
            for number, (who, day, route, cancelled) in enumerate(given_sessions)
            if who == patient and not cancelled
        ]
        totals = sorted(
            (at, value)
            for (who, at, scale, item), (_, value) in kept.items()
            if (who, scale, item) == (patient, "phq9", "total")
        )
        if not held:
            continue
        day, _, route = min(held)
        dose = datetime.combine(FIRST + timedelta(days=day), time(10))
        # A day alone is midnight: before the dose of its day.
        before = [value for at, value in totals if at <= dose]
        if before:
            later = [((at.date() - FIRST).days - day, value) for at, value in totals if at > dose]
            began[patient] = (route, before[-1], {math.ceil(d / 7): v for d, v in later if d > 0})
    shown = 0
    for leave_out in (None, *PATIENTS):
        for route in ("iv", "in"):
            wanted: dict[int, list[int]] = {}
            for patient, (their_route, baseline, weeks) in began.items():
                if their_route == route and 4 <= baseline <= 10 and patient != leave_out:
                    for week, value in weeks.items():
                        wanted.setdefault(week, []).append(value)
            frame = like_patients(database, route, "phq9", 7, leave_out=leave_out, least=2)
            assert frame.to_dict(orient="records") == [
                {"day": 7 * week - 3, "n": len(values)}
                | {f"p{p}": sorted(values)[-(-p * len(values) // 100) - 1] for p in (10, 25, 50, 75, 90)}
                for week, values in sorted(wanted.items())
                if len(values) >= 2
            ]
            shown += len(frame)
    assert shown > 5
    for patient in PATIENTS:
        like = patient_like(database, patient, "phq9")
        own = began.get(patient)
        assert (like.route, like.baseline) == ((own[0], own[1]) if own else ("", None))
        assert like.frame.empty and like.reason
    assert all(patient_like(database, patient, "cadss").baseline is None for patient in PATIENTS)
    database.close()


def alike(n: int) -> dict[str, Any]:
    """``n`` patients by one route with baselines 15 to 18, scored after six days with 1, 2, 3 …"""
    names = [f"p{number:02d}" for number in range(n)]
    return {
        "sessions": [
            {"session_id": name, "patient_id": name, "started_at": "2024-01-10", "route": "in"}
            for name in names
        ],
        "scores": [
            {"patient_id": name, "measured_at": f"2024-01-{day}", "value": value}
            for number, name in enumerate(names)
            for day, value in (("09", 15 + number % 4), (16, number + 1))
        ],
    }


def test_under_ten_others_nothing_is_shown(open_db: OpenDb) -> None:
    few = patient_like(open_db(**alike(10)), 0, "phq9")
    assert (len(few.frame), few.reason) == (0, "Fewer than 10 like patients in every week.")
    database = open_db(**alike(11))
    enough = patient_like(database, 10, "phq9")
    # Of 1 to 10, without the patient's own 11.
    assert enough.frame.to_dict(orient="records") == [
        {"day": 4, "n": 10, "p10": 1, "p25": 3, "p50": 5, "p75": 8, "p90": 9}
    ]
    assert (enough.route, enough.baseline, enough.width, enough.first_on) == ("in", 17, 3, date(2024, 1, 10))
    table = all_like_patients(database, 10)
    assert table[COLUMNS].equals(enough.frame)
    assert table[["instrument", "route", "baseline"]].to_numpy().tolist() == [["phq9", "in", 17.0]]
    assert all_like_patients(open_db(patients=[{"patient_id": "p1"}]), 0).empty


@pytest.mark.parametrize("instrument", ["gad7", "madrs"])
def test_similar_is_a_ninth_of_the_range(open_db: OpenDb, instrument: str) -> None:
    tables = alike(12)
    width = INSTRUMENTS[instrument].maximum / 9
    for row, name in zip(tables["scores"][::2], range(12), strict=True):
        row["value"] = 10 + int(width) if name else 10
    for row in tables["scores"]:
        row["instrument"] = instrument
    assert patient_like(open_db(**tables), 0, instrument).frame["n"].tolist() == [11]
    for row in tables["scores"][2::2]:
        row["value"] += 1
    assert patient_like(open_db(**tables), 0, instrument).frame.empty


def test_a_scale_outside_the_vocabulary_has_no_like_patients(open_db: OpenDb) -> None:
    assert like_patients(open_db(**alike(12)), "in", "mood thermometer", 15).empty


@pytest.fixture(scope="module", params=[(250, 20260), (600, 7)])
def clinic(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path: Path = tmp_path_factory.mktemp("clinic") / "made-up.duckdb"
    load_demo(path, patients=request.param[0], seed=request.param[1])
    database = open_database(path)
    yield database
    database.close()


def test_four_in_five_scores_of_patients_left_out_lie_inside(clinic: Database) -> None:
    """Each patient's last score of each week against the band of the others."""
    rows = []
    for key in range(int(clinic.summary["patients"])):
        like = patient_like(clinic, key, "phq9")
        if like.first_on is None or like.frame.empty:
            continue
        own = patient_scores(clinic, key)
        own = own[(own["instrument"] == "phq9") & (own["item"] == "total")]
        days = (own["measured_at"].dt.normalize() - pd.Timestamp(like.first_on)).dt.days
        weeks = {(day + 6) // 7: value for day, value in zip(days, own["value"], strict=True) if day > 0}
        for row in like.frame.to_dict(orient="records"):
            if (row["day"] + 3) // 7 in weeks:
                value = weeks[(row["day"] + 3) // 7]
                rows.append((row["n"], row["p10"] <= value <= row["p90"], row["p25"] <= value <= row["p75"]))
    found = pd.DataFrame(rows, columns=["n", "wide", "narrow"])
    assert len(found) > 900
    assert found["wide"].mean() == pytest.approx(0.8, abs=0.05)
    assert found["narrow"].mean() == pytest.approx(
        0.5, abs=0.1
    )  # whole points: ties at the edges count inside
    by_size = found.groupby(pd.cut(found["n"], [9, 30, 1000]), observed=True)["wide"].mean()
    assert len(by_size) == 2 and by_size.between(0.75, 0.85).all()


def test_leaving_the_patient_out_matters(clinic: Database) -> None:
    like = patient_like(clinic, 40, "phq9")
    assert like.baseline is not None and like.width is not None
    limits = (like.baseline - like.width, like.baseline + like.width)
    counts = [
        int(weekly_scores(clinic, like.route, "phq9", *limits, leave_out).patients.sum())
        for leave_out in (None, 40)
    ]
    assert counts[1] < counts[0]
