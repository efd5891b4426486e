"""The queue of slow questions: who waits for what, what is computed next, what is given up."""

import itertools
import queue
import threading
import time
from dataclasses import dataclass

from dash.errors import DashboardError
from dash.reports.background.answers import Answers
from dash.reports.background.process import Process
from dash.reports.background.question import Later, SlowQuestion, mistake
from dash.reports.background.wire import Answered, Failed, Job, Progressed

MOST_BYTES = 64_000_000
_TICK_S = 0.1
_GRACE_S = 2.0
"""How long a computation may take to notice that it was told to stop."""
_BURST_S = 0.5
"""Questions that follow one another within this time come from one page."""


@dataclass
class _Wanted:
    """A question somebody waits for; times are of ``time.monotonic``."""

    question: SlowQuestion
    first_asked: float
    last_asked: float
    progress: float = 0.0


class Background:
    """Computes slow questions one at a time in a process of its own, started when first needed.

    A question counts as wanted while somebody goes on asking for it. The newest page's questions come first, in the order in
    which it asks. Safe to use from several threads.

    Args:
        patience: Seconds after which a question nobody has asked for again is given up.
        hurry: The same while others wait.
        idle: Seconds without work after which the process is ended.
        most_bytes: Of the answers kept in memory.
    """

    def __init__(
        self,
        *,
        patience: float = 10.0,
        hurry: float = 3.0,
        idle: float = 300.0,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._patience, self._hurry, self._idle = patience, hurry, idle
        self._changed = threading.Condition()
        self._wanted: dict[SlowQuestion, _Wanted] = {}
        self._running: _Wanted | None = None
        self._answers = Answers(most_bytes)
        self._numbers = itertools.count(1)
        self._process: Process | None = None
        self._closed = False
        self.started = 0
        """Computations begun so far."""
        self._thread = threading.Thread(target=self._run, daemon=True, name="slow questions")
        self._thread.start()

    @property
    def pid(self) -> int | None:
        """Process id of the worker, None while there is none."""
        process = self._process
        return process.pid if process else None

    def ask(self, question: SlowQuestion) -> Later:
        """Return the answer or how far it is; asking again is how a caller goes on waiting."""
        now = time.monotonic()
        with self._changed:
            known = self._answers.find(question)
            if known is not None:
                return known
            wanted = self._wanted.get(question)
            if wanted is None:
                wanted = self._wanted[question] = _Wanted(question, now, now)
                self._changed.notify_all()
            wanted.last_asked = now
            return Later(progress=wanted.progress, queued=self._running not in (None, wanted))

    def release(self, question: SlowQuestion) -> None:
        """Stop waiting: given up soon unless somebody else goes on asking."""
        with self._changed:
            wanted = self._wanted.get(question)
            if wanted is not None:
                wanted.last_asked = min(wanted.last_asked, time.monotonic() - self._patience + _GRACE_S)

    def try_again(self, question: SlowQuestion) -> None:
        """Forget an answer, so that the next ``ask`` computes it anew."""
        with self._changed:
            self._answers.forget(question)

    def close(self) -> None:
        """Give everything up and end the worker."""
        with self._changed:
            self._closed = True
            self._wanted.clear()
            self._changed.notify_all()
        self._thread.join(_GRACE_S)
        self._end_process()

    def _run(self) -> None:
        while True:
            with self._changed:
                wanted = self._next()
                if wanted is None and not self._closed:
                    if not self._changed.wait(self._idle):
                        self._end_process()
                    continue
                if wanted is None or self._closed:
                    return
                self._running = wanted
            try:
                answer = self._compute(wanted)
            except Exception as error:  # The queue must go on.
                answer = DashboardError(*mistake(type(error).__name__))
            with self._changed:
                self._running = None
                self._wanted.pop(wanted.question, None)
                if answer is not None:
                    self._answers.keep(wanted.question, answer)

    def _next(self) -> _Wanted | None:
        """Return the first question of the newest page, dropping those given up."""
        now = time.monotonic()
        for question in [
            one.question for one in self._wanted.values() if now - one.last_asked > self._patience
        ]:
            del self._wanted[question]
        waiting = sorted(self._wanted.values(), key=lambda one: one.first_asked)
        if not waiting:
            return None
        chosen = waiting[-1]
        for earlier in reversed(waiting[:-1]):
            if chosen.first_asked - earlier.first_asked > _BURST_S:
                break
            chosen = earlier
        return chosen

    def _compute(self, wanted: _Wanted) -> bytes | DashboardError | None:
        """Return the answer, why there is none, or None where it was given up."""
        process = self._process = self._process or Process()
        number = next(self._numbers)
        self.started += 1
        process.start(Job(number, wanted.question))
        told: float | None = None
        while True:
            try:
                report = process.reports.get(timeout=_TICK_S)
            except queue.Empty:
                pass
            else:
                if report is None:
                    self._end_process()
                    return DashboardError(*mistake("the computation ended early"))
                if report.number == number:
                    if isinstance(report, Answered):
                        return report.value
                    if isinstance(report, Failed):
                        return DashboardError(report.problem, report.fix)
                    if not isinstance(report, Progressed):
                        return None
                    wanted.progress = report.share
            if told is None and self._given_up(wanted):
                told = time.monotonic()
                process.stop(number)
            if told is not None and time.monotonic() - told > _GRACE_S:
                self._end_process()
                return None

    def _given_up(self, wanted: _Wanted) -> bool:
        now = time.monotonic()
        with self._changed:
            others = any(
                now - one.last_asked < self._hurry for one in self._wanted.values() if one is not wanted
            )
            return self._closed or now - wanted.last_asked > (self._hurry if others else self._patience)

    def _end_process(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.end()
