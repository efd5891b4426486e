"""Cached access to the session database: one answer per database state, question and arguments."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from functools import cache
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd
import streamlit as st

from dash.errors import DashboardError
from dash.queries.question import question_of
from dash.reports.answer import Answer, answered
from dash.rulebook import version
from dash.store.reading import Database, Stamp, current
from dash.ui.entrance import refuse_others
from dash.ui.place import path

__all__ = ["ahead", "answer", "ask", "database", "one_database", "path"]

P = ParamSpec("P")
R = TypeVar("R")

_held: ContextVar[Database | None] = ContextVar("held", default=None)
_newest: list[Stamp] = []


def database() -> Database:
    """Return the open database: the one that this run of the page holds, otherwise in its present state.

    Raises:
        DashboardError: It holds real records, and the window is not the owner's; or there is none that can be read.
    """
    held = _held.get()
    return _present() if held is None else held


@contextmanager
def one_database() -> Iterator[Database]:
    """Hold one opened database for a run of a page: what an import swaps in meanwhile is shown by the next run, whole.

    Raises as ``database`` does.
    """
    opened = _present()
    token = _held.set(opened)
    try:
        yield opened
    finally:
        _held.reset(token)


def _present() -> Database:
    opened = current(path())
    refuse_others(opened.made_up_only)
    if _newest and _newest[0] != opened.stamp:
        # Nobody asks again for answers about the state before an import: their place in memory is free at once.
        st.cache_data.clear()
    _newest[:] = [opened.stamp]
    return opened


@st.cache_data(show_spinner=False, max_entries=1000)
def _answer(
    stamp: object,
    rules: str,
    name: str,
    arguments: tuple[Any, ...],
    options: tuple[tuple[str, Any], ...],
    _function: Callable[..., Any],
) -> Any:
    return _function(database(), *arguments, **dict(options))


def _rules() -> str:
    """Return what tells the rules in force apart; an answer must not outlive those that it was made with."""
    try:
        return version()
    except DashboardError:
        return ""


def ask(question: Callable[Concatenate[Database, P], R], *arguments: P.args, **options: P.kwargs) -> R:
    """Answer a question from the cache or the database.

    The stamp of the database file is part of the key, so an import is seen at the next interaction.

    Args:
        question: A function registered as a question.
        arguments: Its own after the database.
        options: The same by name.
    """
    name = question_of(question).name
    given = tuple(sorted(options.items()))
    answer: R = _answer(database().stamp, _rules(), name, arguments, given, question)
    return answer


def answer(
    question: Callable[Concatenate[Database, P], pd.DataFrame], *arguments: P.args, **options: P.kwargs
) -> Answer:
    """As ``ask``, with what the rows are: to be shown, saved and asked for again."""
    return answered(question, ask(question, *arguments, **options), *arguments, **options)


@cache
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2, thread_name_prefix="ahead")


def ahead(*answers: Callable[[], object]) -> None:
    """Begin with answers that the page is about to ask for, side by side and without waiting.

    Whoever asks meanwhile waits for that one answer. Where one fails, so does whoever asks for it later: the error is told there.

    Args:
        answers: Each calls a cached function with everything it needs, nothing of Streamlit's.
    """
    for answer in answers:
        # Each in a copy of what holds here: the database of this run among it.
        _workers().submit(copy_context().run, answer)
