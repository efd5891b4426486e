"""Who may come in: the check of every request and every socket before anything is drawn. docs/security.md says what it holds."""

from dash.door.gate import Door
from dash.door.guard import MARK, Guard
from dash.door.key import Key

__all__ = ["MARK", "Door", "Guard", "Key"]
