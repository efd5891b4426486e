"""The command shown under a table gives the table that is shown."""

import shlex
from datetime import date
from io import StringIO

import pandas as pd
from helpers.database import OpenDb
from typer.testing import CliRunner

from dash.cli.app import app
from dash.queries.selection import Selection
from dash.reports.command import command
from dash.reports.tables import tables


def test_every_part_of_the_filter_is_named() -> None:
    some = Selection(
        routes=("in", "iv"),
        drugs=("esketamine",),
        phases=("induction",),
        sites=("North `wing`; rm",),
        clinicians=("C-05",),
        dose_bands=("0.4_to_0.65",),
        start=date(2026, 1, 1),
        end=date(2026, 2, 1),
    )
    words = shlex.split(command(tables()["pressure_counts"], some))
    assert words[:3] == ["ketamine-dash", "table", "pressure_counts"]
    assert words[3:] == [
        "--route", "in", "--route", "iv", "--drug", "esketamine",
        "--site", "North `wing`; rm", "--clinician", "C-05", "--phase", "induction",
        "--dose-band", "0.4_to_0.65", "--from", "2026-01-01", "--to", "2026-01-31",
    ]  # fmt: skip


def test_no_option_that_the_table_would_refuse() -> None:
    some = Selection(routes=("iv",))
    for name, question in tables().items():
        words = shlex.split(command(question, some, "P-1"))
        obeys = question.scope == "sessions" or name == "serious_effects"
        assert ("--route" in words) == obeys, name
        assert ("--patient" in words) == (question.scope == "patient"), name


def test_the_routes_compared_keep_their_order(open_file: OpenDb) -> None:
    rows = [(f"s{i}", f"p{i}", "iv" if i % 3 else "in") for i in range(30)]
    database = open_file(
        sessions=[
            {
                "session_id": s,
                "patient_id": p,
                "route": route,
                "elicitation": "solicited",
                "started_at": "2026-01-05",
            }
            for s, p, route in rows
        ],
        side_effects=[{"session_id": s, "effect": "nausea"} for s, _, route in rows if route == "in"],
    )
    found = {}
    for pair in (("in", "iv"), ("iv", "in"), ()):
        words = shlex.split(command(tables()["effect_differences_solicited"], Selection(routes=pair)))
        said = CliRunner().invoke(app, [*words[1:], "--database", str(database.path)])
        assert said.exit_code == 0, said.output
        found[pair] = pd.read_csv(StringIO(said.stdout)).iloc[0]
    assert (found["in", "iv"]["first_route"], found["iv", "in"]["first_route"]) == ("in", "iv")
    assert found["in", "iv"]["difference"] == -found["iv", "in"]["difference"] == 100
    assert found[()]["first_route"] == "iv"
