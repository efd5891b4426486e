"""Computing in the background: one worker process, a short queue, the answers kept while the database is the same."""

from dash.reports.background.pool import Background
from dash.reports.background.question import Later, SlowQuestion

__all__ = ["Background", "Later", "SlowQuestion"]
