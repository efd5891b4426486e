"""Why a cell or a row was not taken, in words for whoever mends it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bad:
    """A cell that cannot be taken, and the reason's code in ``REASONS``."""

    reason: str


REASONS = {
    "a_range": "A range of numbers stands where one is needed. Write the one that was measured.",
    "diastolic_not_below_systolic": "The second pressure is not below the first. Correct the reading.",
    "end_before_start": "The time lies before the start of the session. Correct one of them.",
    "formula_error": "The formula in this cell gave an error. Write the value itself.",
    "future_date": "The date lies in the future. Correct the date.",
    "impossible_date": "There is no such day in the calendar. Correct the date.",
    "no_date": "There is no date, so the row belongs to no session. Fill in the date.",
    "no_patient": "There is no patient, so the row belongs to nobody. Fill in the patient.",
    "unknown_patient": "No table names this patient. Correct the number, or add the patient.",
    "no_unit_and_not_plausible_as_mg": "A number without a unit that is no dose in mg. Write the unit.",
    "not_a_dose": "This is not a dose. Write a number with its unit, such as 56 mg.",
    "not_a_number": "This is not a number. Write only the number.",
    "not_a_time": "This is not a clock time. Write it as 14:30.",
    "not_a_weight": "This is not a weight. Write a number with its unit, such as 70 kg.",
    "not_one_number": "One number is needed here. Write the number that holds.",
    "not_understood": "This word is not known here. Use one of those of the rest of the column.",
    "not_1_2_or_3": "A session takes one, two or three devices. Correct the number.",
    "out_of_range": "The value lies outside what is possible. Correct it.",
    "points_to_another_session": "The cell points to another session instead of saying a value. Write the value itself.",
    "serious_without_criterion": "The words of a serious event do not say which criterion it met. Name it: hospitalisation, "
    "life-threatening, disability, death.",
    "two_readings": "Two readings stand in one cell. Write the one that holds, and the other in a row of its own.",
    "volume_without_strength": "A volume without its strength is no dose. Write mg, or mL with mg per mL.",
    "duplicate": "The same session stands here a second time with other content. The first was kept.",
    "weight_missing": "The dose is given per kg, but no weight of that day is known. Fill in the weight or the dose in mg.",
}
"""Sentences by reason; no value of a patient stands in them."""
