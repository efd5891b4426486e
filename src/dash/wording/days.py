"""Days in words."""

from datetime import date

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: date) -> str:
    """Return a day: 6 Nov 2026."""
    return f"{day.day} {month_words(day)}"


def month_words(day: date) -> str:
    """Return the month of a day: Nov 2026."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def short_day(day: date, today: date) -> str:
    """Return a day where there is little room: 6 Nov; with its year where that is another one."""
    return f"{day.day} {MONTHS[day.month - 1]}" if day.year == today.year else day_words(day)


def age_words(day: date, today: date) -> str:
    """Return how long ago a day was: today, yesterday, 14 days ago, 7 months ago, 4.7 years ago."""
    days = (today - day).days
    if days < 2:
        return "yesterday" if days == 1 else "today"
    if days < 90:
        return f"{days} days ago"
    return f"{days / 30.44:.0f} months ago" if days < 730 else f"{days / 365.25:.1f} years ago"
