"""Every clinical threshold, with its unit and source, and what the rules find in a patient's record."""

from dash.rulebook.book import Rulebook, clinic_path, lies_beside, load, rulebook, screen, version
from dash.rulebook.rules import Rule
from dash.rulebook.settings import Settings, settings

__all__ = [
    "Rule",
    "Rulebook",
    "Settings",
    "clinic_path",
    "lies_beside",
    "load",
    "rulebook",
    "screen",
    "settings",
    "version",
]
