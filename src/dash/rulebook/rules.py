"""What a rule is, and building rules from rows of ``rules.toml``, each checked against its own worked cases."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType
from typing import Any

from dash.errors import VocabularyError

COMPARISONS: Mapping[str, Callable[[float, float], bool]] = MappingProxyType(
    {
        "at_or_above": lambda value, threshold: value >= threshold,
        "above": lambda value, threshold: value > threshold,
        "at_or_below": lambda value, threshold: value <= threshold,
        "below": lambda value, threshold: value < threshold,
        "within": lambda value, threshold: abs(value) <= threshold,
    }
)
_SIGNS = {"at_or_above": "≥", "above": ">", "at_or_below": "≤", "below": "<", "within": "±"}
# Where the threshold cannot be moved, a number would say less than a word.
_FIXED = {"at_or_above": "any", "above": "any {unit}", "at_or_below": "ever recorded", "below": "none"}

SEVERITIES = ("act", "review", "check", "missing", "note")
"""In the order in which findings are shown. A rule without one is a setting: a number other code asks for."""


@dataclass(frozen=True)
class Applies:
    """To whom a rule applies; an empty or None part does not restrict.

    Attributes:
        routes, drugs, phases: Keys of the vocabulary.
        min_age: Full years the patient has surely reached on the day (day of birth is not recorded).
        max_age: Full years the patient has not surely passed.
        instrument: Only patients with a score of this instrument.
        cancelled: Only patients with a session cancelled since the last one given.
        today: Only where a pressure was typed for today.
        first: Only before a patient's first dose.
    """

    routes: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    min_age: int | None = None
    max_age: int | None = None
    instrument: str = ""
    cancelled: bool = False
    today: bool = False
    first: bool = False


@dataclass(frozen=True)
class Case:
    """A worked case: a value (and diastolic for a pair) and whether the rule flags it; None is not measured."""

    value: float | None
    flagged: bool | None
    diastolic: float | None = None


@dataclass(frozen=True)
class Rule:
    """One rule or setting.

    Attributes:
        id: Name used in code and exports.
        label: Words shown on screen.
        flag_when: How a value is compared: a key of ``COMPARISONS``.
        threshold: Value in ``unit``; systolic where the rule is about a pair of pressures.
        unit: Unit of threshold and value.
        source: Where the threshold comes from, in words.
        confirmed: False for a clinic setting without a public source.
        severity: ``act``, ``review``, ``check``, ``missing``, ``note``, or empty for a setting.
        measure: What it reads: a key of ``dash.rulebook.measures.MEASURES``.
        of: What of that: an instrument, an effect; empty where the measure needs nothing more.
        says: What is wrong, in few words: the headline of a finding that fired begins with them, the value follows.
        message: What it means for the clinician, one sentence. Never advice on a dose.
        about: Which session routes, drugs and phases are those of: ``last`` or ``coming``.
        applies: To whom it applies.
        diastolic: Second threshold of a pair of pressures, else None.
        takes: Settings its threshold (and diastolic) comes from, so that a value stands in one place.
        fixed: True where the threshold only says "any": it can be switched off, not moved.
        replaces: A rule that is not shown where this one applies.
        yields_to: Rules that say the same: where one of them fires about the same, this one is not shown beside it but with it.
        lowest, highest: Range a clinic's threshold must be in.
        on: False where it is switched off.
        whose: ``product`` or ``clinic``: who set the threshold in force.
        default_threshold, default_diastolic: The product's.
        cases: Worked cases on both sides of the product's threshold.
    """

    id: str
    label: str
    flag_when: str
    threshold: float
    unit: str
    source: str
    confirmed: bool = True
    severity: str = ""
    measure: str = ""
    of: str = ""
    says: str = ""
    message: str = ""
    about: str = "last"
    applies: Applies = field(default_factory=Applies)
    diastolic: float | None = None
    takes: tuple[str, ...] = ()
    fixed: bool = False
    replaces: str = ""
    yields_to: tuple[str, ...] = ()
    lowest: float = 0
    highest: float = 1000
    on: bool = True
    whose: str = "product"
    default_threshold: float = 0
    default_diastolic: float | None = None
    cases: tuple[Case, ...] = ()

    def flags(self, value: float) -> bool:
        """Tell whether a value in the rule's unit meets it."""
        return COMPARISONS[self.flag_when](value, self.threshold)

    def judges(self, value: float | None, diastolic: float | None = None) -> bool | None:
        """Tell whether what was measured meets it; None where that cannot be said.

        Of a pair of pressures one is enough to meet it, and both must be known to say that it is not met.
        """
        first = None if value is None else self.flags(value)
        if self.diastolic is None:
            return first
        second = None if diastolic is None else COMPARISONS[self.flag_when](diastolic, self.diastolic)
        if first or second:
            return True
        return None if first is None or second is None else False

    @property
    def limit(self) -> str:
        """The threshold in words: "≥ 180/110 mmHg"."""
        return self._limit(self.threshold, self.diastolic)

    @property
    def default_limit(self) -> str:
        """The product's threshold in words."""
        return self._limit(self.default_threshold, self.default_diastolic)

    def _limit(self, threshold: float, diastolic: float | None) -> str:
        if self.fixed:
            return _FIXED[self.flag_when].format(unit=self.unit)
        pair = "" if diastolic is None else f"/{diastolic:g}"
        unit = self.unit.removesuffix("s") if threshold == 1 else self.unit
        return f"{_SIGNS[self.flag_when]} {threshold:g}{pair} {unit}".rstrip()


def build(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Rule]:
    """Return rules by id.

    Raises:
        VocabularyError: A rule is listed twice, compares in an unknown way, has no worked case or
            contradicts one of its cases; what it replaces or yields to is not there or leads back to it.
    """
    rules: dict[str, Rule] = {}
    for row in rows:
        if row["id"] in rules:
            raise VocabularyError(f"rules.toml lists '{row['id']}' twice.", "Keep one of them.")
        rules[row["id"]] = checked(_rule(row, rules))
    _check_order(rules)
    return MappingProxyType(rules)


def _check_order(rules: Mapping[str, Rule]) -> None:
    """Refuse rules that replace or yield to what is not there, or that are spoken for in a circle: none would be shown."""
    speak: dict[str, list[str]] = {rule: [] for rule in rules}
    for rule in rules.values():
        for named in filter(None, (rule.replaces, *rule.yields_to)):
            if named not in rules:
                raise VocabularyError(f"Rule '{rule.id}' names '{named}'.", "Name a rule of the list.")
        speak[rule.id].extend(rule.yields_to)
        if rule.replaces:
            speak[rule.replaces].append(rule.id)
    try:
        tuple(TopologicalSorter(speak).static_order())
    except CycleError as error:
        raise VocabularyError(
            f"Rules stand for each other in a circle: {', '.join(error.args[1])}.",
            "Take one 'replaces' or 'yields_to' away.",
        ) from None


def _rule(row: Mapping[str, Any], earlier: Mapping[str, Rule]) -> Rule:
    values = dict(row)
    cases = tuple(
        Case(case.get("value"), case.get("flagged"), case.get("diastolic")) for case in row.get("cases", ())
    )
    applies: dict[str, Any] = {
        name: tuple(part) if isinstance(part, list) else part for name, part in row.get("applies", {}).items()
    }
    others = row.get("yields_to") or ()
    values.update(
        cases=cases,
        applies=Applies(**applies),
        takes=tuple(row.get("takes", ())),
        yields_to=(others,) if isinstance(others, str) else tuple(others),
    )
    for setting, part in zip(values["takes"], ("threshold", "diastolic"), strict=False):
        if setting not in earlier:
            raise VocabularyError(f"Rule '{row['id']}' takes '{setting}'.", "List that setting above it.")
        values[part] = earlier[setting].threshold
    return Rule(
        **{**values, "default_threshold": values["threshold"], "default_diastolic": values.get("diastolic")}
    )


def checked(rule: Rule) -> Rule:
    """Return the rule if it can be used and agrees with its cases.

    Raises:
        VocabularyError: It cannot, or does not.
    """
    if rule.flag_when not in COMPARISONS:
        raise VocabularyError(
            f"Rule '{rule.id}' compares by '{rule.flag_when}'.", f"Use one of {', '.join(COMPARISONS)}."
        )
    if rule.severity and rule.severity not in SEVERITIES:
        raise VocabularyError(
            f"Rule '{rule.id}' has the severity '{rule.severity}'.", f"Use one of {', '.join(SEVERITIES)}."
        )
    if bool(rule.severity) != bool(rule.measure and rule.message):
        raise VocabularyError(
            f"Rule '{rule.id}' must have severity, measure and message, or none of them.",
            "Add what is missing; a setting has none of them.",
        )
    if not rule.cases:
        raise VocabularyError(f"Rule '{rule.id}' has no worked case.", "Add a value on each side.")
    for case in rule.cases:
        if rule.judges(case.value, case.diastolic) is not case.flagged:
            raise VocabularyError(
                f"Rule '{rule.id}' contradicts its case {case.value} {rule.unit}.",
                "Correct the threshold, the comparison or the case.",
            )
    return rule
