"""Questions that take longer than a page may wait, by name: see ``dash.reports.background``.

Each is a function of a module of ``dash.reports``::

    def slow_question(database: Database, *arguments, progress: Progress, stop: Stop) -> Answer

``progress`` and ``stop`` are those of ``dash.stats.long_work``: tell the share done now and then, and end with ``Stopped``
soon after ``stop()`` is true, as the functions of ``dash.stats`` that take both do. Arguments are hashable; arguments and answer
can be pickled (numbers, text, frames, dataclasses of ours). It runs in another process, with the database opened sealed.
"""

SLOW: dict[str, str] = {
    "effect_compared": "dash.reports.effect_compared:effect_compared",
    "effect_recurrence": "dash.reports.effect_recurrence:effect_recurrence",
    "outcome_log_rank": "dash.reports.outcome_times:outcome_log_rank",
    "outcome_model": "dash.reports.outcome_model:outcome_model",
    "pressure_log_rank": "dash.reports.pressure_log_rank:pressure_log_rank",
}
"""Module and function by name, as in ``"dash.reports.effect_adjusted:adjusted"``: loaded only where it runs."""
