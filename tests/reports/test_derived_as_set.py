"""Facts derived with other settings than those in force are noticed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from dash.errors import DatabaseOutdatedError
from dash.reports.derived_as_set import derived_as_set, require_derived_as_set
from dash.rulebook import settings
from dash.store.reading import Database


def test_only_the_settings_of_the_import_matter(open_db: Callable[..., Database]) -> None:
    database, now = open_db(), settings()
    assert derived_as_set(database, now)
    assert derived_as_set(database, replace(now, event_systolic_mmhg=170))
    require_derived_as_set(database, now)
    for changed in (
        replace(now, recovery_tolerance_mmhg=5),
        replace(now, window_40_min=15),
        replace(now, baseline_days=90),
    ):
        assert not derived_as_set(database, changed)
        with pytest.raises(DatabaseOutdatedError, match="derived anew"):
            require_derived_as_set(database, changed)
