"""The canonical tables as they came in, for leaving: one table at a time, as text in the data format."""

from collections.abc import Iterator

import pyarrow as pa

from dash.store.columns import Time
from dash.store.reading import Database
from dash.store.tables import TABLES

_TIME = """
CASE WHEN {name} IS NULL THEN NULL
     WHEN NOT {prefix}_has_time THEN strftime({name}, '%Y-%m-%d')
     ELSE (CASE WHEN second({name}) = 0 THEN strftime({name}, '%Y-%m-%dT%H:%M')
                ELSE strftime({name}, '%Y-%m-%dT%H:%M:%S') END)
          || CASE WHEN {prefix}_offset_minutes IS NULL THEN ''
                  WHEN {prefix}_offset_minutes < 0 THEN '-' ELSE '+' END
          || coalesce(printf('%02d:%02d', abs({prefix}_offset_minutes) // 60, abs({prefix}_offset_minutes) % 60), '')
END AS {name}
"""
EXPORTED = tuple(name for name in TABLES if name != "visits")


def export_tables(database: Database) -> Iterator[tuple[str, pa.Table]]:
    """Yield each canonical table with its rows in the order of their keys, all columns as text.

    Times are ISO 8601, with an offset where the source gave one and a day alone where it gave no clock time. Reading the tables
    in again gives the same records.
    """
    for name in EXPORTED:
        columns = TABLES[name].columns
        picked = [
            _TIME.format(name=column.name, prefix=column.prefix)
            if isinstance(column, Time)
            else f'CAST("{column.name}" AS VARCHAR) AS "{column.name}"'
            for column in columns
        ]
        order = ", ".join(str(at + 1) for at in range(len(columns)))
        rows = database.rows(f"SELECT {', '.join(picked)} FROM {name} ORDER BY {order}", {})  # noqa: S608
        cells = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
        yield (
            name,
            pa.table(
                {
                    column.name: pa.array(list(values), pa.string())
                    for column, values in zip(columns, cells, strict=True)
                }
            ),
        )
