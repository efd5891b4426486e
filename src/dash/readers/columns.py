"""The project's own CSV format: tables, their columns, and which a file cannot do without."""

from collections.abc import Mapping
from types import MappingProxyType

_COLUMNS = {
    "patients": "patient_id birth_year sex weight_kg indication failed_antidepressants sbp_goal_high dbp_goal_high",
    "sessions": (
        "session_id patient_id started_at drug drug_as_written route route_as_written dose_mg weight_kg"
        " infusion_minutes ended_at ready_at phase site_id clinician_id lot_number status elicitation note"
    ),
    "vitals": (
        "session_id patient_id minute measured_at time_point position systolic_mmhg diastolic_mmhg"
        " heart_rate_bpm spo2_percent"
    ),
    "scores": "patient_id session_id measured_at instrument item value recall_window",
    "side_effects": (
        "session_id patient_id effect severity onset_minute resolved_minute started_at ended_at serious_death"
        " serious_life_threatening serious_hospitalisation serious_disability serious_congenital_anomaly"
        " serious_important_event action elicited reported_as"
    ),
    "medications": "patient_id medication class started_on stopped_on",
    "conditions": "patient_id condition noted_on note",
    "appointments": "patient_id scheduled_at drug route dose_mg site_id clinician_id",
}

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {table: tuple(names.split()) for table, names in _COLUMNS.items()}
)
"""Columns of each table in the order of the data format."""

# A tuple of several names means: at least one of them.
_REQUIRED = {
    "patients": "patient_id",
    "sessions": "session_id patient_id started_at drug route",
    "vitals": (
        "session_id|patient_id minute|measured_at systolic_mmhg|diastolic_mmhg|heart_rate_bpm|spo2_percent"
    ),
    "scores": "patient_id measured_at instrument value",
    "side_effects": "session_id|patient_id effect",
    "medications": "patient_id medication",
    "conditions": "patient_id condition",
    "appointments": "patient_id scheduled_at",
}

REQUIRED: Mapping[str, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {table: tuple(tuple(one.split("|")) for one in names.split()) for table, names in _REQUIRED.items()}
)
"""Columns a file of each table must have; of the names in one group at least one."""


def missing_columns(table: str, present: set[str]) -> list[str]:
    """Return what a file with the columns ``present`` lacks, each as ``name`` or ``name or name``."""
    return [" or ".join(group) for group in REQUIRED[table] if not present.intersection(group)]
