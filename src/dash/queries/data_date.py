"""From when the data are, and whether they are made up."""

import pandas as pd

from dash.queries.statement import statement
from dash.store.reading import Database


def data_date(database: Database) -> pd.DataFrame:
    """Describe the state of the database, one row.

    Columns:
        last_day: Last day with any record.
        made_up: Whether any import was of made-up data.
        imported_at: Time of the last import.
        data_hash: Fingerprint of all files imported.
    """
    return database.frame(statement("data_date"), {})
