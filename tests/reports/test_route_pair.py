"""The two routes that screen and command line compare."""

import pandas as pd

from dash.reports.route_pair import most_used_routes


def rates(**total: int) -> pd.DataFrame:
    rows = [("sessions", route, number) for route, number in total.items()]
    return pd.DataFrame(rows, columns=["unit", "route", "total"])


def test_of_routes_with_as_many_sessions_the_vocabularys_order_holds() -> None:
    assert most_used_routes(rates(im=5, iv=5, sc=5)) == ("iv", "im")
    assert most_used_routes(rates(**{"im": 5, "in": 5, "po": 9})) == ("po", "in")
    assert most_used_routes(rates(im=5, iv=0)) is None
