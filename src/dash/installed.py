"""Where the files beside the program lie: ``app.py``, ``pages/``, ``.streamlit/``, ``docs/method.md``."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
# Within a wheel, else beside `src` in the checkout.
_PLACES = (_PACKAGE / "dashboard", _PACKAGE.parents[1])


def beside(name: str) -> Path | None:
    """Return the file or folder of that name; None where the program was installed without it."""
    return next((place / name for place in _PLACES if (place / name).exists()), None)
