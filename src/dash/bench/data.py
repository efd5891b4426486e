"""A large made-up database to measure on. What is in it stands in ``data.sql``."""

from importlib.resources import files
from pathlib import Path

from dash.store.generate import generate_database


def make_bench_database(path: Path, sessions: int = 1_000_000, seed: int = 1) -> None:
    """Write a database with the given number of sessions, six readings and 1.5 side effects each.

    Args:
        path: File to write; an existing one is replaced.
        sessions: Number of sessions, ten per patient.
        seed: The same seed gives the same database.
    """
    script = files("dash.bench").joinpath("data.sql").read_text(encoding="utf-8")
    generate_database(path, script, {"sessions": sessions, "seed": seed})
