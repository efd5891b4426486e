"""The worker process as the server sees it."""

import contextlib
import os
import queue
import subprocess
import sys
import threading

from dash.reports.background.wire import Job, Report, StopJob, receive, send

# One core is enough for the background: the other one is for the pages.
_ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class Process:
    """A running worker.

    Its input is a pipe that closes with the server, however the server ends; the worker ends with it.

    Attributes:
        reports: What it says, in order; None once it has ended.
    """

    def __init__(self) -> None:
        self.reports: queue.SimpleQueue[Report | None] = queue.SimpleQueue()
        # Not multiprocessing: its spawn runs the server's main script again, which here is a page.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "dash.reports.background.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_ONE_CORE},
        )
        self._listener = threading.Thread(target=self._listen, daemon=True, name="worker reports")
        self._listener.start()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def start(self, job: Job) -> None:
        """Give it a job."""
        self._send(job)

    def stop(self, number: int) -> None:
        """Ask it to end a job."""
        self._send(StopJob(number))

    def end(self) -> None:
        """End it now."""
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None  # noqa: S101
            with contextlib.suppress(OSError):
                stream.close()

    def _send(self, message: Job | StopJob) -> None:
        assert self._process.stdin is not None  # noqa: S101
        with contextlib.suppress(OSError):  # It has ended: ``reports`` says so.
            send(self._process.stdin, message)

    def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101
        while (report := receive(self._process.stdout)) is not None:
            self.reports.put(report)
        self.reports.put(None)
