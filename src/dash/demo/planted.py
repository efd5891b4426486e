"""What is hidden in the made-up clinic on purpose, so that later work can prove it finds it.

Dates hold for the default last day; ``moved`` gives them for a clinic that ends on another day.
"""

from datetime import date, timedelta

LAST_DAY = date(2026, 11, 19)
SITES = ("North", "Harbour", "Hillside")
CLINICIANS = {
    "North": ("C-01", "C-02", "C-03", "C-04"),
    "Harbour": ("C-05", "C-06", "C-07"),
    "Hillside": ("C-08", "C-09"),
}

# A safety signal: from this day on, hypertensive events (peak systolic >= 180 or diastolic >= 110 mmHg)
# are this many times as frequent in sessions of this route at this site.
SIGNAL_ROUTE = "iv"
SIGNAL_SITE = "North"
SIGNAL_FROM = date(2026, 6, 1)
SIGNAL_FACTOR = 5.0

# A change of method: before this day this site noted only what patients volunteered, since then it asks.
# Volunteered reports are this share of what asking brings to light (3.8 % against 34.7 % for sedation).
ELICITATION_SITE = "Harbour"
ELICITATION_FROM = date(2026, 2, 2)
SPONTANEOUS_SHARE = 0.11

# A clinician who says the patients were asked, and writes down this share of what they answered.
UNDER_RECORDING_CLINICIAN = "C-09"
UNDER_RECORDING_SHARE = 0.25


def moved(day: date, last_day: date) -> date:
    """Shift a planted date to a clinic whose last day is ``last_day``.

    >>> moved(SIGNAL_FROM, date(2025, 11, 19))
    datetime.date(2025, 6, 1)
    """
    return day + timedelta(days=(last_day - LAST_DAY).days)
