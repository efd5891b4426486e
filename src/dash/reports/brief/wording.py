"""Numbers, days and text from files as the page writes them."""

from datetime import date

from dash.charts.template import clean
from dash.rulebook.record import PatientRecord, Session
from dash.stats.age import age_words
from dash.vocabulary import DRUGS, PHASES, ROUTES, SEXES, effect_label
from dash.wording import MISSING as NOT_RECORDED
from dash.wording import count, day_words, shortened

__all__ = ["NOT_RECORDED"]


def shown(text: object, most: int) -> str:
    """Return text from a file on one line, without control characters, cut at ``most`` letters."""
    return clean(text, most)


def number(value: float | None, digits: int = 0) -> str:
    """Return a number with at most so many digits."""
    return "–" if value is None else shortened(value, digits)


def drug(key: str | None, as_written: str | None = None) -> str:
    """Return the word for a drug; one outside the vocabulary as the source writes it."""
    if key == "other" and as_written:
        return shown(as_written, 30)
    return DRUGS[key].label if key is not None and key in DRUGS else "Drug not recorded"


def route(key: str | None, as_written: str | None = None) -> str:
    """Return the word for a route; one outside the vocabulary as the source writes it."""
    if key == "other" and as_written:
        return f"Other: {shown(as_written, 24)}"
    return ROUTES[key].label if key is not None and key in ROUTES else "Route not recorded"


def phase(key: str) -> str:
    """Return the word for a phase."""
    return PHASES[key].label if key in PHASES else PHASES["not_recorded"].label


def effect(key: str, most: int = 22) -> str:
    """Return the word for a side effect."""
    return shown(effect_label(key), most)


def sex(key: str | None) -> str:
    """Return the word for a sex, lower case."""
    return SEXES[key].label.lower() if key is not None and key in SEXES else "sex not recorded"


def age(record: PatientRecord, day: date) -> str:
    """Return the age on the day: "75 or 76", since the day of birth is not recorded."""
    return age_words(record.birth_year, day) or "age not recorded"


def dose(mg: float | None, per_kg: float | None) -> str:
    """Return "84 mg · 1.08 mg/kg"; what is missing is said."""
    first = "dose not recorded" if mg is None else f"{number(mg, 1)} mg"
    second = "mg/kg not known: no weight that day" if per_kg is None else f"{per_kg:.2f} mg/kg"
    return first if mg is None else f"{first} · {second}"


def given(session: Session, day: date) -> str:
    """Return what was given in a session, and how long ago, on one line."""
    ago = (day - session.day).days
    which = f"session {session.number}" if session.number else "session"
    parts = [
        drug(session.drug, session.drug_as_written),
        route(session.route, session.route_as_written),
        dose(session.dose_mg, session.mg_per_kg),
        phase(session.phase),
        f"{which}, {day_words(session.day)}",
        "today" if ago == 0 else count(ago, "day") + " ago",
    ]
    return " · ".join(parts)
