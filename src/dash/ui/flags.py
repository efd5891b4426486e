"""The flags of one patient: what fired, each open to its rule, threshold, source and rows."""

from collections.abc import Sequence
from textwrap import shorten

import pandas as pd
import streamlit as st

from dash.rulebook.finding import Finding
from dash.ui import words
from dash.ui.acknowledge import acknowledge_form, open_positives
from dash.ui.decisions import Acknowledged

LOOKS = {
    "act": ("red", "priority_high", "Act"),
    "review": ("orange", "visibility", "Review"),
    "missing": ("gray", "help", "Missing"),
    "note": ("blue", "info", "Note"),
}
"""Colour, icon and word of each severity; the word is always there, so that colour never stands alone."""
COLUMNS = 4
LINE = 44
"""Characters of a detail that stand on one line at the narrowest width."""
STATES = {"not_fired": "Not fired", "not_measurable": "Not measurable"}


def flag_row(findings: Sequence[Finding], patient_id: str, acknowledged: Acknowledged) -> None:
    """Show what fired in the room of two lines, the most urgent first.

    Up to four flags say on a second line what they compare with. From five on each has one line and says the rest when
    opened; what finds no place stands behind the last one, which says how many there are and of which kind.
    """
    fired = [finding for finding in findings if finding.state == "fired"]
    if not fired:
        measured = sum(finding.state == "not_fired" for finding in findings)
        st.markdown(
            f":small[:gray[No rule has fired: {measured} of {len(findings)} rules could be measured.]]",
        )
        return
    roomy = len(fired) <= COLUMNS
    shown = fired if len(fired) <= 2 * COLUMNS else fired[: 2 * COLUMNS - 1]
    rest = fired[len(shown) :]
    columns = [column.container(gap=None) for column in st.columns(COLUMNS)]
    for place, finding in enumerate(shown):
        with columns[place % COLUMNS]:
            _flag(finding, patient_id, acknowledged, roomy)
    if rest:
        with columns[-1]:
            _rest(rest, patient_id, acknowledged)


def rule_counts(findings: Sequence[Finding]) -> None:
    """Show how many rules fired, did not and could not be measured, with the latter two behind it."""
    counts = {state: sum(finding.state == state for finding in findings) for state in ("fired", *STATES)}
    label = f"{counts['fired']} of {len(findings)} rules fired"
    if counts["not_measurable"]:
        label += f" · {counts['not_measurable']} not measurable"
    panel = st.popover(
        f":small[{label}]", type="tertiary", width="content", key="rule_counts", on_change="rerun"
    )
    if not panel.open:
        return
    with panel:
        for state, title in STATES.items():
            st.markdown(f"**{title}** :small[:gray[{counts[state]}]]")
            rows = [
                {
                    "Rule": finding.rule.label,
                    "Fires at": finding.rule.limit,
                    "Why" if state == "not_measurable" else "Found": finding.why or finding.headline,
                }
                for finding in findings
                if finding.state == state
            ]
            if rows:
                st.dataframe(
                    pd.DataFrame(rows),
                    hide_index=True,
                    row_height=28,
                    width=760,
                    height=min(260, 40 + 28 * len(rows)),
                    key=f"rules_{state}",
                    alt=f"{title}: {len(rows)} rules",
                )


def badge(finding: Finding) -> str:
    """Return the word of a flag's severity with its icon."""
    colour, icon, word = LOOKS[finding.rule.severity]
    return f":{colour}-badge[:material/{icon}: {word}]"


def _flag(finding: Finding, patient_id: str, acknowledged: Acknowledged, roomy: bool) -> None:
    detail = _detail(finding, acknowledged)
    headline = f"**{words.plain(finding.headline)}**"
    if finding.rule.severity == "act":
        headline = f":red[{headline}]"
    panel = st.popover(
        f"{badge(finding)} {headline}", type="tertiary", key=f"flag_{finding.rule.id}", on_change="rerun"
    )
    if roomy:
        st.markdown(f":small[:gray[{words.plain(detail)}]]")
    if panel.open:
        with panel:
            explain(finding, patient_id, acknowledged)


def _detail(finding: Finding, acknowledged: Acknowledged) -> str:
    """Return what stands under a headline, as much of it as one line holds; the rest is said when opened."""
    detail = finding.detail
    if finding.positives:
        waiting = open_positives(finding.positives, acknowledged)
        detail = f"{'not acknowledged' if waiting else 'acknowledged'} · {detail}"
    return shorten(detail, LINE, placeholder=" …")


def _rest(rest: Sequence[Finding], patient_id: str, acknowledged: Acknowledged) -> None:
    urgent = sum(finding.rule.severity == "act" for finding in rest)
    label = f"**{len(rest)} more**" + (f" :red[{urgent} to act on]" if urgent else "")
    names = ", ".join(words.plain(finding.headline) for finding in rest)
    panel = st.popover(
        f"{label} :small[:gray[{names}]]", type="tertiary", key="flags_rest", on_change="rerun"
    )
    if panel.open:
        with panel:
            for finding in rest:
                st.markdown(f"{badge(finding)} **{words.plain(finding.headline)}**")
                explain(finding, patient_id, acknowledged)
                st.space("xsmall")


def explain(finding: Finding, patient_id: str, acknowledged: Acknowledged) -> None:
    """Say by which rule and whose threshold a flag was raised, from which source and rows, and since when."""
    rule = finding.rule
    detail = f"  \n{words.plain(finding.detail)}" if finding.detail else ""
    st.markdown(f"**{rule.label}**{detail}")
    if rule.message:
        st.markdown(rule.message)
    facts = [f"Fires at {rule.limit}: {whose(finding)}"]
    if finding.since is not None:
        facts.append(f"Fired without a break since {words.day(finding.since)}")
    facts.append(f"Source: {rule.source}" + ("" if rule.confirmed else " (unconfirmed)"))
    st.markdown("  \n".join(f":small[:gray[{words.plain(fact)}]]" for fact in facts))
    if finding.rows:
        st.dataframe(
            rows_read(finding),
            hide_index=True,
            row_height=28,
            width=560,
            height=min(200, 40 + 28 * len(finding.rows)),
            key=f"read_{rule.id}",
            alt=f"The {len(finding.rows)} rows the rule read",
        )
    if finding.positives:
        acknowledge_form(finding.positives, patient_id, acknowledged, rule.id)


def whose(finding: Finding) -> str:
    """Say whose value the threshold is."""
    rule = finding.rule
    if rule.whose == "clinic":
        return f"the clinic's own value, the product's is {rule.default_limit}"
    return "the product's value"


def rows_read(finding: Finding) -> pd.DataFrame:
    """Return the rows a rule read: what, when, value, file and line."""
    return pd.DataFrame(
        [
            {
                "What": read.what,
                "Day": words.day(read.when) if read.when else "–",
                "Value": read.value,
                "File": read.source.file or "–",
                "Line": read.source.line or None,
            }
            for read in finding.rows
        ]
    )
