"""Two routes three ways, computed a second time: sessions by plain loops, the model by statsmodels, pairs sum by sum."""

from collections import defaultdict
from datetime import date
from math import sqrt
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from helpers import slow, slow_effects
from helpers.database import OpenDb
from helpers.effect_clinic import effect_clinic
from scipy import stats
from scipy.special import expit

from dash.queries.dimensions import ROUTE
from dash.queries.selection import Selection
from dash.reports.effect_compared import COVARIATES, Compared, effect_compared, with_sessions
from dash.reports.effect_differences import effect_differences
from dash.stats.long_work import Stopped

PAIR = ("iv", "in")
NUMERIC = ("age", "pressure")


def circumstances(clinic: dict[str, Any], session: slow.Session, number: int) -> dict[str, Any]:
    """Everything the routes are adjusted for, by plain look-ups; None where not recorded."""
    (person,) = [one for one in clinic["patients"] if one["patient_id"] == session.patient]
    born, dose = person["birth_year"], session.dose_mg / session.weight_kg
    return {
        "age": None if born is None else session.on.year - born,
        "sex": None if person["sex"] == "unknown" else person["sex"],
        "dose": "low" if dose < 0.4 else "usual" if dose < 0.65 else "high",
        "number": 1 if number == 1 else 2 if number < 5 else 3 if number < 9 else 4,
        "pressure": session.pre[0],
        "site": session.site_id,
        "asked": None if session.way == "unknown" else session.way,
    }


def told(
    clinic: dict[str, Any], selection: Selection, way: str | None
) -> list[tuple[slow.Session, dict[str, Any]]]:
    every = slow.sessions_of(clinic)
    seen: dict[str, int] = defaultdict(int)
    found = []
    for session in every:
        seen[session.patient] += 1
        fits = slow.chosen([session], selection.having(ROUTE, PAIR))
        if fits and session.asked and way in (None, session.way):
            found.append((session, circumstances(clinic, session, seen[session.patient])))
    return found


def row(found: Compared, effect: str, comparison: str) -> Any:
    rows = found.rows
    (one,) = rows[(rows["effect"] == effect) & (rows["comparison"] == comparison)].itertuples()
    return one


def has(session: slow.Session, effect: str) -> bool:
    return any(one["effect"] == effect for one in session.effects)


def fitted_again(kept: list[tuple[slow.Session, dict[str, Any]]], used: list[str], effect: str) -> float:
    """The standardised difference by statsmodels' GEE without any pull to zero, percentage points."""
    kept = sorted(kept, key=lambda one: one[0].patient)
    frame = pd.DataFrame([about for _, about in kept])[used]
    numbers = frame[[name for name in used if name in NUMERIC]].astype(float)
    bands = pd.get_dummies(frame[[name for name in used if name not in NUMERIC]].astype(str), drop_first=True)
    infused = np.array([session.route == "iv" for session, _ in kept], dtype=float)
    centred = (numbers - numbers.mean()) / numbers.std()
    design = np.column_stack([np.ones(len(kept)), infused, centred, bands.astype(float)])
    model = sm.GEE(
        np.array([float(has(session, effect)) for session, _ in kept]),
        design,
        groups=[session.patient for session, _ in kept],
        family=sm.families.Binomial(),
        cov_struct=sm.cov_struct.Exchangeable(),
    ).fit()
    shares = []
    for by in (1.0, 0.0):
        design[:, 1] = by
        shares.append(expit(design @ np.asarray(model.params)).mean())
    return float(100 * (shares[0] - shares[1]))


@pytest.mark.parametrize(("seed", "way"), [(1, None), (2, "solicited")])
def test_everything_again_slowly(open_db: OpenDb, seed: int, way: str | None) -> None:
    clinic = effect_clinic(seed)
    database = open_db(**clinic)
    selection = Selection(start=date(2024, 1, 20))
    found = effect_compared(database, selection, *PAIR, way)
    every = told(clinic, selection, way)
    used = [one.covariate for one in found.covariates.itertuples() if one.adjusted_for]
    keys = [key for key, name in COVARIATES.items() if name in used]
    assert set(keys) == set(COVARIATES) - ({"asked"} if way else set())
    complete = [one for one in every if None not in [one[1][key] for key in keys]]
    kept = complete
    for _ in range(3):  # until nothing more falls out
        kept = [
            one
            for one in kept
            if all(
                key in NUMERIC or {s.route for s, about in kept if about[key] == one[1][key]} == set(PAIR)
                for key in keys
            )
        ]
    assert (found.missing, found.outside) == (len(every) - len(complete), len(complete) - len(kept))
    assert with_sessions(found)["sessions"].dropna().tolist() == [found.missing, found.outside]
    for effect in ("nausea", "sedation"):
        one = row(found, effect, "adjusted")
        assert (one.sessions, one.patients) == (len(kept), len({s.patient for s, _ in kept}))
        assert one.difference == pytest.approx(fitted_again(kept, keys, effect), abs=0.6)
        assert one.low < one.difference < one.high
    _check_crude(found, database, selection, way, every)
    _check_pairs(found, every)
    for comparison, rows in found.rows.groupby("comparison"):
        p = [None if np.isnan(value) else value for value in rows["p"]]
        wanted = [np.nan if value is None else value for value in slow_effects.q_values(p)]
        assert rows["q"].tolist() == pytest.approx(wanted, nan_ok=True), comparison


def _check_crude(
    found: Compared, database: Any, selection: Selection, way: str | None, every: list[Any]
) -> None:
    """The same numbers as the main figure, and how many they rest on."""
    crude = found.rows[found.rows["comparison"] == "crude"]
    main = effect_differences(database, selection, *PAIR, way)
    main = main[main["unit"] == "sessions"]
    for name in ("effect", "difference", "low", "high", "p", "q"):
        pd.testing.assert_series_equal(crude[name], main[name], check_index=False)
    assert set(crude["sessions"]) == {len(every)}
    assert set(crude["patients"]) == {len({s.patient for s, _ in every})}


def _check_pairs(found: Compared, every: list[tuple[slow.Session, dict[str, Any]]]) -> None:
    for effect in ("nausea", "sedation", "odd itch"):
        counts: dict[str, dict[str, list[bool]]] = defaultdict(lambda: {"iv": [], "in": []})
        for session, _ in every:
            counts[session.patient][session.route].append(has(session, effect))
        both = [(one["iv"], one["in"]) for one in counts.values() if one["iv"] and one["in"]]
        weights = [len(a) * len(b) / (len(a) + len(b)) for a, b in both]
        gaps = [sum(a) / len(a) - sum(b) / len(b) for a, b in both]
        share = [weight / sum(weights) for weight in weights]
        middle = sum(w * gap for w, gap in zip(share, gaps, strict=True))
        one = row(found, effect, "within")
        assert (one.patients, one.sessions) == (len(both), sum(len(a) + len(b) for a, b in both))
        assert one.differing == sum(gap != 0 for gap in gaps)
        assert one.difference == pytest.approx(100 * middle)
        if one.differing < 10:
            assert np.isnan(one.low) and "10 are needed" in one.method
            continue
        error = sqrt(sum(w * w * (gap - middle) ** 2 / (1 - w) for w, gap in zip(share, gaps, strict=True)))
        half = stats.t.ppf(0.975, one.differing - 1) * error
        assert (one.low, one.high) == pytest.approx((100 * (middle - half), 100 * (middle + half)))


def test_doses_of_two_drugs_do_not_compare(open_db: OpenDb) -> None:
    clinic = effect_clinic(4)
    for session in clinic["sessions"]:
        if session["route"] == "in":
            session |= {"drug": "esketamine", "dose_mg": 56}
    found = effect_compared(open_db(**clinic), Selection(), *PAIR)
    reasons = dict(zip(found.covariates["covariate"], found.covariates["reason"], strict=True))
    assert "not one scale" in reasons["dose"] and not reasons["age"]
    assert row(found, "nausea", "adjusted").sessions > 200, "the comparison is still that of the two routes"


def test_few_patients_no_sessions_and_nothing_reported(open_db: OpenDb) -> None:
    few = effect_compared(open_db(**effect_clinic(5, patients=6)), Selection(), *PAIR)
    assert few.rows["low"].isna().all() and few.rows["q"].isna().all()
    reasons = ("needed", "no interval", "no events", "no sessions", "no patient", "nothing counted")
    assert all(any(one in words for one in reasons) for words in few.rows["method"])
    clinic = effect_clinic(6, patients=8)
    quiet = effect_compared(open_db(**{**clinic, "side_effects": []}), Selection(), *PAIR)
    assert quiet.rows.empty and len(quiet.covariates) == len(COVARIATES)
    one_sided = effect_compared(open_db(**clinic), Selection(), "iv", "sc")
    assert set(one_sided.rows.loc[one_sided.rows["comparison"] == "adjusted", "method"]) == {
        "no sessions by subcutaneous with all covariates known"
    }


def test_it_tells_how_far_it_is_and_stops(open_db: OpenDb) -> None:
    database = open_db(**effect_clinic(7))
    shares: list[float] = []
    effect_compared(database, Selection(), *PAIR, progress=shares.append)
    assert shares == sorted(shares) and shares[-1] == 1 and len(shares) > 5
    with pytest.raises(Stopped):
        effect_compared(database, Selection(), *PAIR, stop=lambda: True)
