"""``ketamine-dash export``: the records leave as they came in, one file a table."""

import json
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer
from pyarrow import csv, parquet

from dash.cli.options import DatabaseOption
from dash.cli.output import say, write_private
from dash.errors import DashboardError
from dash.store.exporting import export_tables
from dash.store.location import database_path
from dash.store.reading import open_database


class Kind(StrEnum):
    """How tables are written."""

    CSV = "csv"
    PARQUET = "parquet"


def export(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A new or empty folder.", show_default=False)
    ],
    kind: Annotated[
        Kind, typer.Option("--as", help="CSV in the project's own format, or Parquet.")
    ] = Kind.CSV,
    database: DatabaseOption = None,
) -> None:
    """Write all session records into a folder, one file a table, with a description of the columns.

    The CSV files are the project's own format: "import" reads them again and finds the same records. They hold cells as they are;
    a spreadsheet may take a text that begins with "=" for a formula. The files can be read by their owner only.

    \b
    Examples:
      ketamine-dash export records/
      ketamine-dash export records/ --as parquet
    """  # noqa: D301 - \b is for the help screen: it keeps the lines after it as they are
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DashboardError(f"{folder} is not an empty folder.", fix="Name a new folder.")
    opened = open_database(database_path(database))
    try:
        tables = list(export_tables(opened))
    finally:
        opened.close()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DashboardError(
            f"{folder} cannot be made ({error.strerror or type(error).__name__}).", fix="Name another folder."
        ) from error
    for name, table in tables:
        write_private(folder / f"{name}.{kind.value}", _written(table, kind), "FOLDER")
    package = json.dumps(_package(tables, kind), indent=2)
    write_private(folder / "datapackage.json", package.encode(), "FOLDER")
    rows = sum(table.num_rows for _, table in tables)
    say(f"{rows:,} rows of {len(tables)} tables were written into {folder}.")


def _written(table: pa.Table, kind: Kind) -> bytes:
    stream = BytesIO()
    if kind is Kind.CSV:
        csv.write_csv(table, stream, csv.WriteOptions(quoting_style="needed"))
    else:
        parquet.write_table(table, stream)
    return stream.getvalue()


def _package(tables: list[tuple[str, pa.Table]], kind: Kind) -> dict[str, object]:
    """Return the description of the files in the Data Package format: each table with its columns."""
    return {
        "profile": "tabular-data-package",
        "name": "ketamine-session-records",
        "resources": [
            {
                "name": name.replace("_", "-"),
                "path": f"{name}.{kind.value}",
                "format": kind.value,
                "schema": {"fields": [{"name": column, "type": "string"} for column in table.column_names]},
            }
            for name, table in tables
        ],
    }
