"""What a comparison of two routes can be adjusted for without losing the sessions it is about."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

MOST_LOST = 0.2
"""Of the sessions of either route, the share that one covariate may cost; one that costs more is left out instead."""


def usable(
    frame: pd.DataFrame, routes: tuple[str, str], covariates: Sequence[str], apart: Mapping[str, str]
) -> tuple[list[str], dict[str, str]]:
    """Return the covariates to adjust for, and the others with the reason in words.

    A model leaves out the sessions in which a covariate is missing, and those of a category that only one of the two
    routes has. Where that would be more than a fifth of the sessions of a route, the rest would no longer be the
    comparison that was asked for: the covariate is left out instead, and says so.

    Args:
        frame: One row per session: ``route`` and the covariates; numbers are numbers, anything else is a category.
        routes: The two routes compared; sessions of others do not count.
        covariates: Names of columns of the frame.
        apart: By covariate, words for why its categories may not occur with both routes.

    Raises:
        KeyError: A column is not in the frame.
    """
    sides = {route: frame.loc[frame["route"] == route, [*covariates]] for route in routes}
    used, left_out = [], {}
    for name in covariates:
        values = {route: side[name].dropna() for route, side in sides.items()}
        unknown = {
            route: 1 - len(values[route]) / len(side) if len(side) else 0.0 for route, side in sides.items()
        }
        worst = max(unknown, key=lambda route: unknown[route])
        if unknown[worst] > MOST_LOST:
            left_out[name] = f"not recorded in {_percent(unknown[worst])} {worst} sessions"
            continue
        if not pd.api.types.is_numeric_dtype(frame[name]):
            alone = {one: _share_alone(values[one], values[other]) for one, other in (routes, routes[::-1])}
            worst = max(alone, key=lambda route: alone[route])
            if alone[worst] > MOST_LOST:
                other = routes[1] if worst == routes[0] else routes[0]
                more = f" ({apart[name]})" if name in apart else ""
                left_out[name] = (
                    f"{_percent(alone[worst])} {worst} sessions have one that no {other} session has{more}"
                )
                continue
        used.append(name)
    return used, left_out


def _share_alone(own: pd.Series, other: pd.Series) -> float:
    """Share of one route's sessions whose category does not occur with the other."""
    if not len(own) or not len(other):
        return 0.0
    return float(np.mean(~own.isin(other.unique())))


def _percent(share: float) -> str:
    return f"{share * 100:.0f} % of" if share < 1 else "all"
