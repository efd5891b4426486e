"""Answers kept in memory: at most so many bytes, the least recently asked for going first."""

import pickle
from collections import OrderedDict

from dash.errors import DashboardError
from dash.reports.background.question import Later, SlowQuestion


class Answers:
    """What was computed, by question.

    Args:
        most_bytes: Of all answers together, pickled.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._kept: OrderedDict[SlowQuestion, bytes | DashboardError] = OrderedDict()
        self._bytes = 0

    def keep(self, question: SlowQuestion, answer: bytes | DashboardError) -> None:
        """Keep an answer, or why there is none; answers about another state of the same file go."""
        for other in [
            one for one in self._kept if one.database == question.database and one.stamp != question.stamp
        ]:
            self.forget(other)
        self.forget(question)
        self._kept[question] = answer
        self._bytes += _size(answer)
        while self._bytes > self._most and len(self._kept) > 1:
            self.forget(next(iter(self._kept)))

    def forget(self, question: SlowQuestion) -> None:
        """Drop an answer, where there is one."""
        found = self._kept.pop(question, None)
        if found is not None:
            self._bytes -= _size(found)

    def find(self, question: SlowQuestion) -> Later | None:
        """Return a copy of the answer, None where there is none."""
        found = self._kept.get(question)
        if found is None:
            return None
        self._kept.move_to_end(question)
        if isinstance(found, DashboardError):
            return Later(error=found)
        return Later(ready=True, progress=1.0, value=pickle.loads(found))  # noqa: S301 - pickled by our worker

    def __len__(self) -> int:
        return len(self._kept)


def _size(answer: bytes | DashboardError) -> int:
    return len(answer) if isinstance(answer, bytes) else 0
