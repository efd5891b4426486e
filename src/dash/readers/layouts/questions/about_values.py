"""Units of weights, doses and pressures, and what a third number beside a pressure is."""

import re
from collections.abc import Iterator, Sequence
from statistics import median

from dash.readers.layouts.cells import reading_of, weight_unit_in
from dash.readers.layouts.doses import LEAST_PLAIN_MG, Dose, dose_of
from dash.readers.layouts.layout import Choice, Question
from dash.readers.layouts.questions.about_times import EXAMPLES
from dash.readers.layouts.tables import Table
from dash.readers.layouts.workbook import Workbook

_WEIGHTS = (Choice("kg", "kilograms"), Choice("lb", "pounds"))
_DOSES = (
    Choice("mg", "mg"),
    Choice("mg/kg", "mg per kg of body weight"),
    Choice("ml", "mL: refuse, the strength is not known"),
)
_THIRD = (Choice("pulse", "pulse, beats a minute"), Choice("spo2", "oxygen saturation, %"))
_PRESSURES = (Choice("mmhg", "mmHg"), Choice("kpa", "kPa"), Choice("cmhg", "cmHg: 13/8 is 130/80"))
_ALIKE = 0.1
_PULSE = re.compile(r"\b(?:hr|p|pulse|puls)\s?:?\s?\d{2,3}", re.I)


def _plain_numbers(texts: Sequence[str]) -> list[float]:
    return [float(text.replace(",", ".")) for text in texts if re.fullmatch(r"\d+(?:[.,]\d+)?", text)]


def weight_unit(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Ask for the unit of weights without one."""
    columns = [(table, column) for table in tables for column in table.plan.of_kind("weight")]
    known = [
        (median(numbers), column.meaning.unit, column.name)
        for table, column in columns
        if column.meaning.unit in {"kg", "lb"} and (numbers := _plain_numbers(table.texts(column.name)))
    ]
    for table, column in columns:
        key, name = f"weight-unit: {column.name}", column.name
        text = f"What is the unit of plain numbers in '{name}'?"
        texts = table.texts(name)
        numbers = _plain_numbers(texts)
        examples = tuple(dict.fromkeys(texts))[:EXAMPLES]
        if column.meaning.unit in {"kg", "lb", "st"}:
            yield Question(
                key,
                text,
                _WEIGHTS,
                examples,
                column.meaning.unit,
                f"the column's name says {column.meaning.unit}",
            )
            continue
        if not numbers:
            continue
        written = {unit for one in texts if (unit := weight_unit_in(one))}
        metric = written & {"kg", "lb"}
        if len(metric) == 1:
            unit = next(iter(metric))
            yield Question(key, text, _WEIGHTS, examples, unit, f"cells that name a unit say {unit}")
            continue
        alike = [
            (unit, other) for middle, unit, other in known if abs(middle / median(numbers) - 1) <= _ALIKE
        ]
        if len({unit for unit, _ in alike}) == 1:
            unit, other = alike[0]
            yield Question(
                key, text, _WEIGHTS, examples, unit, f"'{other}' is in {unit} and holds the same numbers"
            )
        else:
            yield Question(
                key, text, _WEIGHTS, examples, None, "neither the name nor any cell tells the unit"
            )


def dose_unit(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Ask for the unit of doses without one."""
    for table in tables:
        for column in table.plan.of_kind("dose"):
            texts = table.texts(column.name)
            numbers = _plain_numbers(texts)
            if not numbers:
                continue
            key, text = f"dose-unit: {column.name}", f"What is the unit of plain numbers in '{column.name}'?"
            examples = tuple(dict.fromkeys(one for one in texts if re.fullmatch(r"\d+(?:[.,]\d+)?", one)))[
                :EXAMPLES
            ]
            unit = column.meaning.unit
            if unit in {"mg", "mg/kg", "mcg", "g"}:
                yield Question(key, text, _DOSES, examples, unit, f"the column's name says {unit}")
                continue
            doses = [dose for one in texts if isinstance(dose := dose_of(one, "ml"), Dose)]
            in_mg = any(dose.mg is not None for dose in doses)
            per_kg = any(dose.mg_per_kg is not None for dose in doses)
            volumes = any(re.search(r"\d\s?(?:ml|cc)\b", one, re.I) for one in texts) or unit == "ml"
            plausible = min(numbers) >= LEAST_PLAIN_MG
            if in_mg and not per_kg and not volumes and plausible:
                yield Question(key, text, _DOSES, examples, "mg", "cells that name a unit say mg")
            elif not doses and plausible and table.plan.of_kind("dose_per_kg"):
                yield Question(key, text, _DOSES, examples, "mg", "another column holds mg per kg")
            else:
                yield Question(
                    key, text, _DOSES, examples, None, "cells that name a unit do not all say the same"
                )


def pressure_unit(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Ask for the unit of pressures that are too low for mmHg."""
    for table in tables:
        for column in table.plan.of_kind("pressure", "mixed", "systolic"):
            found = [re.match(r"\s*[*~]?\s*(\d+(?:[.,]\d+)?)", text) for text in table.texts(column.name)]
            numbers = [float(one[1].replace(",", ".")) for one in found if one]
            if not numbers or median(numbers) >= 40:
                continue
            text = "What is the unit of the pressures?"
            examples = tuple(dict.fromkeys(table.texts(column.name)))[:EXAMPLES]
            unit = column.meaning.unit
            if unit in {"kpa", "cmhg"}:
                yield Question(
                    "pressure-unit", text, _PRESSURES, examples, unit, f"the column's name says {unit}"
                )
            elif any("kpa" in one.lower() for one in table.texts(column.name)):
                yield Question(
                    "pressure-unit", text, _PRESSURES, examples, "kpa", "cells that name a unit say kPa"
                )
            else:
                yield Question(
                    "pressure-unit", text, _PRESSURES, examples, None, "the numbers are too low for mmHg"
                )
            return


def third_number(book: Workbook, tables: Sequence[Table]) -> Iterator[Question]:
    """Ask what a number without a name behind a pressure is."""
    bare: list[float] = []
    named = ""
    examples: dict[str, None] = {}
    for table in tables:
        for column in table.plan.of_kind("pressure", "mixed"):
            for text in table.texts(column.name):
                found = re.match(r"[*~]?\s*\d{2,3}\s*/\s*\d{2,3}[\s,;]+(\d{2,3})\b(?!\s*[%/-])", text)
                if found:
                    bare.append(float(found[1]))
                    examples[text] = None
                elif _PULSE.search(text) or ("%" in text and reading_of(text).pulse is not None):
                    named = named or text
    if not bare:
        return
    text = "What is the number behind the pressure?"
    shown = tuple(examples)[:EXAMPLES]
    if named:
        yield Question(
            "third-number",
            text,
            _THIRD,
            shown,
            "pulse",
            "other cells name it, as pulse or beside a saturation in %",
        )
    elif max(bare) > 100 or min(bare) < 85:
        yield Question(
            "third-number", text, _THIRD, shown, "pulse", f"its values go from {min(bare):g} to {max(bare):g}"
        )
    else:
        yield Question("third-number", text, _THIRD, shown, None, "its values could be both")
