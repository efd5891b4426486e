"""Answers that take longer than a page may wait: the page is painted without them, they fill in when they are there."""

import hashlib
from collections.abc import Callable
from functools import cache
from inspect import signature
from typing import Any, Concatenate, ParamSpec, TypeVar

import streamlit as st

from dash.reports.background import Background, SlowQuestion
from dash.rulebook import version
from dash.store.reading import Database
from dash.ui.data import database
from dash.ui.messages import explained

P = ParamSpec("P")
R = TypeVar("R")
_POLL_S = 0.5
_STOPPED = "later_stopped"


@cache
def background() -> Background:
    """Return the one background of this server, for all browsers."""
    return Background()


def fills_in(
    question: Callable[Concatenate[Database, P], R],
    draw: Callable[[R], None],
    height: int,
    label: str,
    *arguments: P.args,
    **options: P.kwargs,
) -> None:
    """Draw the answer of a slow question, or a place of the same height that turns into it.

    Only that place asks on while the answer is computed; the page then runs once more and draws. With it, nothing polls.

    Args:
        question: A deferred one: ``progress`` and ``stop`` are given to it where it runs.
        draw: Draws the answer, as anywhere on a page.
        height: Of what ``draw`` draws, px.
        label: What is computed, in the reader's words, such as "Adjusted difference".
        arguments: Those of the question after the database, hashable; the same ones are computed once for all browsers.
        options: The same by name.
    """
    given = signature(question).bind(None, *arguments, **options).args[1:]
    _fills_in(_asked(f"{question.__module__}:{question.__name__}", given), draw, height, label)


def _fills_in(question: SlowQuestion, draw: Callable[[Any], None], height: int, label: str) -> None:
    key = f"{question.function.split(':')[1]}_{hashlib.sha256(repr(question.arguments).encode()).hexdigest()[:12]}"
    with st.container(key=f"later_{key}", gap="xxsmall"):
        if question in _stopped():
            _note(height, f"**{label}**  \n:gray[Stopped.]", "Compute", key, _go_on, question)
            return
        found = background().ask(question)
        if found.ready:
            draw(found.value)
        elif found.error is not None:
            words = f"**{label}**  \n{found.error.problem} :gray[{found.error.fix}]"
            _note(height, words, "Try again", key, background().try_again, question)
        else:
            _waiting(question, key, height, label)


def _asked(function: str, arguments: tuple[Any, ...]) -> SlowQuestion:
    opened = database()
    return SlowQuestion(function, arguments, opened.path, opened.stamp, version())


def _stopped() -> set[SlowQuestion]:
    """The questions this browser does not want to wait for; others may."""
    found: set[SlowQuestion] = st.session_state.setdefault(_STOPPED, set())
    return found


def _stop(question: SlowQuestion) -> None:
    _stopped().add(question)
    background().release(question)


def _go_on(question: SlowQuestion) -> None:
    _stopped().discard(question)


@st.fragment(run_every=_POLL_S)
def _waiting(question: SlowQuestion, key: str, height: int, label: str) -> None:
    """Show how far the answer is; run the page again once there is something else to show."""
    with explained():
        # The database may have been swapped meanwhile: then the page itself is out of date.
        asked = _asked(question.function, question.arguments)
    found = background().ask(question)
    if found.ready or found.error is not None or question in _stopped() or asked != question:
        st.rerun(scope="app")
    state = "waits for its turn" if found.queued else f"is being computed: {found.progress:.0%}"
    with (
        st.container(height=height, border=True, horizontal_alignment="center", vertical_alignment="center"),
        st.container(width=360, gap="xsmall", horizontal_alignment="center"),
    ):
        st.progress(found.progress, f"**{label}** :gray[{state}]")
        st.button("Stop", type="tertiary", key=f"stop_{key}", on_click=_stop, args=(question,))


def _note(
    height: int,
    words: str,
    action: str,
    key: str,
    act: Callable[[SlowQuestion], None],
    question: SlowQuestion,
) -> None:
    """Show in the answer's place why there is none, and what to press."""
    with st.container(height=height, border=True, horizontal_alignment="center", vertical_alignment="center"):
        st.markdown(words, text_alignment="center")
        st.button(action, type="tertiary", key=f"act_{key}", on_click=act, args=(question,))
