"""Which patients match what was typed."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dash.queries.question import Subject, question
from dash.queries.statement import statement
from dash.queries.words import DRUG_KEYS, ROUTE_KEYS
from dash.queries.words import text as text_column
from dash.store.reading import Database


def _words(codes: pd.Series, keys: NDArray[np.object_]) -> pd.Series:
    """Return the word for each code, missing where the code is."""
    known = codes.notna().to_numpy()
    return text_column(np.where(known, keys[codes.fillna(0).to_numpy(dtype=np.int64)], None))


@question("All patients with their last session", Subject.RECORDS, measured="never")
def patient_list(database: Database, text: str = "", newest: int = 1000) -> pd.DataFrame:
    """List patients whose identifier holds a text, the one seen last first.

    Args:
        database: Where to look.
        text: Part of an identifier, upper and lower case alike; empty for all.
        newest: Rows at most.

    Columns:
        patient_key, patient_id: Key for other questions; the identifier.
        sessions: Sessions that were not cancelled.
        last_session, last_route, last_drug: Day, route and drug of the last of them, missing without any.
    """
    return _in_words(database.frame(statement("patient_list"), {"text": text.lower(), "most": newest}))


@question("One patient by identifier", Subject.PATIENT, table=False)
def patient_named(database: Database, patient_id: str) -> pd.DataFrame:
    """Return the row of ``patient_list`` of one patient; no row where nobody has this identifier."""
    return _in_words(database.frame(statement("patient_named"), {"patient_id": patient_id}))


def _in_words(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(
        last_route=_words(frame["last_route"], ROUTE_KEYS), last_drug=_words(frame["last_drug"], DRUG_KEYS)
    )
