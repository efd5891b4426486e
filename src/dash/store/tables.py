"""The canonical tables: their columns, what makes two rows the same, and what rows must hold.

Column names are those of ``schema.sql``. SQL in here is made of constants only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dash.store import words
from dash.store.columns import Column, Flag, Number, PartialDate, Time, Word
from dash.store.rule import UNKNOWN_PATIENT, UNKNOWN_SESSION, Rule

KILOGRAMS = {"kgs?|kilograms?": 1.0, "lbs?|pounds?": 0.45359237}
MINUTES = {"min|mins|minutes?": 1.0, "h|hrs?|hours?": 60.0}
MMHG = {r"mm\s?hg": 1.0}
BPM = {r"bpm|/\s?min|beats/min": 1.0}
PERCENT = {"%|percent": 1.0}
UNCLEAR_SCALES = (
    "ham-d",
    "hamd",
    "ham d",
    "hdrs",
    "hrsd",
    "hamilton",
    "hamilton depression rating scale",
    "qids",
    "phq",
    "patient health questionnaire",
    "gad",
    "pcl",
    "bdi",
)
"""Scales by the name that their versions share: HAM-D has 6, 17, 21 or 24 items, QIDS is answered or rated."""
POINTS = {"points?": 1.0}
LARGEST = 1_000_000
"""A score beyond this, of whatever scale, is a slip; so is a number without end."""
LEAST_MG = 0.001
"""A dose below this is a slip of the unit or of the exponent; stored in mg it would read as none."""

PATIENT_JOIN = "LEFT JOIN patients AS p ON p.patient_id = c_patient_id"
SESSION_JOIN = "LEFT JOIN sessions AS s ON s.session_id = c_session_id"
# The first year in which somebody was treated: a person was born by then.
FIRST_YEAR_JOIN = (
    "LEFT JOIN (SELECT patient_id, year(min(started_at)) AS first_year FROM sessions GROUP BY patient_id) AS had"
    " ON had.patient_id = c_patient_id"
)

_PATIENT_KNOWN = Rule(
    UNKNOWN_PATIENT,
    "patient_id names a patient who is not in the database. Import the patient; this row is then taken up by itself.",
    "p.patient_id IS NULL",
)
_SESSION_KNOWN = Rule(
    UNKNOWN_SESSION,
    "session_id names a session that is not in the database. Import the session; this row is then taken up by itself.",
    "c_session_id IS NOT NULL AND s.session_id IS NULL",
)
_SAME_PATIENT = Rule(
    "patient_differs_from_session",
    "patient_id differs from the patient of the session named by session_id. Correct one of them.",
    "s.patient_id <> c_patient_id",
)
_PARENT_NAMED = Rule(
    "session_id_missing",
    "Neither session_id nor patient_id is given. Fill in the session, or the patient for a row outside any session.",
    "c_session_id IS NULL AND c_patient_id IS NULL",
)
_ONE_PARENT = (
    _SESSION_KNOWN,
    _SAME_PATIENT,
    Rule(_PATIENT_KNOWN.reason, _PATIENT_KNOWN.message, "c_session_id IS NULL AND p.patient_id IS NULL"),
)


@dataclass(frozen=True)
class Table:
    """A canonical table.

    Attributes:
        columns: What a row may say, in the order of the data format.
        key: SQL of what makes two rows the same record; ``{t}`` stands for the table.
        checks: Reasons to refuse a row that concern several columns, after those of its columns.
        joins: SQL that brings in what the rules look up.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    checks: tuple[Rule, ...] = ()
    joins: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the columns a source may give."""
        return tuple(column.name for column in self.columns)

    @property
    def stored(self) -> dict[str, str]:
        """Return what the table holds besides provenance, as SQL by column."""
        return {name: sql for column in self.columns for name, sql in column.stored().items()}

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Return the reasons to refuse a row, in the order they are looked at: a row gets the first that holds."""
        by_column = [rule for column in self.columns for rule in column.rules(self.name)]
        missing = [rule for rule in by_column if rule.reason.endswith("_missing")]
        return (*missing, *(rule for rule in by_column if rule not in missing), *self.checks)


def _word(name: str, kind: str, *, required: bool = False, otherwise: str | None = None) -> Word:
    return Word(name, required, kind=kind, allowed=words.allowed(kind), otherwise=otherwise)


@dataclass(frozen=True)
class AsWritten(Column):
    """The source's own word for a drug, a route or an effect that was translated."""

    of: str = ""

    def values(self) -> dict[str, str]:
        """Return the source's word, where it is another than the one it was translated to."""
        changed = f"CASE WHEN lower(c_{self.of}) <> lower(v_{self.of}) THEN c_{self.of} END"
        return {f"v_{self.name}": f"coalesce(c_{self.name}, {changed})"}


@dataclass(frozen=True)
class _Dose(Number):
    """A dose in mg, or in mg per kg of the weight of that day."""

    def values(self) -> dict[str, str]:
        cell = f"c_{self.name}"
        per_kg = f"number_with({cell}, 'mg\\s?/\\s?kg') * v_weight_kg"
        return {f"v_{self.name}": f"coalesce(plain_number({cell}), number_with({cell}, 'mg'), {per_kg})"}

    def rules(self, table: str) -> list[Rule]:
        needs = Rule(
            f"{self.name}_needs_weight",
            f"{self.name} is given per kg, but weight_kg of the session is empty. Fill in the weight or the dose in mg.",
            f"number_with(c_{self.name}, 'mg\\s?/\\s?kg') IS NOT NULL AND c_weight_kg IS NULL",
        )
        finite = Rule(
            f"{self.name}_out_of_range",
            f"{self.name} must be from {LEAST_MG} to 100000 mg. Correct it, or leave it empty where no dose is known.",
            # A dose of 0 or less is looked at together with the status.
            f"v_{self.name} > 100000 OR v_{self.name} < -100000 OR (v_{self.name} > 0 AND v_{self.name} < {LEAST_MG})",
        )
        return [needs, *super().rules(table), finite]


@dataclass(frozen=True)
class _Instrument(Word):
    """A rating scale, with the number of its version: the ranges and the meaning of versions differ."""

    def rules(self, table: str) -> list[Rule]:
        unclear = Rule(
            f"{self.name}_version_unclear",
            f"{self.name} names a scale of which there are several versions. Write which one it is, as one of:"
            f" {', '.join(self.allowed)}.",
            f"lower(c_{self.name}) IN ({', '.join(map(repr, UNCLEAR_SCALES))})",
        )
        return [unclear, *super().rules(table)]


@dataclass(frozen=True)
class _Item(Column):
    """``total`` or the number of an item, with or without leading and decimal zeros; empty means the total."""

    def values(self) -> dict[str, str]:
        name = self.name
        number = f"TRY_CAST(TRY_CAST(plain_number(c_{name}) AS INTEGER) AS VARCHAR)"
        whole = f"CASE WHEN regexp_full_match(c_{name}, '\\d{{1,4}}(?:\\.0*)?') THEN {number} END"
        total = f"CASE WHEN c_{name} IS NULL OR lower(c_{name}) = 'total' THEN 'total' END"
        return {f"v_{name}": f"coalesce({total}, {whole}, c_{name})"}


def _not_before(late: Column, early: Column, condition: str) -> Rule:
    return Rule(
        f"{late.name}_before_{early.name}",
        f"{late.name} lies before {early.name}. Correct one of them.",
        condition,
    )


def _times_in_order(late: Time, early: Time) -> Rule:
    moment = "v_{0}, h_{0}, o_{0}"
    return _not_before(late, early, f"is_before({moment.format(late.name)}, {moment.format(early.name)})")


def _dates_in_order(late: PartialDate, early: PartialDate) -> Rule:
    return _not_before(late, early, f"is_before_partial(v_{late.name}, v_{early.name})")


_OF_SESSION = "s.started_at, s.started_has_time, s.started_offset_minutes"


def _minute_at(time: PartialDate) -> str:
    """Return SQL for the minute of a time after the first dose of the session."""
    return f"minute_at_partial(v_{time.name}, {_OF_SESSION})"


def _agree(minute: Number, time: Time | PartialDate) -> Rule:
    moment = f"v_{time.name}, h_{time.name}, o_{time.name}" if isinstance(time, Time) else f"v_{time.name}"
    compared = "disagree" if isinstance(time, Time) else "disagree_partial"
    return Rule(
        f"{minute.name}_differs_from_{time.name}",
        f"{minute.name} and {time.name} are more than 60 minutes apart, counted from the start of the session, or lie on "
        "other days. Correct one of them, or leave the wrong one empty.",
        f"v_{minute.name} IS NOT NULL AND v_{time.name} IS NOT NULL"
        f" AND {compared}(v_{minute.name}, {moment}, {_OF_SESSION})",
    )


def _born_by(time: Time) -> Rule:
    return Rule(
        f"{time.name}_before_birth",
        f"{time.name} lies before the year in which the patient was born. Correct it, or birth_year in patients.",
        f"year(v_{time.name}) < p.birth_year",
    )


def _born_by_partial(date: PartialDate) -> Rule:
    # A birth year worked out from an age may be one year off, and histories begin at birth.
    return Rule(
        f"{date.name}_before_birth",
        f"{date.name} lies before the year in which the patient was born. Correct it, or birth_year in patients.",
        f"TRY_CAST(left(v_{date.name}, 4) AS INTEGER) < p.birth_year - 1",
    )


def _moment(time: str, prefix: str, condition: str = "") -> tuple[str, ...]:
    """Return the parts of a key that tell two times apart: a clock alone comes twice where summer time ends."""
    parts = (f"{{t}}.{time}", f"{{t}}.{prefix}_has_time", f"{{t}}.{prefix}_offset_minutes")
    return tuple(f"CASE WHEN {condition} THEN {part} END" for part in parts) if condition else parts


def _tables(tables: Iterable[Table]) -> Mapping[str, Table]:
    return MappingProxyType({table.name: table for table in tables})


PATIENT = Column("patient_id", required=True)
STARTED = Time("started_at", required=True, prefix="started")
ENDED = Time("ended_at", prefix="ended")
READY = Time("ready_at", prefix="ready")
MINUTE = Number("minute", low=-1440, high=2880, unit="minutes", units=MINUTES)
MEASURED = Time("measured_at", prefix="measured")
ONSET = Number("onset_minute", low=-1440, high=2880, unit="minutes", units=MINUTES)
# A side effect may last long: three weeks.
RESOLVED = Number("resolved_minute", low=-1440, high=30240, unit="minutes", units=MINUTES)
EFFECT_START, EFFECT_END = PartialDate("started_at"), PartialDate("ended_at")
STARTED_ON, STOPPED_ON, ENDED_ON, NOTED_ON = (
    PartialDate("started_on"),
    PartialDate("stopped_on"),
    PartialDate("ended_on"),
    PartialDate("noted_on"),
)
SCORED = Time("measured_at", required=True, prefix="measured")


def _weight(*, required: bool = False) -> Number:
    return Number("weight_kg", required, 20, 400, "kg", KILOGRAMS, "FLOAT")


PATIENTS = Table(
    "patients",
    (
        PATIENT,
        Number("birth_year", low=1900, high=2200, whole=True),
        _word("sex", "sex"),
        _weight(),
        _word("indication", "indication"),
        Number("failed_antidepressants", low=0, high=100, whole=True),
        Number("sbp_goal_high", low=40, high=300, unit="mmHg", units=MMHG),
        Number("dbp_goal_high", low=20, high=200, unit="mmHg", units=MMHG),
    ),
    ("{t}.patient_id",),
    (
        Rule(
            "birth_year_in_future",
            "birth_year lies in the future. Correct the year.",
            "v_birth_year > year(getvariable('now_wall')::TIMESTAMP)",
        ),
        Rule(
            "dbp_goal_not_below_sbp_goal",
            "dbp_goal_high is not below sbp_goal_high. Correct one of them.",
            "v_dbp_goal_high >= v_sbp_goal_high",
        ),
        Rule(
            "birth_year_after_session",
            "birth_year lies after a session of this patient. Correct it, or the date of that session.",
            "v_birth_year > had.first_year",
        ),
    ),
    FIRST_YEAR_JOIN,
)

SESSIONS = Table(
    "sessions",
    (
        Column("session_id", required=True),
        PATIENT,
        STARTED,
        _word("drug", "drug", required=True, otherwise="'other'"),
        AsWritten("drug_as_written", of="drug"),
        _word("route", "route", required=True, otherwise="'other'"),
        AsWritten("route_as_written", of="route"),
        # The weight stands before the dose, which may be given per kg.
        _weight(),
        _Dose("dose_mg", unit="mg", stored_as="FLOAT"),
        Number("infusion_minutes", low=0, high=1440, unit="minutes", units=MINUTES, stored_as="FLOAT"),
        ENDED,
        READY,
        _word("phase", "phase"),
        Column("site_id"),
        Column("clinician_id"),
        Column("lot_number"),
        _word("status", "status"),
        _word("elicitation", "elicitation"),
        Column("note"),
    ),
    ("{t}.session_id",),
    (
        Rule(
            "dose_mg_not_above_zero",
            "dose_mg is 0 or less, but the session was not cancelled. Correct the dose, leave it empty where it is "
            "not known, or set status to cancelled.",
            "v_dose_mg <= 0 AND v_status IS DISTINCT FROM 'cancelled'",
        ),
        _times_in_order(ENDED, STARTED),
        _times_in_order(READY, STARTED),
        _born_by(STARTED),
        _PATIENT_KNOWN,
    ),
    PATIENT_JOIN,
)

VITALS = Table(
    "vitals",
    (
        Column("session_id"),
        Column("patient_id"),
        MINUTE,
        MEASURED,
        Column("time_point"),
        _word("position", "position"),
        Number("systolic_mmhg", False, 40, 300, "mmHg", MMHG, source="first_of_pair(cell({systolic_mmhg}))"),
        Number(
            "diastolic_mmhg",
            False,
            20,
            200,
            "mmHg",
            MMHG,
            source="coalesce(cell({diastolic_mmhg}), second_of_pair(cell({systolic_mmhg})))",
        ),
        Number("heart_rate_bpm", low=20, high=250, unit="bpm", units=BPM),
        Number("spo2_percent", low=50, high=100, unit="%", units=PERCENT, stored_as="FLOAT"),
    ),
    (
        "{t}.session_id",
        "CASE WHEN {t}.session_id IS NULL THEN {t}.patient_id END",
        '{t}."minute"',
        *_moment("measured_at", "measured", '{t}."minute" IS NULL'),
        "{t}.time_point",
        "{t}.position",
    ),
    (
        _PARENT_NAMED,
        Rule(
            "minute_missing",
            "Neither minute nor measured_at is given. Fill in one of them.",
            "c_session_id IS NOT NULL AND c_minute IS NULL AND c_measured_at IS NULL",
        ),
        Rule(
            "measured_at_missing",
            "measured_at is empty, but a reading outside any session cannot do without it. Fill it in.",
            "c_session_id IS NULL AND c_measured_at IS NULL",
        ),
        Rule(
            "minute_without_session",
            "minute counts from the start of a session, but session_id is empty. Fill in session_id or empty minute.",
            "c_session_id IS NULL AND c_minute IS NOT NULL",
        ),
        Rule(
            "no_value",
            "None of systolic_mmhg, diastolic_mmhg, heart_rate_bpm and spo2_percent is given. Fill in at least one.",
            "coalesce(c_systolic_mmhg, c_diastolic_mmhg, c_heart_rate_bpm, c_spo2_percent) IS NULL",
        ),
        Rule(
            "diastolic_mmhg_given_twice",
            "systolic_mmhg holds both pressures (132/84), but diastolic_mmhg holds another value. Correct one of them.",
            "c_pair IS NOT NULL AND round(v_diastolic_mmhg) <> round(plain_number(c_pair))",
        ),
        Rule(
            "diastolic_not_below_systolic",
            "diastolic_mmhg is not below systolic_mmhg. Correct the reading.",
            "v_diastolic_mmhg >= v_systolic_mmhg",
        ),
        _agree(MINUTE, MEASURED),
        _born_by(MEASURED),
        *_ONE_PARENT,
    ),
    f"{SESSION_JOIN} {PATIENT_JOIN}",
)

SCORES = Table(
    "scores",
    (
        PATIENT,
        Column("session_id"),
        SCORED,
        _Instrument(
            "instrument",
            required=True,
            kind="instrument",
            allowed=words.allowed("instrument"),
            otherwise=None,
        ),
        _Item("item"),
        Number("value", required=True, stored_as="DOUBLE", units=POINTS),
        Column("recall_window"),
    ),
    ("{t}.patient_id", "{t}.instrument", "{t}.item", *_moment("measured_at", "measured")),
    (
        Rule(
            "item_unknown",
            "item is neither total nor the number of an item of this rating scale. Write total or the item's number.",
            "scale.instrument IS NOT NULL AND v_item <> 'total'"
            # A cast alone would round 8.6 to item 9.
            " AND coalesce(TRY_CAST(v_item AS INTEGER)::VARCHAR <> v_item"
            " OR TRY_CAST(v_item AS INTEGER) NOT BETWEEN 1 AND scale.items, true)",
        ),
        Rule(
            "value_out_of_range",
            f"value lies outside the range of its rating scale. Allowed: {words.scale_ranges()}.",
            # A scale outside the vocabulary may go below 0.
            "scale.instrument IS NOT NULL AND CASE WHEN v_item = 'total' THEN v_value NOT BETWEEN scale.minimum AND scale.maximum"
            " ELSE v_value NOT BETWEEN 0 AND scale.item_maximum END",
        ),
        Rule(
            "value_not_whole",
            "value of this rating scale must be a whole number: all its answers and totals are. Correct it.",
            "scale.instrument IS NOT NULL AND v_value <> round(v_value)",
        ),
        Rule(
            "value_too_large",
            f"value is larger than {LARGEST:,}, as no score is. Correct it.",
            f"abs(v_value) > {LARGEST}",
        ),
        _born_by(SCORED),
        _SESSION_KNOWN,
        _SAME_PATIENT,
        _PATIENT_KNOWN,
    ),
    f"LEFT JOIN scales AS scale ON scale.instrument = v_instrument {SESSION_JOIN} {PATIENT_JOIN}",
)

SIDE_EFFECTS = Table(
    "side_effects",
    (
        Column("session_id"),
        Column("patient_id"),
        _word("effect", "effect", required=True, otherwise="c_effect"),
        _word("severity", "severity"),
        ONSET,
        RESOLVED,
        EFFECT_START,
        EFFECT_END,
        Flag("serious_death"),
        Flag("serious_life_threatening"),
        Flag("serious_hospitalisation"),
        Flag("serious_disability"),
        Flag("serious_congenital_anomaly"),
        Flag("serious_important_event"),
        _word("action", "action"),
        _word("elicited", "elicitation"),
        AsWritten("reported_as", of="effect"),
    ),
    (
        "{t}.session_id",
        "CASE WHEN {t}.session_id IS NULL THEN {t}.patient_id END",
        "{t}.effect",
        "{t}.onset_minute",
        "CASE WHEN {t}.onset_minute IS NULL THEN {t}.started_at END",
    ),
    (
        _PARENT_NAMED,
        Rule(
            "started_at_missing",
            "started_at is empty, but a side effect outside any session cannot do without it. Fill it in.",
            "c_session_id IS NULL AND c_started_at IS NULL",
        ),
        Rule(
            "minute_without_session",
            "onset_minute and resolved_minute count from the start of a session, but session_id is empty. "
            "Fill in session_id, or give started_at and ended_at instead.",
            "c_session_id IS NULL AND (c_onset_minute IS NOT NULL OR c_resolved_minute IS NOT NULL)",
        ),
        _not_before(RESOLVED, ONSET, "v_resolved_minute < v_onset_minute"),
        _dates_in_order(EFFECT_END, EFFECT_START),
        _not_before(EFFECT_END, ONSET, f"{_minute_at(EFFECT_END)} < round(v_onset_minute)"),
        _not_before(RESOLVED, EFFECT_START, f"round(v_resolved_minute) < {_minute_at(EFFECT_START)}"),
        _agree(ONSET, EFFECT_START),
        _agree(RESOLVED, EFFECT_END),
        _born_by_partial(EFFECT_START),
        *_ONE_PARENT,
    ),
    f"{SESSION_JOIN} {PATIENT_JOIN}",
)

MEDICATIONS = Table(
    "medications",
    (
        PATIENT,
        Column("medication", required=True),
        _word("class", "medication_class"),
        STARTED_ON,
        STOPPED_ON,
    ),
    ("{t}.patient_id", "{t}.medication", "{t}.started_on"),
    (_dates_in_order(STOPPED_ON, STARTED_ON), _born_by_partial(STARTED_ON), _PATIENT_KNOWN),
    PATIENT_JOIN,
)

CONDITIONS = Table(
    "conditions",
    (PATIENT, _word("condition", "condition", required=True), NOTED_ON, Column("note")),
    # Conditions outside the vocabulary share one word: their note tells them apart.
    (
        "{t}.patient_id",
        "{t}.condition",
        "{t}.noted_on",
        "CASE WHEN {t}.condition = 'other' THEN {t}.note END",
    ),
    (_born_by_partial(NOTED_ON), _PATIENT_KNOWN),
    PATIENT_JOIN,
)

APPOINTMENTS = Table(
    "appointments",
    (
        PATIENT,
        Time("scheduled_at", required=True, prefix="scheduled", may_be_future=True),
        _word("drug", "drug"),
        _word("route", "route"),
        Number("dose_mg", low=LEAST_MG, high=100000, unit="mg", units={"mg": 1.0}, stored_as="FLOAT"),
        Column("site_id"),
        Column("clinician_id"),
    ),
    ("{t}.patient_id", *_moment("scheduled_at", "scheduled")),
    (_PATIENT_KNOWN,),
    PATIENT_JOIN,
)

VISITS = Table(
    "visits",
    (PATIENT, Column("visit"), Column("visit_number"), STARTED_ON, ENDED_ON),
    ("{t}.patient_id", "{t}.visit_number", "{t}.started_on"),
    (_dates_in_order(ENDED_ON, STARTED_ON), _PATIENT_KNOWN),
    PATIENT_JOIN,
)

TABLES = _tables(
    (PATIENTS, SESSIONS, VITALS, SCORES, SIDE_EFFECTS, MEDICATIONS, CONDITIONS, APPOINTMENTS, VISITS)
)
"""Parents before children: a row can only be accepted once its parent was."""
