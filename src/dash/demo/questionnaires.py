"""Rating scales of the made-up clinic: who was asked what on which day, and what they answered."""

import numpy as np
import pandas as pd

from dash.demo import text
from dash.demo.arrays import Flags, Generator, Ints, counts
from dash.demo.occasions import Occasions, make_occasions
from dash.demo.people import ANXIETY, INDICATIONS, PTSD, People
from dash.demo.sessions import CANCELLED, SCALE, Sessions
from dash.demo.symptoms import Relief

INSTRUMENTS = ("phq9", "madrs", "gad7", "pcl5", "cssrs_ideation", "cadss", "moaas")
_PHQ9, _MADRS, _GAD7, _PCL5, _CSSRS, _CADSS, _MOAAS = range(len(INSTRUMENTS))
_RECALL = ("2 weeks", "1 week", "2 weeks", "1 month", "since last visit", "", "")
_TOTAL = 0
_ITEMS = ("total", *(str(item) for item in range(1, 10)))
# Interest, mood, sleep, energy, appetite, worth, concentration, movement, thoughts of death.
_ITEM_WEIGHTS = np.array([3.0, 3.0, 2.6, 3.0, 1.8, 2.6, 2.2, 1.0, 0.55])
_ITEMISED_SITE = 2  # the only site whose forms keep all nine items; the others keep the total and item 9


def make_scores(
    rng: Generator, people: People, sessions: Sessions, relief: Relief, happened: Flags, last_day: int
) -> dict[str, Ints]:
    """Draw all scores.

    Args:
        rng: Source of chance.
        people: The patients.
        sessions: Their sessions.
        relief: How their symptoms go.
        happened: Whether sedation and dissociation happened (sessions x 2).
        last_day: In days since 1970-01-01.

    Returns:
        Columns patient, minute, session (-1 for none), instrument, item and value of equal length, in time order.
    """
    occasions = make_occasions(rng, people, sessions, last_day)
    who = occasions.patient
    gone = relief.at(who, occasions.minute)
    left = people.severity[who] * (1 - gone)
    asked = rng.random(len(who)) >= np.where(rng.random(len(people)) < 0.15, 0.4, 0.1)[who]

    size = len(people)
    depressed = np.isin(people.indication, [INDICATIONS.index(key) for key in ("trd", "mdd", "mdd_si")])
    chosen = {
        _MADRS: (depressed & (rng.random(size) < 0.45))[who] & (occasions.turn % 3 < 2),
        _GAD7: ((people.indication == ANXIETY) | (rng.random(size) < 0.4))[who] & (occasions.turn % 2 == 0),
        _PCL5: (people.indication == PTSD)[who] & (occasions.turn % 2 == 0),
        _CSSRS: ((people.indication == INDICATIONS.index("mdd_si")) | (rng.random(size) < 0.2))[who],
    }
    phq9 = np.clip(np.round(left + rng.normal(0, 1.5, len(who))), 0, 27).astype(np.int64)
    items = _items(rng, people, who, phq9)
    parts = [_phq9(rng, people, occasions, phq9, items, asked)]

    worry = people.severity[who] * (0.75 + 0.2 * (people.indication[who] == ANXIETY)) * (1 - 0.8 * gone)
    trauma = (44 + 1.2 * (people.severity[who] - 17)) * (1 - 0.75 * gone)
    ideation = items[:, 8] * 1.3 + 0.9 * (people.indication[who] == INDICATIONS.index("mdd_si"))
    drawn = {
        _MADRS: (1.8 * left + rng.normal(0, 2.5, len(who)), 60),
        _GAD7: (worry + rng.normal(0, 1.5, len(who)), 21),
        _PCL5: (trauma + rng.normal(0, 5, len(who)), 80),
        _CSSRS: (ideation - 0.7 + rng.normal(0, 0.6, len(who)), 5),
    }
    for instrument, (value, most) in drawn.items():
        rows = np.flatnonzero(chosen[instrument] & asked & (rng.random(len(who)) > 0.05))
        values = np.clip(np.round(value[rows]), 0, most).astype(np.int64)
        parts.append(
            _part(
                occasions.patient[rows], occasions.minute[rows], occasions.session[rows], instrument, values
            )
        )
    parts += _scales(rng, sessions, happened)
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.lexsort((columns["item"], columns["instrument"], columns["patient"], columns["minute"]))
    return {name: column[order] for name, column in columns.items()}


def _items(rng: Generator, people: People, who: Ints, total: Ints) -> Ints:
    """Split totals over nine items of 0 to 3: draw ``total`` of 27 points, each patient with habits of their own."""
    own = np.log(_ITEM_WEIGHTS) + rng.normal(0, 0.5, (len(people), 9))
    own[:, 8] += 1.0 * (people.indication == INDICATIONS.index("mdd_si"))
    lure = np.repeat(own[who], 3, axis=1) + rng.gumbel(size=(len(who), 27))
    rank = np.empty(lure.shape, dtype=np.int64)
    np.put_along_axis(rank, np.argsort(-lure, axis=1), np.arange(27)[None, :], axis=1)
    return np.asarray((rank < total[:, None]).reshape(-1, 9, 3).sum(axis=2), dtype=np.int64)


def _phq9(
    rng: Generator, people: People, occasions: Occasions, total: Ints, items: Ints, asked: Flags
) -> dict[str, Ints]:
    """Totals and items as written: a form with a skipped item has no total, now and then the sum is wrong."""
    size = len(total)
    itemised = people.site[occasions.patient] == _ITEMISED_SITE
    skipped = itemised & (rng.random(size) < 0.03)
    wrong = itemised & ~skipped & (rng.random(size) < 0.006)
    values = np.concatenate([total[:, None], items], axis=1)
    values[:, 0] = np.clip(total + np.where(wrong, rng.choice([-2, -1, 1, 2], size), 0), 0, 27)
    kept = np.zeros(values.shape, dtype=bool)
    kept[:, [_TOTAL, 9]] = True
    kept[itemised] = True
    kept[skipped, _TOTAL] = False
    kept[np.flatnonzero(skipped), rng.integers(1, 10, int(skipped.sum()))] = False
    kept &= asked[:, None]
    kept[:, 9] &= itemised | (rng.random(size) > 0.08)
    row, item = np.nonzero(kept)
    part = _part(
        occasions.patient[row], occasions.minute[row], occasions.session[row], _PHQ9, values[row, item]
    )
    return part | {"item": item.astype(np.int64)}


def _scales(rng: Generator, sessions: Sessions, happened: Flags) -> list[dict[str, Ints]]:
    """CADSS and MOAA/S 40 minutes after the dose; above 4, or below 5, exactly where the effect happened."""
    rows = np.flatnonzero((sessions.elicitation == SCALE) & (sessions.status != CANCELLED))
    sedated, dissociated = happened[rows, 0], happened[rows, 1]
    strength = np.clip(5 + rng.gamma(1.6, 8, len(rows)), 5, 88)
    cadss = np.where(dissociated, strength, counts(rng, 0, 4, len(rows))).astype(np.int64)
    moaas = np.where(sedated, rng.choice([4, 3, 2], len(rows), p=[0.8, 0.17, 0.03]), 5)
    minute = sessions.started[rows] + 40
    return [
        _part(sessions.patient[rows], minute, rows, _CADSS, cadss),
        _part(sessions.patient[rows], minute, rows, _MOAAS, moaas),
    ]


def _part(patient: Ints, minute: Ints, session: Ints, instrument: int, value: Ints) -> dict[str, Ints]:
    size = len(patient)
    return {
        "patient": patient,
        "minute": minute,
        "session": session,
        "instrument": np.full(size, instrument),
        "item": np.full(size, _TOTAL),
        "value": value,
    }


def scores_table(columns: dict[str, Ints], patient_ids: text.Text, session_ids: text.Text) -> pd.DataFrame:
    """Write the scores as the data format wants them."""
    session = columns["session"]
    return text.frame(
        "scores",
        len(session),
        {
            "patient_id": text.take(patient_ids, columns["patient"]),
            "session_id": text.blank(text.take(session_ids, np.maximum(session, 0)), session < 0),
            "measured_at": text.minutes(columns["minute"]),
            "instrument": text.pick(columns["instrument"], INSTRUMENTS),
            "item": text.pick(columns["item"], _ITEMS),
            "value": text.whole(columns["value"]),
            "recall_window": text.pick(columns["instrument"], _RECALL),
        },
    )
