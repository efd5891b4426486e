"""The journal: what users decided, kept apart from the session records, append-only and checkable.

An import replaces the session database and never touches the journal beside it.
"""

from dash.store.journal.acknowledged import Acknowledged, Acknowledgement
from dash.store.journal.entry import KINDS, Entry, positives_subject
from dash.store.journal.journal import Journal
from dash.store.journal.location import journal_beside, journal_path
from dash.store.journal.verdict import Problem, Verdict

__all__ = [
    "KINDS",
    "Acknowledged",
    "Acknowledgement",
    "Entry",
    "Journal",
    "Problem",
    "Verdict",
    "journal_beside",
    "journal_path",
    "positives_subject",
]
