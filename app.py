"""Entry point: ``streamlit run app.py``. The list of pages and their frame, nothing else."""

from dash.ui.frame import run

run()
