"""A process of its own that opens a database and asks every question: how much memory does that take?

Run as ``python -m dash.bench.worker DATABASE``; prints one JSON object.
"""

import json
import sys
import time
from pathlib import Path

from dash.bench.memory import peak_mb


def main(path: Path) -> dict[str, float]:
    """Open the database, ask every question with every filter, and return memory in MB and seconds."""
    begin = time.perf_counter()
    # Imported here, so that what loading the program costs is seen apart.
    from dash.bench.asked import cohort_questions, filters, patient_questions, some_patients
    from dash.bench.pages import draw_every_page
    from dash.queries.selection import Selection
    from dash.store.reading import open_database

    cohort, about_one = cohort_questions(), patient_questions()
    loaded, loaded_mb = time.perf_counter() - begin, peak_mb()
    database = open_database(path)
    begin = time.perf_counter()
    draw_every_page(database, Selection())
    first_page = time.perf_counter() - begin
    for selection in filters(database).values():
        for question in cohort:
            # What reads every reading needs most memory without a filter; with each it would take minutes.
            if not question.on_request or selection == Selection():
                question.ask(database, selection)
    for patient in some_patients(database):
        for one in about_one:
            one.ask(database, patient)
    return {
        "program_loaded_s": loaded,
        "program_loaded_mb": loaded_mb,
        "every_page_once_cold_s": first_page,
        "every_question_mb": peak_mb(),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
