"""The made-up demo clinic."""

from dash.demo.clinic import make_clinic
from dash.demo.files import batches, write_csv

__all__ = ["batches", "make_clinic", "write_csv"]
