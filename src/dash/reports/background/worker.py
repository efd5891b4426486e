"""The worker process: computes one answer after the other, and ends when the server does.

Started as ``python -m dash.reports.background.worker``. Messages come by standard input, answers go by standard output.
"""

import os
import pickle
import queue
import signal
import sys
import threading
import time
from importlib import import_module
from typing import IO

from dash.errors import DashboardError
from dash.reports.background.question import mistake
from dash.reports.background.wire import Answered, Failed, GivenUp, Job, Progressed, Report, receive, send
from dash.rulebook import lies_beside, version
from dash.stats.long_work import Stopped
from dash.store.reading import current

_REPORT_S = 0.2
"""At most one report of progress in this time."""
_NICE = 10


class Worker:
    """Reads jobs in one thread and computes them in another.

    Args:
        source: Where messages come from.
        target: Where reports go.
    """

    def __init__(self, source: IO[bytes], target: IO[bytes]) -> None:
        self._source, self._target = source, target
        self._jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._stopped: set[int] = set()

    def listen(self) -> None:
        """Take messages until the server is gone, then end the process whatever it computes."""
        while (message := receive(self._source)) is not None:
            if isinstance(message, Job):
                self._jobs.put(message)
            else:
                self._stopped.add(message.number)
        os._exit(0)

    def work(self) -> None:
        """Compute jobs for ever."""
        while True:
            job = self._jobs.get()
            send(self._target, self._report(job))
            self._stopped.clear()

    def _report(self, job: Job) -> Report:
        try:
            return self._answer(job)
        except Stopped:
            return GivenUp(job.number)
        except DashboardError as error:
            return Failed(job.number, error.problem, error.fix)
        except Exception as error:
            # The text of an exception from below may quote a row of a file: only its kind is told.
            return Failed(job.number, *mistake(type(error).__name__))

    def _answer(self, job: Job) -> Report:
        asked = job.question
        lies_beside(asked.database)
        database = current(asked.database)
        if (database.stamp, version()) != (asked.stamp, asked.rules):
            return GivenUp(job.number)
        module, name = asked.function.split(":")
        last = 0.0

        def progress(share: float) -> None:
            nonlocal last
            if time.monotonic() - last >= _REPORT_S:
                last = time.monotonic()
                send(self._target, Progressed(job.number, min(max(float(share), 0.0), 1.0)))

        value = getattr(import_module(module), name)(
            database, *asked.arguments, progress=progress, stop=lambda: job.number in self._stopped
        )
        return Answered(job.number, pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL))


def main() -> None:
    """Take over the standard streams and work until the server is gone."""
    source, target = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the messages.
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        os.nice(_NICE)  # The pages come first.
    worker = Worker(source, target)
    threading.Thread(target=worker.listen, daemon=True).start()
    worker.work()


if __name__ == "__main__":
    main()
