"""The benchmark's document as text tables."""

from collections.abc import Mapping, Sequence
from typing import Any

Cell = str | int | float | None
Table = tuple[str, Sequence[str], Sequence[Sequence[Cell]]]

# What is allowed, see docs/performance.md. Above a million sessions only the first holds, and may be larger.
MEDIAN_MS, P95_MS, PATIENT_MS, ROWS_PER_SECOND, MEMORY_MB = 25, 60, 10, 200_000, 600
NOT_ONE_PATIENT = ("patient_list, search", "selection_counts")
LARGE, MEDIAN_LARGE_MS = 1_000_000, 150


def tables(document: Mapping[str, Any]) -> list[Table]:
    """Return every table of the report as title, heads and rows. Times in ms unless the head says otherwise."""
    found: list[Table] = [_questions(document), _patient(document)]
    if "comparison" in document:
        found.append(_comparison(document))
    found.append(_pages(document))
    found.append(_others(document))
    found.append(_targets(document))
    return found


def machine_line(document: Mapping[str, Any]) -> str:
    """Return one line on the machine and the data."""
    machine, data = document["machine"], document["data"]
    return (
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB, {machine['system']}, "
        f"Python {machine['python']}, duckdb {machine['duckdb']}, pandas {machine['pandas']}. "
        f"{data['sessions']:,} sessions, {data['readings']:,} readings, {data['side_effects']:,} side effects, "
        f"{data['patients']:,} patients, {data['file_mb']:,.0f} MB."
    )


def _questions(document: Mapping[str, Any]) -> Table:
    rows = [
        [
            one["question"],
            one["page"] + (", on request" if one["on_request"] else ""),
            one["median_ms"],
            one["p95_ms"],
            one["slowest_median_ms"],
            one["slowest_filter"],
        ]
        for one in document["questions"]
    ]
    heads = ["Question", "Page", "Median", "95 %", "Slowest filter", "which"]
    return "Questions behind the cohort pages, all filters, warm, ms", heads, rows


def _patient(document: Mapping[str, Any]) -> Table:
    rows = [[one["question"], one["median_ms"], one["p95_ms"]] for one in document["patient"]]
    return "Questions behind the patient page, warm, ms", ["Question", "Median", "95 %"], rows


def _comparison(document: Mapping[str, Any]) -> Table:
    names = list(document["comparison"][0]["others"])
    heads = ["Question", "Ours"]
    for name in names:
        heads += [name, "ratio", "agrees"]
    rows: list[list[Cell]] = []
    for one in document["comparison"]:
        row: list[Cell] = [one["question"], one["ours_ms"]]
        for name in names:
            other = one["others"][name]
            row += [other["median_ms"], other["ratio"], "yes" if other["agrees"] else "NO"]
        rows.append(row)
    return "The same questions with other tools on the same data, ms", heads, rows


def _pages(document: Mapping[str, Any]) -> Table:
    rows = [
        [one["page"], one["sql_ms"], one["python_ms"], one["figures_ms"], one["total_ms"], one["figures_kb"]]
        for one in document["pages"]
    ]
    heads = ["Page", "SQL", "Python", "Figures", "Together", "Figures, kB"]
    return "Where a page's time goes before the browser, no filter, nothing cached, ms", heads, rows


def _others(document: Mapping[str, Any]) -> Table:
    rows: list[list[Cell]] = []
    if document["data"]["seconds_to_make"] is not None:
        rows.append(["Making the data, derived tables included", document["data"]["seconds_to_make"], "s"])
    memory = document["memory"]
    rows += [
        ["Loading the program", memory["program_loaded_s"], "s"],
        ["Memory with the program loaded", memory["program_loaded_mb"], "MB"],
        ["Every page once in a fresh process", memory["every_page_once_cold_s"], "s"],
        ["Memory after every question with every filter", memory["every_question_mb"], "MB"],
    ]
    if "import" in document:
        imported = document["import"]
        rows += [
            ["Rows imported from CSV", imported["rows"], "rows"],
            ["Size of these files", imported["megabytes"], "MB"],
            ["Import, all steps", imported["seconds"], "s"],
            ["Import speed", round(imported["rows_per_second"]), "rows/s"],
        ]
    for name, seconds in document.get("comparison_loading_s", {}).items():
        rows.append([f"Loading the records into {name}, not in its times", seconds, "s"])
    return "Other measurements", ["What", "Value", "Unit"], rows


def _targets(document: Mapping[str, Any]) -> Table:
    large = document["data"]["sessions"] > LARGE
    asked = [one for one in document["questions"] if not one["on_request"]]
    slowest = max(one["slowest_median_ms"] for one in asked)
    # The search and the count over everyone are about no single patient.
    patient = max(one["median_ms"] for one in document["patient"] if one["question"] not in NOT_ONE_PATIENT)
    rows: list[list[Cell]] = [
        _target(
            "Slowest question with its slowest filter, median, ms (without those on request)",
            slowest,
            MEDIAN_LARGE_MS if large else MEDIAN_MS,
        ),
        _target("Slowest question about one patient, median, ms", patient, PATIENT_MS),
    ]
    if not large:
        p95 = max(one["slowest_p95_ms"] for one in asked)
        rows.insert(1, _target("Slowest question with its slowest filter, 95 %, ms", p95, P95_MS))
        rows.append(_target("Memory, MB", document["memory"]["every_question_mb"], MEMORY_MB))
    if "import" in document:
        speed = document["import"]["rows_per_second"]
        rows.append(
            ["Import, rows/s", speed, f"at least {ROWS_PER_SECOND:,}", _yes(speed >= ROWS_PER_SECOND)]
        )
    return "Targets", ["What", "Measured", "Target", "Met"], rows


def _target(what: str, measured: float, most: int) -> list[Cell]:
    return [what, measured, f"at most {most:,}", _yes(measured <= most)]


def _yes(met: bool) -> str:
    return "yes" if met else "NO"
