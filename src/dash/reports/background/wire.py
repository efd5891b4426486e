"""Messages between the server and its worker: pickled, over the worker's own input and output.

Pickle runs what it reads; here both ends are this program, and nobody else can write to these pipes.
"""

import pickle
import struct
from dataclasses import dataclass
from typing import IO, Any

from dash.reports.background.question import SlowQuestion

_HEAD = struct.Struct(">Q")


@dataclass(frozen=True)
class Job:
    """Compute this."""

    number: int
    question: SlowQuestion


@dataclass(frozen=True)
class StopJob:
    """Nobody waits for this any more."""

    number: int


@dataclass(frozen=True)
class Progressed:
    """So much is done, 0 to 1."""

    number: int
    share: float


@dataclass(frozen=True)
class Answered:
    """The answer, pickled once more: it is stored like that."""

    number: int
    value: bytes


@dataclass(frozen=True)
class Failed:
    """There will be no answer: why, and what to do."""

    number: int
    problem: str
    fix: str


@dataclass(frozen=True)
class GivenUp:
    """Stopped as told, or asked about a state of database or rules that is no more."""

    number: int


Report = Progressed | Answered | Failed | GivenUp


def send(stream: IO[bytes], message: Job | StopJob | Report) -> None:
    """Write one message. Raises OSError where the other end is gone."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_HEAD.pack(len(body)) + body)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one message; None where the other end is gone."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    (size,) = _HEAD.unpack(head)
    body = stream.read(size)
    return pickle.loads(body) if len(body) == size else None  # noqa: S301 - see above
