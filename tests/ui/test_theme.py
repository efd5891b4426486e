"""The dark theme: what Streamlit derives from the primary colour must stay readable."""

import tomllib
from pathlib import Path

import pytest

from dash.ui.flags import LOOKS

ROOT = Path(__file__).parents[2]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_dark_primary_colour_is_light() -> None:
    """Measured in a browser: of #A8CCEE an opened button is written in rgb(63, 143, 217), 5 : 1 on the page."""
    theme = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())["theme"]["dark"]
    assert luminance(theme["primaryColor"]) >= luminance("#A8CCEE")


def test_no_button_is_primary() -> None:
    """Its words would be white on that light colour."""
    for path in [*(ROOT / "src/dash/ui").rglob("*.py"), *(ROOT / "pages").glob("*.py")]:
        assert 'type="primary"' not in path.read_text(), path


def contrast(one: str, two: str) -> float:
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_greyscale_keeps_act_above_review(name: str) -> None:
    """The ground of each word stands out from the page in the order of severity, and its letters are readable on it."""
    theme = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())["theme"][name]
    page = theme["backgroundColor"]
    act, review, missing, note = (
        contrast(theme[f"{LOOKS[severity][0]}BackgroundColor"], page)
        for severity in ("act", "review", "missing", "note")
    )
    assert act > 1.15 * review
    assert review > 1.05 * max(missing, note)
    for severity in LOOKS:
        colour = LOOKS[severity][0]
        assert contrast(theme[f"{colour}TextColor"], theme[f"{colour}BackgroundColor"]) >= 4.5, severity
    # Small notes on cards and under figures.
    assert contrast(theme["grayTextColor"], page) >= 4.5
