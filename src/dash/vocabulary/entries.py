"""One dataclass per kind of vocabulary entry."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    """An entry that is recognised by its names.

    Attributes:
        key: Word stored in the canonical tables.
        label: Word shown on screen, sentence case.
        names: Lower-case words a source may use for it, the key and the label among them.
    """

    key: str
    label: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Term(Named):
    """An entry with a code for the derived tables. Codes never change."""

    code: int = 0


@dataclass(frozen=True)
class Route(Term):
    """A route of administration with its fixed colour (light and dark theme) and shape.

    ``symbol`` is the name Plotly uses for the shape, ``glyph`` the same shape as a character.
    """

    short: str = ""
    symbol: str = ""
    glyph: str = ""
    light: str = ""
    dark: str = ""


@dataclass(frozen=True)
class DoseBand(Term):
    """A band of doses: one dose of esketamine in ``mg``, or from ``mg_per_kg`` on of another drug; of neither, what is left."""

    mg: float | None = None
    mg_per_kg: float | None = None


@dataclass(frozen=True)
class Drug(Term):
    """A drug given in sessions."""


@dataclass(frozen=True)
class Effect(Term):
    """A side effect. ``pinned`` effects stand on top of every list, whatever their rate."""

    pinned: bool = False


@dataclass(frozen=True)
class Instrument(Named):
    """A rating scale.

    Attributes:
        minimum, maximum: Range of the total, in points.
        items: Number of items, None where the product stores no items of it.
        item_maximum: Highest value of one item; items start at 0.
        total_is_sum: Whether a missing total is the sum of all items, and a total is compared with that sum.
        suicidality_item: Number of the item about suicidal thoughts, None where there is none.
        bands: Severity bands as (name, lowest total, highest total), inclusive.
        response_fall: Share of the baseline it must fall by to count as a response, None where undefined.
        remission_below: A total below this counts as remission, None where undefined.
        higher_is_worse: False for scales on which a lower value is worse.
        recall: Period the questions look back on, as text; a record may name another one.
        recall_source: Where that comes from; "unconfirmed" stands in it where no source was seen.
        confirmed: False where bands come from the literature without a source seen.
        source: Where range, bands and limits come from.
    """

    minimum: float = 0
    maximum: float = 0
    items: int | None = None
    item_maximum: float | None = None
    total_is_sum: bool = False
    suicidality_item: str | None = None
    bands: tuple[tuple[str, float, float], ...] = ()
    response_fall: float | None = None
    remission_below: float | None = None
    higher_is_worse: bool = True
    recall: str = ""
    recall_source: str = ""
    confirmed: bool = True
    source: str = ""
