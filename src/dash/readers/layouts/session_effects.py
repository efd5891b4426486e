"""Side effects in the row of a session: ticks with onset and end, words, serious events."""

import re
from datetime import date, timedelta

from dash.readers.layouts.cells import tick_of
from dash.readers.layouts.effects import Effect, effects_of
from dash.readers.layouts.lexicon import meaning_of, plain
from dash.readers.layouts.problems import Bad
from dash.readers.layouts.rows import Entry
from dash.readers.layouts.vitals import Start, minutes_after

_ADMITTED = re.compile(
    r"admitted|hospital|overnight|\bER\b|\bED\b|\bA&E\b|inpatient|stationär|hospitalis|ingres", re.I
)
_DEADLY = re.compile(r"\bdied\b|death|deceased|verstorben|décès|muerte", re.I)
_LIFE = re.compile(r"life.threatening|\bICU\b|resuscitat|intubat|cardiac arrest|lebensbedrohlich", re.I)
_DISABLING = re.compile(r"disab|incapacit|behinderung", re.I)
_SAME = re.compile(r"^(?:same as|as last|as before|ditto|idem|wie zuvor|wie letztes)", re.I)
SERIOUS = {
    "serious_death": _DEADLY,
    "serious_life_threatening": _LIFE,
    "serious_hospitalisation": _ADMITTED,
    "serious_disability": _DISABLING,
}


def read_effects(entry: Entry, start: Start) -> None:
    """Add the side effects of a row: ticks with onset and end, and what is written in words."""
    layout = entry.fields.layout
    ticked = bool(entry.fields.of("effect"))
    elicited = layout.setting("elicited", default="unknown")
    yes, no = frozenset(layout.yes), frozenset(layout.no)
    for cell, text in entry.texts("effect"):
        tick = tick_of(text, yes, no)
        if isinstance(tick, Bad):
            entry.refuse(cell, tick, "side_effects")
        elif tick[0]:
            onset, resolved = _course(entry, cell.meaning.of, start)
            _add(
                entry,
                start,
                Effect(cell.meaning.of, tick[1] or _graded(entry, cell.meaning.of), ""),
                elicited,
                onset,
                resolved,
            )
    serious = plain(entry.text("serious")) in yes
    for cell, text in entry.texts("effects"):
        if _SAME.match(text):
            entry.refuse(cell, Bad("points_to_another_session"), "side_effects")
            continue
        if serious:
            _serious(entry, start, text, "spontaneous" if ticked else elicited)
            continue
        for effect in effects_of(text, frozenset(layout.codes.items())) or ():
            _add(entry, start, effect, "spontaneous" if ticked else elicited, None, None)


def _add(
    entry: Entry,
    start: Start,
    effect: Effect,
    elicited: str,
    onset: int | None,
    resolved: int | None,
    **serious: str,
) -> None:
    entry.add(
        "side_effects",
        session_id=start.session_id,
        effect=effect.effect,
        severity=effect.severity,
        onset_minute=onset,
        resolved_minute=resolved,
        elicited=elicited,
        reported_as=effect.written,
        **serious,
    )


def _serious(entry: Entry, start: Start, text: str, elicited: str) -> None:
    """Add what a cell says of a session with a serious event: the part whose words meet a criterion, the rest as usual.

    Where no words say which criterion was met, the tick is refused and the effects stand without it.
    """
    parts = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    met = {part: {name: "true" for name, words in SERIOUS.items() if words.search(part)} for part in parts}
    if not any(met.values()):
        entry.refuse(entry.fields.of("serious")[0], Bad("serious_without_criterion"), "side_effects")
    for part in parts:
        if met[part]:
            _add(entry, start, Effect(_known_in(part), None, part), elicited, None, None, **met[part])
            continue
        for effect in effects_of(part, frozenset(entry.fields.layout.codes.items())) or ():
            _add(entry, start, effect, elicited, None, None)


def _known_in(text: str) -> str:
    """Return the first side effect a description names, else the description."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 3]
    return next((key for word in words if (key := meaning_of("effect", word))), text)


def _graded(entry: Entry, effect: str) -> str | None:
    for cell, text in entry.texts("effect_severity"):
        if cell.meaning.of == effect:
            return meaning_of("severity", text)
    return None


def _course(entry: Entry, effect: str, start: Start) -> tuple[int | None, int | None]:
    onset = _minute(entry, "effect_onset", effect, start, None)
    return onset, _minute(entry, "effect_resolved", effect, start, onset)


def _minute(entry: Entry, kind: str, effect: str, start: Start, onset: int | None) -> int | None:
    """Return when an effect began or ended, in minutes since the dose; one that ended before it began is refused."""
    for cell, text in entry.texts(kind):
        if cell.meaning.of != effect:
            continue
        value = entry.value(cell)
        bare = plain(text)
        counted = re.fullmatch(r"(\d{1,3})(?:\.0)?\s?(?:min(?:ute)?s?|m|')?", bare)
        if counted and not isinstance(value, (date, timedelta)) and ":" not in text:
            minute = int(counted[1])
            if (
                kind == "effect_resolved"
                and onset is not None
                and entry.fields.layout.setting("onset-numbers") == "duration"
            ):
                minute += onset
        elif re.match(r"\d{1,2}[:.h]\d{2}|\d{1,2}\s?[ap]m?$", bare):
            clock = entry.clock(cell, "side_effects")
            if clock is None or start.clock is None:
                return None
            minute = minutes_after(clock, start.clock)
        else:
            return None
        if minute < 0 or (onset is not None and minute < onset):
            entry.refuse(cell, Bad("end_before_start"), "side_effects")
            return None
        return minute
    return None
