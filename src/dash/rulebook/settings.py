"""The thresholds as plain numbers, for code that asks for one by name."""

from dataclasses import dataclass, fields
from pathlib import Path

from dash.rulebook.book import load


@dataclass(frozen=True)
class Settings:
    """One number per rule of the same name; units as in ``rules.toml``."""

    event_systolic_mmhg: int
    event_diastolic_mmhg: int
    predose_systolic_mmhg: int
    predose_diastolic_mmhg: int
    recovery_tolerance_mmhg: int
    window_40_min: int
    observation_min: int
    few_events: int
    few_sessions: int
    earlier_sessions_for_band: int


def settings(clinic: Path | None = None) -> Settings:
    """Return the thresholds in force, those of the clinic among them.

    Args:
        clinic: The clinic's file, otherwise as ``clinic_path`` says.

    Raises:
        ClinicSettingsError: The clinic's file cannot be used.
    """
    rules = load(clinic)
    return Settings(**{field.name: int(rules[field.name].threshold) for field in fields(Settings)})
