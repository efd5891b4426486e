"""Every clinical threshold, with its unit and source."""

from dash.rulebook.rules import Rule, load
from dash.rulebook.settings import Settings, settings

__all__ = ["Rule", "Settings", "load", "settings"]
