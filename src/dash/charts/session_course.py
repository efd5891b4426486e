"""Pressure readings of a patient's sessions by minute, read for drawing."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dash.charts.parts import PARTS, Floats, numbers


@dataclass(frozen=True)
class Course:
    """Timed readings of one or several sessions, by session and minute.

    Attributes:
        session: Session number.
        minute: Minutes from dose, negative before it.
        systolic, diastolic: mmHg, NaN where not recorded.
    """

    session: Floats
    minute: Floats
    systolic: Floats
    diastolic: Floats

    def part(self, name: str) -> Floats:
        """Return ``systolic`` or ``diastolic``."""
        return self.systolic if name == "systolic" else self.diastolic

    def rows(self, mask: np.ndarray) -> "Course":
        """Return the readings where ``mask`` is true."""
        return Course(self.session[mask], self.minute[mask], self.systolic[mask], self.diastolic[mask])


def read_course(readings: pd.DataFrame) -> Course:
    """Return the readings of sessions that have a pressure, by session and minute."""
    found = Course(*(numbers(readings, name) for name in ("session_number", "minute", *PARTS)))
    found = found.rows(~np.isnan(found.session) & ~(np.isnan(found.systolic) & np.isnan(found.diastolic)))
    order = np.lexsort((found.minute, found.session))
    return found.rows(order)
