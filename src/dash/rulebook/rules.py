"""Load the thresholds and check each against its own worked cases."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from dash.errors import VocabularyError

COMPARISONS: Mapping[str, Callable[[float, float], bool]] = MappingProxyType(
    {
        "at_or_above": lambda value, threshold: value >= threshold,
        "above": lambda value, threshold: value > threshold,
        "within": lambda value, threshold: abs(value) <= threshold,
    }
)


@dataclass(frozen=True)
class Rule:
    """One threshold.

    Attributes:
        id: Name used in code and exports.
        label: Words shown on screen.
        flag_when: How a value is compared: ``at_or_above``, ``above`` or ``within``.
        threshold: Value in ``unit``.
        unit: Unit of threshold and value.
        source: Where the threshold comes from.
        confirmed: False for a clinic setting without a public source.
    """

    id: str
    label: str
    flag_when: str
    threshold: int
    unit: str
    source: str
    confirmed: bool = True

    def flags(self, value: float) -> bool:
        """Tell whether a value in the rule's unit meets it."""
        return COMPARISONS[self.flag_when](value, self.threshold)


def build(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Rule]:
    """Return rules by id.

    Raises:
        VocabularyError: A rule is listed twice, compares in an unknown way, has no worked case or
            contradicts one of its cases.
    """
    rules: dict[str, Rule] = {}
    for row in rows:
        cases = row.get("cases", ())
        rule = Rule(**{key: value for key, value in row.items() if key != "cases"})
        if rule.id in rules:
            raise VocabularyError(f"rules.toml lists '{rule.id}' twice.", "Keep one of them.")
        if rule.flag_when not in COMPARISONS:
            raise VocabularyError(
                f"Rule '{rule.id}' compares by '{rule.flag_when}'.", f"Use one of {', '.join(COMPARISONS)}."
            )
        if not cases:
            raise VocabularyError(f"Rule '{rule.id}' has no worked case.", "Add a value on each side.")
        for case in cases:
            if rule.flags(case["value"]) is not case["flagged"]:
                raise VocabularyError(
                    f"Rule '{rule.id}' contradicts its case {case['value']} {rule.unit}.",
                    "Correct the threshold, the comparison or the case.",
                )
        rules[rule.id] = rule
    return MappingProxyType(rules)


@cache
def load() -> Mapping[str, Rule]:
    """Return every rule of the product by id."""
    text = files("dash.rulebook").joinpath("rules.toml").read_text(encoding="utf-8")
    return build(tomllib.loads(text)["rule"])
