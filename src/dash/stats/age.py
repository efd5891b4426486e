"""Age on a day, where of the birth only the year is recorded: one answer for rules, head, brief and tables."""

from datetime import date


def age(birth_year: int | None, day: date) -> int | None:
    """Return the full years surely reached on a day; somebody born that year has reached none."""
    return None if birth_year is None else max(day.year - birth_year - 1, 0)


def age_words(birth_year: int | None, day: date) -> str:
    """Say the age on a day: "75 or 76", since the year of birth does not tell which. Empty where it is not recorded."""
    reached = age(birth_year, day)
    if birth_year is None or reached is None:
        return ""
    return "0" if day.year <= birth_year else f"{reached} or {reached + 1}"
