"""The flags of many patients, asked for in blocks so that the list is on screen meanwhile and can be stopped."""

import time
from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from dash.reports.day_flags import Flags, ask_day_flags
from dash.rulebook import clinic_path, version
from dash.ui.data import database

BLOCK = 50
"""Patients whose records are fetched together."""


@st.cache_resource(show_spinner=False, max_entries=8)
def _held(stamp: object, rules: str, day: date) -> dict[int, Flags]:
    return {}


def _known(day: date) -> dict[int, Flags]:
    records = database()
    return _held(records.stamp, version(clinic_path(records.path)), day)


def known_flags(day: date) -> Mapping[int, Flags]:
    """Return the flags already asked for, by patient key; for everybody who uses this server."""
    return _known(day)


def flags_left(day: date, keys: Sequence[int]) -> int:
    """Return about how many of the patients the rules were not asked yet."""
    known = _known(day)
    return sum(key not in known for key in keys)


def ask_flags(day: date, keys: Sequence[int], seconds: float) -> int:
    """Ask the rules about the next patients for about so long, at least one block; return how many are left."""
    known = _known(day)
    left = [key for key in keys if key not in known]
    end = time.monotonic() + seconds
    while left:
        block, left = left[:BLOCK], left[BLOCK:]
        known.update(ask_day_flags(database(), block, day))
        if time.monotonic() > end:
            break
    return len(left)
