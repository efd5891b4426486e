"""From when the data are, and whether they are made up."""

import pandas as pd

from dash.queries.data_digest import data_digest
from dash.queries.question import Subject, question
from dash.queries.statement import statement
from dash.store.reading import Database


@question("Last day with any record, whether made up, last import", Subject.EVERY_PAGE)
def data_date(database: Database) -> pd.DataFrame:
    """Describe the state of the database, one row.

    Columns:
        last_day: Last day with any record.
        made_up: Whether any import was of made-up data.
        imported_at: Time of the last import.
        data_hash: Digest of the history of imports, as ``data_digest`` says.
    """
    return database.frame(statement("data_date"), {}).assign(data_hash=data_digest(database))
