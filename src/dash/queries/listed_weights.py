"""The weights of the list of patients."""

from collections.abc import Sequence

from dash.queries.statement import statement
from dash.store.reading import Database


def listed_weights(database: Database, keys: Sequence[int]) -> dict[int, float]:
    """Return the weight of the list of patients, kg, by patient key; patients without one are absent."""
    return dict(database.rows(statement("listed_weights"), {"keys": list(keys)}))
