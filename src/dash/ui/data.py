"""Cached access to the session database: one answer per database state, question and arguments."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dash.reports import questions
from dash.store.location import database_path
from dash.store.reading import Database, current


def path() -> Path:
    """Return the session database this server shows.

    ``streamlit run app.py -- --database FILE`` names it, else the environment, else the data folder.
    """
    words = sys.argv[1:]
    if "--database" in words[:-1]:
        return database_path(Path(words[words.index("--database") + 1]))
    return database_path(None)


def database() -> Database:
    """Return the open database in its present state; a swapped-in one is picked up here."""
    return current(path())


@st.cache_data(show_spinner=False, max_entries=1000)
def _answer(
    stamp: object, name: str, arguments: tuple[Any, ...], options: tuple[tuple[str, Any], ...]
) -> Any:
    question: Callable[..., Any] = getattr(questions, name)
    return question(database(), *arguments, **dict(options))


def ask(name: str, *arguments: Any, **options: Any) -> pd.DataFrame:
    """Answer a question of ``dash.queries`` from the cache or the database.

    The stamp of the database file is part of the key, so an import is seen at the next interaction.
    """
    answer: pd.DataFrame = _answer(database().stamp, name, arguments, tuple(sorted(options.items())))
    return answer


def ask_pair(name: str, *arguments: Any, **options: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    """As ``ask``, for two tables that one reading of the records answers."""
    answer: tuple[pd.DataFrame, pd.DataFrame] = _answer(
        database().stamp, name, arguments, tuple(sorted(options.items()))
    )
    return answer


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
        _workers().submit(answer)
