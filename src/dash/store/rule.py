"""One reason to refuse a row."""

from dataclasses import dataclass

UNKNOWN_PATIENT = "unknown_patient"
UNKNOWN_SESSION = "unknown_session"

ORPHAN_REASONS = frozenset({UNKNOWN_PATIENT, UNKNOWN_SESSION})
"""Reasons that a later import can remove by bringing the parent."""


@dataclass(frozen=True)
class Rule:
    """A reason to refuse a row.

    Attributes:
        reason: Stable short code.
        message: What is wrong with which column and what to do, never with a value of the row.
        when: SQL condition that holds for rows to refuse. Names in it: ``c_x`` the cell of column x as text,
            ``v_x`` its value, ``o_x`` the UTC offset of a time.
    """

    reason: str
    message: str
    when: str


DISAGREEING_DUPLICATE = Rule(
    "disagreeing_duplicate",
    "Another row of this import has the same key and other content; the first one was kept. "
    "Keep one of the two in the file and import it again.",
    "false",
)
SUPERSEDED = Rule(
    "superseded",
    "Waited for its patient or session; by now another record with the same key and other content is there. "
    "Nothing to do, unless this row is the right one: then import its file again.",
    "false",
)
RECORD_NOT_FOUND = Rule(
    "record_not_found",
    "Belongs to a record that could not be read. Correct that record's row and import the file again.",
    "false",
)
OTHER_PERSON = Rule(
    "another_person_of_this_id",
    "A patient with this patient_id and another sex or birth year is there already: two people are never made one. Where they "
    "are two, as in exports of two places that number alike, import this one with a name: --source NAME. Where it is one "
    "person and this row is right, add --confirm with the patient_id.",
    "false",
)
OTHER_PATIENT = Rule(
    "session_of_another_patient",
    "A session with this session_id is there already, of another patient: it was not moved. Where they are two sessions, as in "
    "exports of two places that number alike, import this one with a name: --source NAME. Where the session does belong to "
    "the patient of this row, add --confirm with the session_id.",
    "false",
)
IN_DOUBT = Rule(
    "of_another_of_this_id",
    "Names a patient or session that this import was refused for being another one of the same id, and was kept from the one "
    "that is there. Settle that row first (see its reason), then import again.",
    "false",
)

MERGING_RULES = (DISAGREEING_DUPLICATE, SUPERSEDED, RECORD_NOT_FOUND, OTHER_PERSON, OTHER_PATIENT, IN_DOUBT)
"""Reasons that show only beside other rows."""
