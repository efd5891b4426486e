"""Make the demo clinic and import it the way any clinic's records are imported."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path

from dash.demo.clinic import PATIENTS, SEED, make_clinic
from dash.demo.files import batches
from dash.demo.planted import LAST_DAY
from dash.store.imports import ImportReport, import_batches
from dash.store.staging import DeriveSettings


def load_demo(
    path: Path,
    *,
    patients: int = PATIENTS,
    seed: int = SEED,
    settings: DeriveSettings | None = None,
    where_absent: bool = False,
    progress: Callable[[str, float], None] | None = None,
) -> ImportReport:
    """Write the made-up clinic into the session database at ``path``, marked as made up. It replaces an older one.

    Args:
        path: The session database; made if absent.
        patients: Number of made-up patients.
        seed: The same seed gives the same clinic.
        settings: The clinic's settings that derived facts depend on.
        where_absent: Only where there is no database; one may come about while the clinic is being made up.
        progress: Told what is being done and which share of it is done, 0 to 1.

    Raises:
        MadeUpRefusedError: The database holds anything that is not made up, or with ``where_absent``, is there.
    """
    if progress:
        progress("Making up patients and sessions", 0.05)
    tables = make_clinic(patients=patients, seed=seed)
    return import_batches(
        [batches(tables)],
        path,
        settings or DeriveSettings(),
        now=max(datetime.now(), datetime.combine(LAST_DAY + timedelta(days=1), time())),
        made_up=True,
        where_absent=where_absent,
        progress=progress,
    )
