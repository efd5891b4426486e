"""The thresholds as plain numbers, for code that asks for one by name."""

from dataclasses import dataclass, fields
from pathlib import Path

from dash.rulebook.book import load


@dataclass(frozen=True)
class Settings:
    """One number per rule of the same name, and the pair of ``rise_large``; units as in ``rules.toml``."""

    event_systolic_mmhg: int
    event_diastolic_mmhg: int
    predose_systolic_mmhg: int
    predose_diastolic_mmhg: int
    recovery_tolerance_mmhg: int
    window_40_min: int
    baseline_days: int
    observation_min: int
    few_events: int
    few_sessions: int
    earlier_sessions_for_band: int
    rise_systolic_mmhg: int
    rise_diastolic_mmhg: int


def settings(clinic: Path | None = None) -> Settings:
    """Return the thresholds in force, those of the clinic among them.

    Args:
        clinic: The clinic's file, otherwise as ``clinic_path`` says.

    Raises:
        ClinicSettingsError: The clinic's file cannot be used.
    """
    rules = load(clinic)
    large = rules["rise_large"]
    pair = {"rise_systolic_mmhg": int(large.threshold), "rise_diastolic_mmhg": int(large.diastolic or 0)}
    named = [field.name for field in fields(Settings) if field.name not in pair]
    return Settings(**{name: int(rules[name].threshold) for name in named}, **pair)
