"""Every question as registered, by its name: ``ask.pressure_counts(database, selection)``."""

from collections.abc import Callable
from typing import Any

from dash.reports.tables import questions


def __getattr__(name: str) -> Callable[..., Any]:
    found = {one.name: one.function for one in questions()}
    if name not in found:
        raise AttributeError(name)
    return found[name]
