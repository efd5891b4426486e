"""The refused rows that imports left behind."""

from pathlib import Path

import pandas as pd

from dash.store.reading import open_database

# A row that was refused again, because its file was imported again, stands once: as it was refused last.
_REFUSED = """
SELECT f.file, r.line, r.table_name, r.reason, r.message, r.raw, r.import_id, i.imported_at
FROM refused_rows AS r
JOIN import_files AS f USING (file_id)
JOIN imports AS i ON i.import_id = r.import_id
WHERE r.taken_up_by IS NULL
QUALIFY row_number() OVER (
    PARTITION BY f.file, r.table_name, r.line, md5(r.raw) ORDER BY r.import_id DESC, r.rowid
) = 1
ORDER BY f.file, r.table_name, r.line, r.reason
"""


def refused_rows(database: Path) -> pd.DataFrame:
    """Return every refused row that was not taken up since, each once.

    Columns: file, line, table_name, reason, message, raw (the whole row as JSON or as it stood), import_id, imported_at.

    Raises:
        DatabaseMissingError: There is no database.
        DatabaseUnreadableError: It cannot be read.
    """
    return open_database(database, any_version=True).frame(_REFUSED, {})
