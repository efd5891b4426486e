"""The difference of two routes, right of the rates of each side effect."""

from dash.charts.parts import Sheet, Spec, missing
from dash.charts.rates import Effect
from dash.charts.template import plain


def head_of(axis: str) -> Spec:
    """Return the place of a panel's head."""
    return {
        "y": 1,
        "xref": f"{axis} domain",
        "xanchor": "left",
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": 4,
    }


def draw_differences(sheet: Sheet, shown: list[Effect], unit: str) -> None:
    """Draw each difference with its interval and q in the third panel; filled where the interval excludes 0."""
    tone = sheet.tone
    rows = [
        (row, effect, effect.difference) for row, effect in enumerate(shown) if effect.difference is not None
    ]
    each = "per 100 hours" if unit == "hours" else "points"
    clear = [gap[1] > 0 or gap[2] < 0 for _, _, gap in rows]
    sheet.rule(tone.muted, 1, xref="x3", x0=0, x1=0, yref="paper", y0=0, y1=1)
    sheet.scatter(
        [gap[0] for _, _, gap in rows],
        [row for row, _, _ in rows],
        xaxis="x3",
        yaxis="y",
        marker={
            "symbol": "circle",
            "size": 8,
            "color": [tone.ink if one else tone.page for one in clear],
            "opacity": 1,
            "line": {"width": 1.5, "color": tone.ink},
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [max(0.0, gap[2] - gap[0]) for _, _, gap in rows],
            "arrayminus": [max(0.0, gap[0] - gap[1]) for _, _, gap in rows],
            "width": 0,
            "thickness": 1.5,
            "color": tone.muted,
        },
        hovertext=[
            f"{plain(effect.label, 60)}: {gap[0]:+.1f} {each} ({gap[1]:+.1f} to {gap[2]:+.1f}){_q(effect.q, ', q ')}"
            for _, effect, gap in rows
        ],
        hoverinfo="text",
    )

    _beside(sheet, [(row, _q(effect.q)) for row, effect, _ in rows])
    _beside(sheet, [(row, "too few") for row, effect in enumerate(shown) if effect.too_few])
    if any(not missing(effect.q) for _, effect, _ in rows):
        sheet.note("q", tone.muted, **{**head_of("x3"), "x": 1, "xanchor": "left", "xshift": 5})


def _beside(sheet: Sheet, said: list[tuple[int, str]]) -> None:
    """Write a word at the right end of rows."""
    for row, word in said:
        if word:
            sheet.note(
                word,
                sheet.tone.muted,
                x=1,
                y=row,
                xref="x3 domain",
                yref="y",
                xanchor="left",
                yanchor="middle",
                xshift=5,
            )


def _q(value: float, before: str = "") -> str:
    """Return a q-value as it is read: two digits, or that it is smaller than can be told so."""
    if missing(value):
        return ""
    return f"{before}{'&lt; 0.01' if value < 0.01 else f'{value:.2f}'}"
