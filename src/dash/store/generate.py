"""Make a session database from SQL that fills the canonical tables, for benchmarks and trials."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import duckdb

from dash.store.derive import derive, run_script
from dash.store.staging import DeriveSettings


def generate_database(
    path: Path,
    script: str,
    parameters: Mapping[str, object],
    settings: DeriveSettings | None = None,
    threads: int | None = None,
) -> None:
    """Write a new database: the schema, what the script inserts, the derived tables.

    Args:
        path: File to write; an existing one is replaced.
        script: SQL statements on the canonical tables; ``$name`` stands for a parameter.
        parameters: Value by name.
        settings: What per-session facts depend on; the usual ones where not given.
        threads: Number of threads DuckDB may use; all cores where not given.

    Raises:
        duckdb.Error: The script fails.
    """
    for left_over in (path, path.with_name(path.name + ".wal")):
        left_over.unlink(missing_ok=True)
    connection = duckdb.connect(str(path), config={"threads": threads} if threads else {})
    try:
        # The bar would be drawn on standard output, into what other programs read.
        connection.execute("SET enable_progress_bar = false")
        run_script(connection, files("dash.store").joinpath("schema.sql").read_text(encoding="utf-8"), {})
        run_script(connection, script, parameters)
        derive(connection, settings or DeriveSettings())
        run_script(connection, "CHECKPOINT;", {})
    finally:
        connection.close()
