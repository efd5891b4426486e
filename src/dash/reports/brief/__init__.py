"""The brief on paper: one page a patient, to be read in a minute before a dose."""

from dash.reports.brief.make import make_brief
from dash.reports.brief.room import PAPERS

__all__ = ["PAPERS", "make_brief"]
