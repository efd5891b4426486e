"""What a column means, as a layout says it."""

from dataclasses import dataclass

PRE, END, EXTREME = "pre", "end", "extreme"


@dataclass(frozen=True)
class Meaning:
    """What the cells of a column say.

    Attributes:
        kind: A key of ``means`` in ``names.toml``; or ``pressure``, ``systolic``, ``diastolic``, ``pulse``, ``spo2``, ``mixed``
            (pressure with pulse or saturation), ``vital_clock`` (when such a reading was taken), ``effect`` (a tick for one side
            effect), ``effect_onset``, ``effect_resolved``, ``effect_severity``, ``score``, ``scores`` (two in one cell),
            ``question`` (an item of a scale that is not named), ``left_out`` or ``unknown``.
        point: When in the session: ``pre``, ``end``, minutes since the dose as text, ``extreme`` for the highest or lowest of the
            session; empty where the column does not say.
        of: Effect or scale; two scales with a slash for ``scores``.
        item: ``total`` or number of the item of a scale.
        unit: Unit in the column's name.
        word: How the column words its point, as it is compared.
        hours: Whether the point is written in hours.
        sure: From 0 to 1.
        why: In words.
    """

    kind: str
    point: str = ""
    of: str = ""
    item: str = ""
    unit: str = ""
    word: str = ""
    hours: bool = False
    sure: float = 1.0
    why: str = ""


UNKNOWN = Meaning("unknown", sure=0.0, why="nothing in its name or its cells says what it is")
VITALS = ("pressure", "systolic", "diastolic", "pulse", "spo2", "mixed")
