"""The clinic's own file of thresholds and plans: read it, check it, lay it over the product's rules."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from math import isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn, TypeGuard

from dash.errors import ClinicSettingsError
from dash.rulebook.plans import PER_KG, DosePlan, IntervalPlan
from dash.rulebook.rules import Rule
from dash.vocabulary import DRUGS, PHASES, ROUTES

_TABLES = ("rules", "interval", "dose", "screen")
_RULE_KEYS = ("threshold", "diastolic", "on", "routes")
_INTERVAL_KEYS = ("drug", "route", "phase", "shortest_days", "longest_days")
_DOSE_KEYS = ("drug", "route", "unit", "lowest", "highest", "doses", "largest_step")
_SCREEN_KEYS = ("idle_lock_min",)
_LONGEST_IDLE = 240
_LONGEST_PLAN = 730
_HIGHEST_DOSE = 2000


@dataclass(frozen=True)
class Screen:
    """How the clinic's screens behave.

    Attributes:
        idle_lock_min: Minutes without a touch after which a screen with real records is blanked.
    """

    idle_lock_min: int = 10


@dataclass(frozen=True)
class ClinicFile:
    """What a clinic set, checked: changes by rule id, plans, screens, and the text it was read from."""

    rules: Mapping[str, Mapping[str, Any]]
    intervals: tuple[IntervalPlan, ...]
    doses: tuple[DosePlan, ...]
    screen: Screen
    text: str


def read_clinic(path: Path, rules: Mapping[str, Rule]) -> ClinicFile:
    """Read and check a clinic's file.

    Args:
        path: The file.
        rules: The product's rules, by id.

    Raises:
        ClinicSettingsError: It is not there, is not TOML, or says something that cannot be followed.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ClinicSettingsError(
            f"There is no file of clinic settings at {path}.", fix="Correct the path or make the file."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ClinicSettingsError(
            f"The clinic settings at {path} cannot be read ({type(error).__name__}).",
            fix="Save the file as text in UTF-8 and make it readable.",
        ) from None
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ClinicSettingsError(
            f"{path} is not written as TOML: {error}.",
            fix="Correct that line; data/clinic.example.toml shows how.",
        ) from None
    except (RecursionError, ValueError):
        # Written as TOML, but deeper or with a longer number than anything a clinic sets.
        raise ClinicSettingsError(
            f"{path} holds lists or tables within one another, or a number, that are too much to be read.",
            fix="Write it as data/clinic.example.toml shows.",
        ) from None
    return _Checks(path, text, rules).all(found)


class _Checks:
    """Checks of one file; each failure names the file, the line and what to do."""

    def __init__(self, path: Path, text: str, rules: Mapping[str, Rule]) -> None:
        self.path, self.text, self.known = path, text, rules

    def all(self, found: Mapping[str, Any]) -> ClinicFile:
        for name in found:
            if name not in _TABLES:
                self._refuse(
                    name, f"'{name}' is not known", f"Use {_either(_TABLES)}{_nearest(name, _TABLES)}."
                )
        tables = found.get("rules", {})
        if not isinstance(tables, dict):
            self._refuse(
                "rules", "'rules' is not a table", "Write [rules.score_old] and below it threshold = 10."
            )
        rules = {name: self._rule(name, row) for name, row in tables.items()}
        return ClinicFile(
            MappingProxyType(rules),
            tuple(self._interval(row) for row in self._rows(found, "interval")),
            tuple(self._dose(row) for row in self._rows(found, "dose")),
            self._screen(found.get("screen", {})),
            self.text,
        )

    def _rule(self, name: str, row: object) -> Mapping[str, Any]:
        where = f"rules.{name}"
        if name not in self.known:
            nearest = _nearest(name, self.known)
            self._refuse(where, f"there is no rule '{name}'", f"`ketamine-dash rules` lists them{nearest}.")
        rule = self.known[name]
        if not isinstance(row, dict) or not row:
            self._refuse(
                where,
                f"'{name}' sets nothing",
                f"Write [rules.{name}] and below it one of {_either(_RULE_KEYS)}.",
            )
        for key, value in row.items():
            if key not in _RULE_KEYS:
                self._refuse(
                    where,
                    f"'{name}' has no '{key}'",
                    f"Use {_either(_RULE_KEYS)}{_nearest(key, _RULE_KEYS)}.",
                )
            if key in {"threshold", "diastolic"}:
                self._number(rule, key, value)
        if "on" in row and (not isinstance(row["on"], bool) or not rule.severity):
            self._refuse(
                where,
                f"'on' of '{name}' must be true or false"
                if rule.severity
                else f"'{name}' is a number others use",
                "Write on = true or on = false."
                if rule.severity
                else "It cannot be switched off: set a threshold.",
            )
        if "routes" in row:
            self._words(where, row["routes"], ROUTES, "routes")
            if not rule.severity:
                self._refuse(
                    where, f"'{name}' is a number others use", "It holds for every route: leave routes out."
                )
        return row

    def _number(self, rule: Rule, key: str, value: object) -> None:
        where = f"rules.{rule.id}"
        if rule.takes:
            self._refuse(
                where,
                f"'{rule.id}' takes its value from elsewhere",
                f"Set {' and '.join(dict.fromkeys(rule.takes))} instead.",
            )
        if rule.fixed:
            self._refuse(
                where,
                f"'{rule.id}' has no threshold to move",
                "Leave it out, or switch the rule off: on = false.",
            )
        default = rule.default_threshold if key == "threshold" else rule.default_diastolic
        if default is None:
            self._refuse(where, f"'{rule.id}' has no '{key}'", "Leave it out: the rule has one threshold.")
        # A whole number too large for a float is outside the range below, and no reason to stop here.
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or (isinstance(value, float) and not isfinite(value))
        ):
            self._refuse(
                where,
                f"'{key}' of '{rule.id}' is not a number",
                f"Write a number in {rule.unit}, such as {default:g}.",
            )
        if isinstance(default, int) and not isinstance(value, int):
            self._refuse(
                where,
                f"'{key}' of '{rule.id}' must be a whole number",
                f"Write a whole number in {rule.unit}, such as {default}.",
            )
        if not rule.lowest <= value <= rule.highest:
            self._refuse(
                where,
                f"'{key}' of '{rule.id}' is outside {rule.lowest:g} to {rule.highest:g} {rule.unit}",
                f"Outside that range it could not be compared; the product has {default:g}.",
            )

    def _rows(self, found: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
        rows = found.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self._refuse(name, f"'{name}' is not a list of tables", f"Write [[{name}]] with two brackets.")
        known = _INTERVAL_KEYS if name == "interval" else _DOSE_KEYS
        for row in rows:
            for key in row:
                if key not in known:
                    self._refuse(
                        name, f"'{name}' has no '{key}'", f"Use {_either(known)}{_nearest(key, known)}."
                    )
            for key, words in (("drug", DRUGS), ("route", ROUTES)):
                self._words(name, [row.get(key)], words, key)
        keys = [(row["drug"], row["route"], str(row.get("phase", ""))) for row in rows]
        if len(set(keys)) < len(keys):
            self._refuse(
                name, f"'{name}' is given twice for the same drug, route and phase", "Keep one of them."
            )
        return rows

    def _interval(self, row: Mapping[str, Any]) -> IntervalPlan:
        phase = row.get("phase", "")
        if phase:
            self._words("interval", [phase], PHASES, "phase")
        shortest, longest = row.get("shortest_days"), row.get("longest_days")
        if not (_whole_days(shortest) and _whole_days(longest)):
            self._refuse(
                "interval",
                f"'interval' needs shortest_days and longest_days from 1 to {_LONGEST_PLAN}",
                "Write both as whole numbers of days.",
            )
        if shortest > longest:
            self._refuse("interval", "shortest_days is more than longest_days", "Exchange the two.")
        return IntervalPlan(row["drug"], row["route"], phase, shortest, longest, self._source, whose="clinic")

    def _dose(self, row: Mapping[str, Any]) -> DosePlan:
        unit = row.get("unit")
        if unit not in ("mg", PER_KG):
            self._refuse("dose", "the unit of 'dose' is not known", f'Use unit = "mg" or unit = "{PER_KG}".')
        doses = row.get("doses", [])
        limits = [row.get("lowest"), row.get("highest")]
        if not isinstance(doses, list) or bool(doses) == (limits != [None, None]):
            self._refuse("dose", "'dose' needs either doses or lowest and highest", "Give one of the two.")
        numbers: list[Any] = doses or limits
        step = row.get("largest_step")
        for number in [*numbers, *([] if step is None else [step])]:
            if (
                isinstance(number, bool)
                or not isinstance(number, int | float)
                or not 0 < number <= _HIGHEST_DOSE
            ):
                self._refuse(
                    "dose",
                    f"'dose' has a value outside 0 to {_HIGHEST_DOSE} {unit}",
                    "Write numbers above 0.",
                )
        if not doses and numbers[0] > numbers[1]:
            self._refuse("dose", "lowest is more than highest", "Exchange the two.")
        return DosePlan(
            row["drug"],
            row["route"],
            unit,
            float(min(numbers)),
            float(max(numbers)),
            self._source,
            tuple(float(dose) for dose in doses),
            None if step is None else float(step),
            whose="clinic",
        )

    def _screen(self, row: object) -> Screen:
        if not isinstance(row, dict):
            self._refuse(
                "screen", "'screen' is not a table", "Write [screen] and below it idle_lock_min = 5."
            )
        for key in row:
            if key not in _SCREEN_KEYS:
                nearest = _nearest(key, _SCREEN_KEYS)
                self._refuse("screen", f"'screen' has no '{key}'", f"Use {_either(_SCREEN_KEYS)}{nearest}.")
        minutes = row.get("idle_lock_min", Screen.idle_lock_min)
        if not isinstance(minutes, int) or isinstance(minutes, bool) or not 1 <= minutes <= _LONGEST_IDLE:
            self._refuse(
                "screen",
                f"'idle_lock_min' must be a whole number of minutes from 1 to {_LONGEST_IDLE}",
                f"Write a whole number of minutes, such as {Screen.idle_lock_min}.",
            )
        return Screen(minutes)

    def _words(self, where: str, values: object, known: Mapping[str, object], what: str) -> None:
        if not isinstance(values, list) or not values:
            self._refuse(where, f"'{what}' is not a list", f'Write {what} = ["in", "iv"].')
        for value in values:
            # What is no word, such as a list, cannot be looked up.
            if not isinstance(value, str) or value not in known:
                nearest = _nearest(str(value), known)
                self._refuse(
                    where, f"{what} '{value}' is not known", f"Use {_either(tuple(known))}{nearest}."
                )

    @property
    def _source(self) -> str:
        return f"Clinic setting in {self.path.name}"

    def _refuse(self, where: str, problem: str, fix: str) -> NoReturn:
        line = _line_of(self.text, where)
        raise ClinicSettingsError(f"{self.path}{line}: {problem}.", fix=fix)


def overridden(rules: Mapping[str, Rule], changes: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Rule]:
    """Return the rules with a clinic's changes; what takes a changed setting changes with it, a number switches on."""
    found: dict[str, Rule] = {}
    for rule in rules.values():
        change = changes.get(rule.id, {})
        values: dict[str, Any] = {
            key: change[key] for key in ("threshold", "diastolic", "on") if key in change
        }
        if not rule.on and {"threshold", "diastolic"} & change.keys():
            # A rule that waits for the clinic's number is on once it has one.
            values.setdefault("on", True)
        if "routes" in change:
            values["applies"] = replace(rule.applies, routes=tuple(change["routes"]))
        for setting, part in zip(rule.takes, ("threshold", "diastolic"), strict=False):
            if found[setting].whose == "clinic":
                values[part] = found[setting].threshold
        found[rule.id] = replace(rule, **values, whose="clinic") if values else rule
    return MappingProxyType(found)


def _whole_days(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LONGEST_PLAN


def _either(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _nearest(word: str, known: Mapping[str, object] | Sequence[str]) -> str:
    found = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"; did you mean '{found[0]}'?" if found else ""


def _line_of(text: str, where: str) -> str:
    """Return ", line 4" for the line on which a table begins, as far as it is written in the usual way."""
    pattern = re.compile(rf"^\s*\[*\s*{re.escape(where)}\s*[\]=.]")
    for number, line in enumerate(text.splitlines(), start=1):
        if pattern.match(line):
            return f", line {number}"
    return ""
