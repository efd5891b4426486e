"""What a check of the journal finds."""

from typing import NamedTuple


class Problem(NamedTuple):
    """One thing that is wrong.

    Attributes:
        kind: ``changed``, ``missing``, ``reordered``, ``inserted``, ``truncated``, ``replaced`` (another journal),
            ``head`` (the second file), ``guards`` (triggers), ``damaged`` or ``expected`` (the hash noted elsewhere).
        sequence: Number of the entry, None where it is about the whole file.
        text: In words, without a value of a record.
    """

    kind: str
    sequence: int | None
    text: str


class Verdict(NamedTuple):
    """The outcome of a check.

    Attributes:
        entries: Entries in the file.
        problems: Everything that is wrong; empty where the journal is intact.
        last_hash: Hash of the last entry, empty where the file cannot be read.
        noted: Entries that the head names; fewer than ``entries`` after a crash. None where there is no head.
    """

    entries: int
    problems: tuple[Problem, ...]
    last_hash: str
    noted: int | None = None
