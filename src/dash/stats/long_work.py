"""Computations that last: they tell how far they are, and can be told to stop."""

from collections.abc import Callable

Progress = Callable[[float], None]
"""Called with the share done, 0 to 1, now and then."""
Stop = Callable[[], bool]
"""Asked now and then; True ends the computation with ``Stopped``."""


class Stopped(Exception):  # noqa: N818  (not an error: somebody asked for it)
    """A long computation was told to stop before it had a result."""


class Watch:
    """Passes on how far a computation is and ends it when asked to.

    Args:
        progress: Called with the share done.
        stop: Asked at every step.
    """

    def __init__(self, progress: Progress | None = None, stop: Stop | None = None) -> None:
        self._progress, self._stop = progress, stop
        self._done = 0.0

    def at(self, done: float) -> None:
        """Say that this share is done; what has been said is not taken back.

        Raises:
            Stopped: Somebody asked to stop.
        """
        if self._stop is not None and self._stop():
            raise Stopped
        self._done = min(max(done, self._done), 1.0)
        if self._progress is not None:
            self._progress(self._done)
