"""One at a time until the program is loaded.

Streamlit asks whether pandas is loaded by looking at Python's list of modules, where it stands while it is still being
loaded: a second window that draws meanwhile would use half of it.
"""

from threading import RLock

LOADING = RLock()
"""Held by whoever loads large libraries, and by whoever draws before they are loaded."""
