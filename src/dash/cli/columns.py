"""Plain text tables for the console."""

from collections.abc import Sequence

from dash.cli.output import printable

Cell = str | int | float | None


def text_table(heads: Sequence[str], rows: Sequence[Sequence[Cell]], *, digits: int = 1) -> str:
    """Return rows under their heads, numbers to the right with thousands commas, missing as "-"."""
    body = [[_shown(cell, digits) for cell in row] for row in rows]
    right = [
        any(isinstance(row[at], (int, float)) for row in rows)
        and all(row[at] is None or isinstance(row[at], (int, float)) for row in rows)
        for at in range(len(heads))
    ]
    widths = [max(len(line[at]) for line in [list(heads), *body]) for at in range(len(heads))]
    lines = []
    for line in [list(heads), *body]:
        cells = [
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(line, widths, right, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _shown(cell: Cell, digits: int) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, str):
        return printable(cell)
    return f"{cell:,}" if isinstance(cell, int) else f"{cell:,.{digits}f}"
