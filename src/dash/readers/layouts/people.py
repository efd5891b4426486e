"""Who is who: identifiers of one person under one spelling, and what the source says of each."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from dash.readers.layouts.layout import Layout
from dash.readers.layouts.questions.about_patients import squeezed, without_zeros


@dataclass
class People:
    """Patients of a source.

    Attributes:
        known: Identifiers under which a patient stands, by the spelling of the source.
        closed: Whether a table of patients says who there is: others are then unknown.
    """

    layout: Layout
    known: set[str] = field(default_factory=set)
    closed: bool = False
    _spelling: dict[str, str] = field(default_factory=dict)
    _mended: Mapping[str, str] = field(default_factory=dict)

    def learn(self, written: Counter[str]) -> None:
        """Choose one spelling for each person, as the answers about identity say."""
        groups: dict[str, Counter[str]] = defaultdict(Counter)
        zeros = self.layout.setting("leading-zeros") == "one"
        for text, count in written.items():
            key = text
            if self.layout.setting("same-patient", squeezed(text)) == "one":
                key = squeezed(text)
            if zeros and squeezed(text).isdigit():
                key = without_zeros(squeezed(text))
            groups[key][text] += count
        for group in groups.values():
            best = (
                max(group, key=lambda text: (len(text), group[text], text))
                if zeros
                else group.most_common(1)[0][0]
            )
            self._spelling |= dict.fromkeys(group, best)

    def mend(self, mended: Mapping[str, str]) -> None:
        """Take identifiers with a mistyped date of birth for those of the person they continue."""
        self._mended = dict(mended)

    def identifier(self, written: str) -> str:
        """Return the identifier of a patient as it is kept."""
        found = self._spelling.get(written, written)
        return self._mended.get(found, found)


@dataclass(frozen=True)
class Visit:
    """One row of a table whose patients are told apart by initials and date of birth."""

    who: str
    born: date
    number: int | None


def near_births(visits: list[Visit]) -> dict[str, str]:
    """Return identifiers that stand in one row only and continue the count of another patient, by that patient's.

    Both share initials; their dates of birth differ in one part or by a day; the number of the session fills a gap of the
    other's count or follows it. Two candidates settle nothing.

    Returns:
        ``IW 1952-04-12`` to ``IW 1952-04-11``.
    """
    groups: dict[tuple[str, date], list[Visit]] = defaultdict(list)
    for visit in visits:
        groups[visit.who, visit.born].append(visit)
    found: dict[str, str] = {}
    for (who, born), rows in groups.items():
        number = rows[0].number
        if len(rows) != 1 or number is None or number < 2:
            continue
        fitting = []
        for (other, other_born), others in groups.items():
            numbers = {visit.number for visit in others}
            near = other == who and other_born != born and len(others) > 1 and _near(born, other_born)
            if near and number not in numbers and number - 1 in numbers:
                fitting.append(other_born)
        if len(fitting) == 1:
            found[composite(who, born)] = composite(who, fitting[0])
    return found


def _near(one: date, other: date) -> bool:
    parts = sum(a != b for a, b in zip(one.timetuple()[:3], other.timetuple()[:3], strict=True))
    return parts == 1 or abs((one - other).days) <= 1 or (one.day, one.month) == (other.month, other.day)


def composite(who: str, born: object) -> str:
    """Return an identifier made of initials or a name and a date or year of birth."""
    return re.sub(r"\s+", " ", f"{who.strip()} {born}").strip()
