"""How the dashboard is served: Streamlit behind the door, and who opened the window that a page is drawn for."""

import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from dash.door import MARK, Door, Guard, Key
from dash.door.browser import open_in_browser
from dash.door.running import Running, forget, note, tells_users
from dash.errors import DashboardError, DatabaseMissingError
from dash.ui.loading import LOADING
from dash.ui.place import path

KEY = Key()
"""The secrets of this start."""
_IDLE_MINUTES = 10
_told: list[str] = []


def served() -> dict[str, Any]:
    """Return what ``st.App`` is given: the door as its first middleware, and what happens at start and end."""
    _pages_by_name()
    guard = Guard(KEY, real=real_records, idle_minutes=idle_minutes, tell_token=tell_token)
    return {"middleware": [Middleware(Door, guard=guard)], "lifespan": _while_it_runs}


def _pages_by_name() -> None:
    """Let the first window, too, find a page through ``app.py``: 0005 says what happens otherwise.

    The only use of something inside Streamlit that it does not promise; without it the page starts over by itself.
    """
    from streamlit.runtime.pages_manager import PagesManager

    if hasattr(PagesManager, "uses_pages_directory"):
        PagesManager.uses_pages_directory = False


def real_records() -> bool:
    """Tell whether the session database holds anything that is not made up; also true where it cannot be read."""
    with LOADING:
        from dash.store.reading import current_made_up_only
    try:
        return not current_made_up_only(path())
    except DatabaseMissingError:
        return False
    except DashboardError:
        return True


def idle_minutes() -> int:
    """Return after how many minutes without a touch the screen is blanked; the product's own where the clinic's file is wrong."""
    with LOADING:
        from dash.rulebook import lies_beside, screen
    lies_beside(path())
    try:
        return screen().idle_lock_min
    except DashboardError:
        return _IDLE_MINUTES


def tell_token() -> None:
    """Show the token once in the terminal in which the dashboard was started."""
    if not _told:
        _told.append(KEY.token)
        sys.stderr.write(f"\n  Somebody opens the dashboard. If it is you, type there: {KEY.token}\n\n")
        sys.stderr.flush()


def let_in() -> bool:
    """Tell whether the window that this page is drawn for came through the door as the owner's."""
    return secrets.compare_digest(str(st.context.headers.get(MARK) or "").encode(), KEY.mark.encode())


def refuse_others(made_up_only: bool) -> None:
    """Stop before real records are shown to a window that the door did not let in as the owner's.

    Raises:
        DashboardError: It did not, or there is no door: the server was started in another way.
    """
    if not made_up_only and not let_in():
        raise DashboardError(
            "Real records are open, and this window was not opened by the one who started the dashboard.",
            fix="Reload the page. If that does not help, close the dashboard and start it with `ketamine-dash open`.",
        )


@asynccontextmanager
async def _while_it_runs(_app: Any) -> AsyncIterator[None]:
    """Note where the dashboard answers, open the browser, and take the note away at the end."""
    address = f"http://127.0.0.1:{st.get_option('server.port')}"
    written: list[Path] = []
    # Without the note (no home folder, say) only `ketamine-dash open` finds nothing; the token still stands in the terminal.
    with suppress(OSError, RuntimeError):
        written = note(Running(address, KEY.token, str(path().absolute())))
    if not st.get_option("server.headless"):
        # Where the system tells who asks, the address is enough; elsewhere a file of the user's own hands over the token.
        place = address if tells_users() or not written else written[1].as_uri()
        Thread(target=open_in_browser, args=(place,), daemon=True).start()
    try:
        yield
    finally:
        forget(written)
