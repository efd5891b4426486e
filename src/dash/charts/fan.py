"""How patients like this one went on: a pale band of 10 to 90 % with the median, by day since the first session."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dash.charts.dates import Moments
from dash.charts.parts import Floats, Sheet, number, numbers
from dash.charts.time_axis import PAD, TimeAxis

_DAY = np.timedelta64(86400, "s")


@dataclass(frozen=True)
class Fan:
    """The like patients on the dates of one patient.

    Attributes:
        at: Dates.
        n: Like patients behind each date.
        low, middle, high: 10th percentile, median, 90th percentile, points.
        runs: Rows that stand together without a gap.
        half: Half of the usual step between two rows.
    """

    at: Moments
    n: Floats
    low: Floats
    middle: Floats
    high: Floats
    runs: tuple[np.ndarray, ...]
    half: np.timedelta64

    @property
    def label(self) -> str:
        """Such as "61 like patients: median, 10–90 %"."""
        few, most = number(float(self.n.min())), number(float(self.n.max()))
        return f"{most if few == most else f'{few}–{most}'} like patients: median, 10–90 %"


def read_fan(like: pd.DataFrame | None, first: np.datetime64 | None, axis: TimeAxis) -> Fan | None:
    """Return what of ``like`` stands on the axis, None where there is nothing.

    Args:
        like: Columns ``day`` (since the first session), ``n``, ``p10``, ``p50``, ``p90``; a day that is not
            there is a gap.
        first: Day of the patient's first session.
        axis: The axis of the figure.
    """
    if like is None or first is None:
        return None
    day, n, low, middle, high = (numbers(like, name) for name in ("day", "n", "p10", "p50", "p90"))
    whole = np.flatnonzero(~np.isnan(day + n + low + middle + high))
    whole = whole[np.argsort(day[whole], kind="stable")]
    at = first + np.rint(day[whole] * 86400).astype("timedelta64[s]")
    place = axis.place(at)
    shown = (place >= -PAD) & (place <= 1 + PAD)
    whole, at = whole[shown], at[shown]
    if not whole.size:
        return None
    steps = np.diff(day[whole])
    sizes, often = np.unique(steps[steps > 0], return_counts=True)
    step = float(sizes[often.argmax()]) if sizes.size else 7.0
    runs = tuple(np.split(np.arange(len(whole)), np.flatnonzero(steps > 1.5 * step) + 1))
    half = np.timedelta64(int(step * 43200), "s")
    return Fan(at, n[whole], low[whole], middle[whole], high[whole], runs, half)


def draw_fan(sheet: Sheet, fan: Fan, axis: TimeAxis) -> None:
    """Draw band and median; each gap stays open."""
    tone = sheet.tone
    for run in fan.runs:
        alone = len(run) == 1
        rows = np.repeat(run, 2) if alone else run
        at = fan.at[rows] + (np.array([-fan.half, fan.half]) if alone else np.timedelta64(0, "s"))
        x = np.clip(axis.place(at), -PAD, 1 + PAD).tolist()
        sheet.band(x, fan.low[rows].tolist(), fan.high[rows].tolist(), tone.fan)
        sheet.line(
            x,
            fan.middle[rows].tolist(),
            tone.fan_ink,
            1,
            dash="3px,3px",
            hovertext=[_hover(fan, row) for row in rows],
            hoverinfo="text",
        )


def _hover(fan: Fan, row: int) -> str:
    return (
        f"{number(fan.n[row])} like patients<br>median {number(fan.middle[row])}, "
        f"10–90 % {number(fan.low[row])} to {number(fan.high[row])}"
    )


def fan_words(fan: Fan | None) -> str:
    """Return the fan in a sentence, for the alternative text."""
    if fan is None:
        return ""
    gaps = f", with gaps where fewer are known ({len(fan.runs) - 1})" if len(fan.runs) > 1 else ""
    return (
        f" Behind it {fan.label}{gaps}: at the end median {number(fan.middle[-1])}, "
        f"10 to 90 % {number(fan.low[-1])} to {number(fan.high[-1])}."
    )
