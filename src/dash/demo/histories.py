"""Patients, medications and conditions of the made-up clinic as tables."""

import numpy as np
import pandas as pd

from dash.demo import text
from dash.demo.arrays import Flags, Generator, Ints, counts
from dash.demo.people import INDICATIONS, SEXES, People

# Class, names, share of patients; blood pressure drugs go to those with hypertension.
_DRUGS: tuple[tuple[str, tuple[str, ...], float], ...] = (
    (
        "antidepressant",
        ("sertraline", "venlafaxine", "bupropion", "mirtazapine", "escitalopram", "duloxetine"),
        0.72,
    ),
    ("benzodiazepine", ("lorazepam", "clonazepam", "alprazolam", "diazepam"), 0.18),
    ("opioid", ("oxycodone", "tramadol", "buprenorphine"), 0.05),
    ("other_sedative", ("quetiapine", "zolpidem", "trazodone", "gabapentin"), 0.16),
    ("stimulant", ("methylphenidate", "lisdexamfetamine", "modafinil"), 0.10),
    ("maoi", ("tranylcypromine", "phenelzine"), 0.015),
    ("antihypertensive", ("lisinopril", "amlodipine", "losartan", "metoprolol"), 0.02),
    ("other", ("lamotrigine", "levothyroxine", "lithium", "atorvastatin", "omeprazole"), 0.35),
)
_TREATED_HYPERTENSION = 0.8
_CONDITIONS: tuple[tuple[str, float], ...] = (
    ("hypertension", 0.0),
    ("aneurysmal_vascular_disease", 0.006),
    ("arteriovenous_malformation", 0.002),
    ("intracerebral_haemorrhage", 0.002),
    ("cardiovascular_event", 0.02),
    ("psychosis", 0.015),
    ("substance_use", 0.09),
    ("cystitis", 0.025),
    ("pregnancy", 0.004),
    ("other", 0.14),
)
_OTHER_CONDITIONS = ("migraine", "hypothyroidism", "asthma", "type 2 diabetes", "sleep apnoea")


def patients_table(rng: Generator, people: People, ids: text.Text) -> pd.DataFrame:
    """Write the patients; a few weights and counts were never recorded, a few have goals of their own."""
    size = len(people)
    own_goal = rng.random(size) < 0.12
    older = people.age >= 65
    return text.frame(
        "patients",
        size,
        {
            "patient_id": ids,
            "birth_year": text.whole(people.birth_year, rng.random(size) < 0.01),
            "sex": text.pick(people.sex, SEXES),
            "weight_kg": text.decimal(people.weight_kg, rng.random(size) < 0.03),
            "indication": text.pick(people.indication, INDICATIONS, rng.random(size) < 0.01),
            "failed_antidepressants": text.whole(people.failed_antidepressants, rng.random(size) < 0.06),
            "sbp_goal_high": text.whole(np.where(older, 150, 130), ~own_goal),
            "dbp_goal_high": text.whole(np.where(older, 90, 80), ~own_goal),
        },
    )


def medications_table(rng: Generator, people: People, ids: text.Text) -> pd.DataFrame:
    """Write what patients take besides; some of it interacts with the sessions."""
    size = len(people)
    patient, names, group, first, stop = [], [], [], [], []
    for number, (_, choices, share) in enumerate(_DRUGS):
        takes = rng.random(size) < share
        if _DRUGS[number][0] == "antihypertensive":
            takes |= people.hypertension & (rng.random(size) < _TREATED_HYPERTENSION)
        who = np.flatnonzero(takes)
        patient.append(who)
        names.append(_index(choices) + rng.integers(0, len(choices), len(who)))
        group.append(np.full(len(who), number))
        began = people.entry_day[who] - counts(rng, 20, 1500, len(who))
        first.append(began)
        stop.append(np.where(rng.random(len(who)) < 0.15, began + counts(rng, 14, 700, len(who)), -1))
    columns = [np.concatenate(part).astype(np.int64) for part in (patient, names, group, first, stop)]
    order = np.lexsort((columns[1], columns[0]))
    who, name, kind, began, stopped = (column[order] for column in columns)
    # A stop after the day the records end would be a plan, not a record.
    stopped = np.where(stopped < people.entry_day[who], stopped, -1)
    month_only = rng.random(len(who)) < 0.3
    return text.frame(
        "medications",
        len(who),
        {
            "patient_id": text.take(ids, who),
            "medication": text.pick(name, _ALL_DRUGS),
            "class": text.pick(kind, [entry[0] for entry in _DRUGS]),
            "started_on": _dates(began, month_only, rng.random(len(who)) < 0.1),
            "stopped_on": _dates(stopped, month_only, stopped < 0),
        },
    )


def conditions_table(rng: Generator, people: People, ids: text.Text) -> pd.DataFrame:
    """Write what patients have besides; a few must not have the treatment at all."""
    size = len(people)
    has = rng.random((size, len(_CONDITIONS))) < np.array([share for _, share in _CONDITIONS])
    has[:, 0] = people.hypertension
    pregnant = [name for name, _ in _CONDITIONS].index("pregnancy")
    has[:, pregnant] &= (people.sex == 0) & (people.age < 46)
    who, kind = np.nonzero(has)
    noted = people.entry_day[who] - counts(rng, 1, 2500, len(who))
    noted = np.where(kind == pregnant, people.entry_day[who] - 10, noted)
    other = kind == len(_CONDITIONS) - 1
    which = rng.integers(0, len(_OTHER_CONDITIONS), len(who))
    return text.frame(
        "conditions",
        len(who),
        {
            "patient_id": text.take(ids, who),
            "condition": text.pick(kind, [name for name, _ in _CONDITIONS]),
            "noted_on": _dates(noted, rng.random(len(who)) < 0.4, rng.random(len(who)) < 0.05),
            "note": text.pick(which, _OTHER_CONDITIONS, ~other),
        },
    )


_ALL_DRUGS = tuple(name for _, names, _ in _DRUGS for name in names)


def _index(choices: tuple[str, ...]) -> int:
    return _ALL_DRUGS.index(choices[0])


def _dates(day: Ints, month_only: Flags, missing: Flags) -> text.Text:
    """Whole dates, or just the month where nobody remembered the day."""
    whole = np.datetime_as_string(day.astype("datetime64[D]"), unit="D")
    month = np.datetime_as_string(day.astype("datetime64[D]"), unit="M")
    return text.blank(text.texts(np.where(month_only, month, whole)), missing)
