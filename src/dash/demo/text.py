"""Values as a clinic's files write them: text, empty where nothing is known."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow
import pyarrow.compute

from dash.demo.arrays import Flags, Floats, Ints

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "patients": (
        *("patient_id", "birth_year", "sex", "weight_kg", "indication", "failed_antidepressants"),
        *("sbp_goal_high", "dbp_goal_high"),
    ),
    "sessions": (
        *("session_id", "patient_id", "started_at", "drug", "drug_as_written", "route", "route_as_written"),
        *("dose_mg", "weight_kg", "infusion_minutes", "ended_at", "ready_at", "phase", "site_id"),
        *("clinician_id", "lot_number", "status", "elicitation", "note"),
    ),
    "vitals": (
        *("session_id", "patient_id", "minute", "measured_at", "time_point", "position"),
        *("systolic_mmhg", "diastolic_mmhg", "heart_rate_bpm", "spo2_percent"),
    ),
    "scores": ("patient_id", "session_id", "measured_at", "instrument", "item", "value", "recall_window"),
    "side_effects": (
        *("session_id", "patient_id", "effect", "severity", "onset_minute", "resolved_minute"),
        *("started_at", "ended_at", "serious_death", "serious_life_threatening"),
        *("serious_hospitalisation", "serious_disability", "serious_congenital_anomaly"),
        *("serious_important_event", "action", "elicited", "reported_as"),
    ),
    "medications": ("patient_id", "medication", "class", "started_on", "stopped_on"),
    "conditions": ("patient_id", "condition", "noted_on", "note"),
    "appointments": (*("patient_id", "scheduled_at", "drug", "route", "dose_mg", "site_id", "clinician_id"),),
}

# A pyarrow StringArray, or one text for all rows; its stubs differ from its behaviour too often to type it.
Text = Any
Column = Any
pa: Any = pyarrow
pc: Any = pyarrow.compute


_TEXT_TYPE = {pa.string(): pd.StringDtype(na_value=np.nan)}


def whole(values: Ints, missing: Flags | None = None) -> Text:
    """Write whole numbers."""
    return pc.fill_null(pc.cast(pa.array(values, mask=missing), pa.string()), "")


def decimal(values: Floats, missing: Flags | None = None) -> Text:
    """Write numbers with at most one decimal, none where it is zero."""
    tenths = np.round(np.abs(values) * 10).astype(np.int64)
    units, rest = pc.cast(pa.array(tenths // 10), pa.string()), pa.array(tenths % 10)
    ending = pc.if_else(pc.equal(rest, 0), "", join(".", pc.cast(rest, pa.string())))
    text = join(units, ending)
    return text if missing is None else blank(text, missing)


def pick(codes: Ints, names: Sequence[str], missing: Flags | None = None) -> Text:
    """Write the name of each code."""
    chosen = pa.DictionaryArray.from_arrays(pa.array(codes, mask=missing), pa.array(list(names), pa.string()))
    return pc.fill_null(pc.cast(chosen, pa.string()), "")


def take(text: Text, index: Ints) -> Text:
    """Pick values by position."""
    return text.take(pa.array(index))


def texts(values: Any) -> Text:
    """Write a NumPy array of text."""
    return pa.array(values.tolist(), pa.string())


def join(first: Column, second: Column) -> Text:
    """Write two texts as one."""
    return pc.binary_join_element_wise(first, second, "")


def blank(text: Text, missing: Flags) -> Text:
    """Leave out the values where ``missing``."""
    return pc.if_else(pa.array(missing), "", text)


def numbered(prefix: str, values: Ints, width: int) -> Text:
    """Write identifiers such as K-0147."""
    return join(prefix, pc.utf8_lpad(whole(values), width, "0"))


def minutes(values: Ints, missing: Flags | None = None) -> Text:
    """Write minutes since 1970-01-01 as 2026-11-19T09:30."""
    text = texts(np.datetime_as_string(values.astype("datetime64[m]"), unit="m"))
    return text if missing is None else blank(text, missing)


def days(values: Ints, missing: Flags | None = None) -> Text:
    """Write days since 1970-01-01 as 2026-11-19."""
    text = texts(np.datetime_as_string(values.astype("datetime64[D]"), unit="D"))
    return text if missing is None else blank(text, missing)


def true_or_false(values: Flags) -> Text:
    """Write yes and no as the data format does."""
    return pick(values.astype(np.int64), ("false", "true"))


def frame(table: str, size: int, columns: Mapping[str, Column]) -> pd.DataFrame:
    """Lay out the columns of a canonical table; a single text stands in every row, a column not given is empty."""
    names = COLUMNS[table]
    filled = {}
    for name in names:
        value = columns.get(name, "")
        filled[name] = pa.repeat(value, size) if isinstance(value, str) else value
    laid_out: pd.DataFrame = pa.table(filled).to_pandas(types_mapper=_TEXT_TYPE.get)
    return laid_out
