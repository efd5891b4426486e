"""Hand the made-up clinic on: to the importer, or as files in the data format."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from dash.store.staging import Batch, SourceTable

FOLDER = "demo"


def batches(tables: Mapping[str, pd.DataFrame]) -> Batch:
    """Present the tables as the CSV reader would present the files ``write_csv`` makes, line for line."""
    found = []
    for table, frame in tables.items():
        rows = pa.Table.from_pandas(frame, preserve_index=False)
        rows = rows.cast(pa.schema([(name, pa.string()) for name in frame.columns]))
        # The header is line 1, and no value holds a line break.
        lines = pa.array(np.arange(2, len(frame) + 2, dtype=np.int64))
        found.append(SourceTable(table, _name(table), rows.append_column("_line", lines)))
    digests = {_name(table): hashlib.sha256(csv_bytes(frame)).hexdigest() for table, frame in tables.items()}
    return Batch(tables=tuple(found), digests=digests)


def write_csv(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write one CSV per table into ``folder``, which is made if need be; existing files are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, frame in tables.items():
        (folder / f"{table}.csv").write_bytes(csv_bytes(frame))


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Write a table as UTF-8 CSV with a header and line feeds on every system."""
    return frame.to_csv(index=False, lineterminator="\n").encode()


def _name(table: str) -> str:
    return f"{FOLDER}/{table}.csv"
