"""Finding in a chain of entries which were changed, removed, moved, slipped in or cut off."""

from collections.abc import Iterable, Sequence

from dash.store.journal.entry import Row, digest
from dash.store.journal.head import Head
from dash.store.journal.verdict import Problem

_MOST_TRIES = 200_000
"""Hashes computed, at most, to find out where entries stood that no longer stand there."""


def check_chain(rows: Sequence[Row], first: str, head: Head | None) -> list[Problem]:
    """Check entries, in the order of their numbers, and say what happened to those that are not as written.

    Args:
        rows: All entries of the file.
        first: What entry 1 names as its previous hash.
        head: What the second file says about this chain.
    """
    numbers = _true_numbers(
        rows, max([len(rows), *(row.sequence for row in rows), head.entries if head else 0])
    )
    chain, doubles = _without_doubles(rows, numbers, head)
    problems = [_slipped_in(row) for row in doubles]
    problems += _gaps(rows, numbers, chain, head)
    problems += _moved(
        [number for row, number in zip(rows, numbers, strict=True) if chain.get(number) is row]
    )
    problems += _links(chain, first, head)
    return sorted(problems, key=lambda problem: (problem.sequence or 0, problem.kind))


def _true_numbers(rows: Sequence[Row], highest: int) -> list[int]:
    """Return under which number the hash of each entry is right; 0 where under none: it was not written so."""
    standing = {row.hash: row.sequence for row in rows}
    following = {row.previous: row.sequence for row in rows}
    tries = _MOST_TRIES
    numbers: list[int] = []
    offset = 0
    for row in rows:
        likely = (
            row.sequence,
            row.sequence + offset,
            standing.get(row.previous, 0) + 1,
            following.get(row.hash, 0) - 1,
        )
        found = _first_right(row, likely)
        if not found and tries > 0:
            found = _first_right(row, range(1, highest + 1))
            tries -= highest
        if found:
            offset = found - row.sequence
        numbers.append(found)
    return numbers


def _first_right(row: Row, numbers: Iterable[int]) -> int:
    return next((number for number in numbers if number > 0 and digest(row, number) == row.hash), 0)


def _without_doubles(
    rows: Sequence[Row], numbers: Sequence[int], head: Head | None
) -> tuple[dict[int, Row], list[Row]]:
    """Return the entries of the chain by number, and those that claim a number of another one."""
    followed = {row.previous for row in rows} | ({head.hash} if head else set())

    def belongs(place: int) -> tuple[bool, bool]:
        """Say whether another entry names this one, and whether the one in front of it is the right one."""
        before = numbers[place - 1] if place else 0
        return rows[place].hash in followed, before == numbers[place] - 1

    chain: dict[int, int] = {}
    doubles = []
    for place, number in enumerate(numbers):
        other = chain.get(number)
        if not number:
            continue
        if other is None or belongs(place) > belongs(other):
            chain[number] = place
        if other is not None:
            doubles.append(rows[other if chain[number] == place else place])
    return {number: rows[place] for number, place in chain.items()}, doubles


def _gaps(
    rows: Sequence[Row], numbers: Sequence[int], chain: dict[int, Row], head: Head | None
) -> list[Problem]:
    """Compare the numbers that are not there with the entries whose hash is wrong: one in a gap was changed."""
    problems: list[Problem] = []
    wrong: list[Row] = []
    last = 0
    for row, number in zip(rows, numbers, strict=True):
        if not number:
            wrong.append(row)
        elif number > last and chain[number] is row:
            free = [between for between in range(last + 1, number) if between not in chain]
            problems += _fill(wrong, free, "missing")
            wrong, last = [], number
    end = max(last + len(wrong) if head is None else head.entries, last)
    return problems + _fill(
        wrong, [number for number in range(last + 1, end + 1) if number not in chain], "truncated"
    )


def _fill(wrong: Sequence[Row], free: Sequence[int], kind: str) -> list[Problem]:
    problems = [
        Problem("changed", row.sequence, f"Entry {row.sequence:,} was changed.") for row in wrong[: len(free)]
    ]
    problems += [_slipped_in(row) for row in wrong[len(free) :]]
    gone = free[len(wrong) :]
    if gone:
        which = f"Entry {gone[0]:,} is" if len(gone) == 1 else f"Entries {gone[0]:,} to {gone[-1]:,} are"
        where = " at the end" if kind == "truncated" else ""
        problems.append(Problem(kind, gone[0], f"{which} missing{where}."))
    return problems


def _moved(numbers: Sequence[int]) -> list[Problem]:
    return [
        Problem("reordered", number, f"Entry {number:,} stands in the place of entry {expected:,}.")
        for number, expected in zip(numbers, sorted(numbers), strict=True)
        if number != expected
    ]


def _links(chain: dict[int, Row], first: str, head: Head | None) -> list[Problem]:
    """Find entries that fit their own hash, but not what the next one, the journal or the head says of them."""
    wrong = {
        number
        for number, row in chain.items()
        if number + 1 in chain and chain[number + 1].previous != row.hash
    }
    if 1 in chain and chain[1].previous != first:
        wrong.add(1)
    if head is not None and head.entries in chain and chain[head.entries].hash != head.hash:
        wrong.add(head.entries)
    return [
        Problem("changed", number, f"Entry {number:,} is not the one that was linked to.")
        for number in sorted(wrong)
    ]


def _slipped_in(row: Row) -> Problem:
    return Problem("inserted", row.sequence, f"Entry {row.sequence:,} was slipped in.")
