"""Whether the journal of decisions is still as written, said on every page where it is not."""

import time
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from dash.errors import JournalError
from dash.store.journal import Problem, journal_beside
from dash.store.journal.location import journal_files
from dash.ui.place import path
from dash.ui.words import plain

# A check reads every entry: after own entries once a minute is enough, and a file nobody touched is not read again.
CHECK_EVERY_SECONDS = 60.0
_SHOWN = 3


def tell_journal_damage() -> None:
    """Show what is wrong with the journal beside the session database, and what to do; nothing where it is intact.

    Decisions on screen may then be wrong: an answer may look open that was acknowledged, or the other way round.
    """
    database = path()
    try:
        problems = _problems(database)
    except JournalError as error:
        st.error(f"**{plain(error.problem)}**  \\n{plain(error.fix)}", icon=":material/error:")
        return
    if not problems:
        return
    listed = " ".join(plain(problem.text) for problem in problems[:_SHOWN])
    more = f" And {len(problems) - _SHOWN:,} more." if len(problems) > _SHOWN else ""
    st.error(
        "**The journal of decisions is not as it was written: what stands here as reviewed or acknowledged may be wrong.**  \\n"
        f"{listed}{more} Keep its files as they are, see `ketamine-dash journal verify`, and put both back from the last "
        "good backup.",
        icon=":material/error:",
    )


def _problems(database: Path) -> Sequence[Problem]:
    """Return what a check of the journal finds; nothing where there is no trace of one.

    Raises:
        JournalError: It is in use, cannot be read, or is of a later version.
    """
    state = tuple(_state(file) for file in journal_files(database)[:3])
    if not any(state):
        return ()
    known: dict[Path, _Checked] = _checked()
    last = known.get(database)
    if last is not None and (
        last[0] == state or (not last[1] and time.monotonic() - last[2] < CHECK_EVERY_SECONDS)
    ):
        return last[1]
    problems = journal_beside(database).verify().problems
    known[database] = (state, problems, time.monotonic())
    return problems


_State = tuple[tuple[int, int, int] | None, ...]
_Checked = tuple[_State, Sequence[Problem], float]


@st.cache_resource(show_spinner=False)
def _checked() -> dict[Path, _Checked]:
    """Return what was found last, by database: one for all windows."""
    return {}


def _state(file: Path) -> tuple[int, int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size
