"""The compared questions answered with SQLite: a file with indexes made for exactly these questions."""

import sqlite3
from pathlib import Path

import pandas as pd

from dash.bench.records import Records
from dash.bench.with_pandas import UNKNOWN_ELICITATION, percentiles

# Each index holds every column its question reads, so that SQLite never has to look at the table itself.
_INDEXES = (
    "CREATE INDEX asked_by_route ON sessions (asked, route, patient_key)",
    "CREATE INDEX sessions_of_patient ON sessions (patient_key)",
    "CREATE INDEX effects_by_route ON effects (effect, route, session_key, patient_key)",
    "CREATE INDEX effects_of_patient ON effects (patient_key)",
    "CREATE INDEX systolic_by_bin ON readings (route, bin, systolic)",
    "CREATE INDEX diastolic_by_bin ON readings (route, bin, diastolic)",
    'CREATE INDEX readings_of_session ON readings (session_key, "minute", systolic, diastolic)',
    "CREATE INDEX readings_of_patient ON readings (patient_key)",
    "CREATE INDEX scores_of_patient ON scores (patient_key)",
)


class WithSqlite:
    """Answers from an SQLite file; making it and its indexes is not timed."""

    name = "SQLite"

    def __init__(self, records: Records, file: Path) -> None:
        self._connection = sqlite3.connect(file)
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        # As much as our own database may use.
        self._connection.execute("PRAGMA cache_size = -400000")
        self._connection.execute("PRAGMA mmap_size = 8000000000")
        asked = (records.sessions["elicitation"] != UNKNOWN_ELICITATION) | records.sessions[
            "session_key"
        ].isin(records.effects["session_key"])
        started_on = records.sessions["started_on"].astype("datetime64[s]").dt.strftime("%Y-%m-%d")
        self._fill("sessions", records.sessions.assign(started_on=started_on, asked=asked.astype("int8")))
        self._fill("readings", records.readings)
        self._fill("effects", records.effects)
        self._fill("scores", records.scores.assign(measured_at=records.scores["measured_at"].astype("str")))
        for index in _INDEXES:
            self._connection.execute(index)
        self._connection.execute("ANALYZE")
        self._connection.commit()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _fill(self, table: str, frame: pd.DataFrame) -> None:
        names = ", ".join(f'"{name}"' for name in frame.columns)
        marks = ", ".join("?" for _ in frame.columns)
        # Without its key a join with sessions compares every row with every other.
        typed = (
            names.replace('"session_key"', '"session_key" INTEGER PRIMARY KEY')
            if table == "sessions"
            else names
        )
        self._connection.execute(f"CREATE TABLE {table} ({typed})")
        columns = [frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in frame]
        self._connection.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608 - names from this file
            zip(*columns, strict=True),
        )

    def _frame(self, sql: str, *values: object) -> pd.DataFrame:
        cursor = self._connection.execute(sql, values)
        return pd.DataFrame(cursor.fetchall(), columns=[column[0] for column in cursor.description])

    def effect_counts(self) -> pd.DataFrame:
        """Sessions and patients with each effect, by route, of those asked."""
        return self._frame(
            """WITH total AS (
                   SELECT route, count(*) AS all_sessions, count(DISTINCT patient_key) AS all_patients
                   FROM sessions WHERE asked = 1 GROUP BY route)
               SELECT effect, route, count(DISTINCT session_key) AS sessions,
                      count(DISTINCT patient_key) AS patients, all_sessions, all_patients
               FROM effects JOIN total USING (route) GROUP BY effect, route"""
        )

    def pressure_percentiles(self) -> pd.DataFrame:
        """Percentiles 10, 50 and 90 of each pressure by route and bin, from exact counts per mmHg."""
        parts = [
            percentiles(
                self._frame(
                    f"""SELECT route, bin, {part} AS mmhg, count(*) AS readings FROM readings
                        WHERE {part} IS NOT NULL AND bin IS NOT NULL
                        GROUP BY route, bin, {part} ORDER BY route, bin, {part}"""  # noqa: S608
                )
            ).assign(part=part)
            for part in ("systolic", "diastolic")
        ]
        return pd.concat(parts, ignore_index=True)

    def monthly_events(self, systolic_limit: int, diastolic_limit: int) -> pd.DataFrame:
        """Sessions with a measured peak, and those with a peak at or over a limit, by month."""
        return self._frame(
            """WITH peak AS (
                   SELECT session_key, max(systolic) AS systolic, max(diastolic) AS diastolic
                   FROM readings WHERE "minute" > 0 AND coalesce(systolic, diastolic) IS NOT NULL
                   GROUP BY session_key)
               SELECT substr(started_on, 1, 7) AS month,
                      sum(coalesce(systolic, 0) >= ? OR coalesce(diastolic, 0) >= ?) AS events, count(*) AS total
               FROM peak JOIN sessions USING (session_key) GROUP BY 1 ORDER BY 1""",
            systolic_limit,
            diastolic_limit,
        )

    def patient(self, patient_key: int) -> dict[str, pd.DataFrame]:
        """Everything recorded of one patient."""
        return {
            table: self._frame(f"SELECT * FROM {table} WHERE patient_key = ?", patient_key)  # noqa: S608
            for table in ("sessions", "readings", "effects", "scores")
        }
