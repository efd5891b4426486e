"""The flags of one patient: what fired, each open to its rule, threshold, source and rows."""

import re
from collections import Counter
from collections.abc import Sequence
from textwrap import shorten

import pandas as pd
import streamlit as st

from dash.reports.acknowledged import acknowledgement_of, by_whom, in_full
from dash.rulebook.finding import Finding
from dash.store.journal import Acknowledged
from dash.ui import words
from dash.ui.acknowledge import acknowledge_form
from dash.ui.whose import name_line, named

LOOKS = {
    "act": ("red", "priority_high", "Act"),
    "review": ("orange", "visibility", "Review"),
    "check": ("violet", "compare_arrows", "Check"),
    "missing": ("gray", "help", "Missing"),
    "note": ("blue", "info", "Note"),
}
"""Colour, icon and word of each severity; the word is always there, so that colour never stands alone."""
COLUMNS = 4
LINE = 51
"""Characters of small text on one line of one of four columns at the narrowest width; of fewer columns in proportion."""
BOLD = 27
"""Characters of bold text beside the badge on one line of one of four columns at the narrowest width."""
_KEPT = re.compile(r"\b(19|20)\d\d$|^(not )?acknowledged")
"""What is never shortened: how old something is, and whether somebody has seen it."""
_STATE = re.compile(r"(not )?acknowledged")
_DAY = re.compile(r"\d{1,2} \w{3} (19|20)\d\d")
_RULE_PX = (270, 270, 460)
"""Widths in the tables of rules, for the longest words of the rulebook."""
STATES = {"not_fired": "Not fired", "not_measurable": "Not measurable"}


def flag_row(findings: Sequence[Finding], patient_id: str, acknowledged: Acknowledged) -> None:
    """Show what fired in the room of two lines, the most urgent first.

    Up to four flags share the width and say on a second line what was found. From five on a flag has one line, but an
    answer about suicidal thoughts keeps its second one; what finds no place stands behind the last one, which counts it.
    """
    fired = [finding for finding in findings if finding.state == "fired"]
    if not fired:
        measured = sum(finding.state == "not_fired" for finding in findings)
        st.markdown(
            f":small[:gray[No rule has fired: {measured} of {len(findings)} rules could be measured.]]",
        )
        return
    columns, rest = arranged(fired)
    for place, (column, held) in enumerate(zip(st.columns(len(columns)), columns, strict=True)):
        with column.container(gap=None):
            for finding in held:
                _flag(
                    finding,
                    patient_id,
                    acknowledged,
                    len(held) == 1 and not _shares(place, columns, rest),
                    len(columns),
                )
            if rest and place == len(columns) - 1:
                _rest(rest, patient_id, acknowledged)


def arranged(fired: Sequence[Finding]) -> tuple[list[list[Finding]], list[Finding]]:
    """Return the flags of each column, and those without a place.

    A column holds one flag of two lines or two of one line; with flags left over the last place is for saying so.
    """
    if len(fired) <= COLUMNS:
        return [[finding] for finding in fired], []
    tall = [finding for finding in fired if finding.positives][: COLUMNS - 1]
    flat = [finding for finding in fired if finding not in tall]
    room = 2 * (COLUMNS - len(tall))
    shown = flat if len(flat) <= room else flat[: room - 1]
    columns = [[finding] for finding in tall]
    width = COLUMNS - len(tall)
    columns += [list(shown[place::width]) for place in range(width)]
    if fired[0] not in tall:
        # What comes before all answers, a contraindication, stands first.
        columns.insert(0, columns.pop(len(tall)))
    return columns, list(flat[len(shown) :])


def _shares(place: int, columns: Sequence[Sequence[Finding]], rest: Sequence[Finding]) -> bool:
    """Tell whether the one flag of a column shares it with the count of the others."""
    return bool(rest) and place == len(columns) - 1


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
        name_line()
        for state, title in STATES.items():
            st.markdown(f"**{title}** :small[:gray[{counts[state]}]]")
            told = "Why" if state == "not_measurable" else "Found"
            rows = [
                {
                    "Rule": finding.rule.label,
                    "Fires at": finding.rule.limit,
                    told: finding.why or finding.headline,
                }
                for finding in findings
                if finding.state == state
            ]
            if rows:
                st.dataframe(
                    pd.DataFrame(rows),
                    hide_index=True,
                    row_height=28,
                    width=sum(_RULE_PX),
                    height=min(260, 40 + 28 * len(rows)),
                    column_config={
                        name: st.column_config.TextColumn(width=px)
                        for name, px in zip(("Rule", "Fires at", told), _RULE_PX, strict=True)
                    },
                    key=f"rules_{state}",
                    alt=named(f"{title}: {len(rows)} rules"),
                )


def badge(finding: Finding, acknowledged: Acknowledged) -> str:
    """Return the word of a flag's severity with its icon; grey with a tick once somebody acknowledged its answers."""
    colour, icon, word = LOOKS[finding.rule.severity]
    if acknowledgement_of(finding.positives, acknowledged):
        colour, icon = "gray", "done"
    return f":{colour}-badge[:material/{icon}: {word}]"


def _flag(finding: Finding, patient_id: str, acknowledged: Acknowledged, roomy: bool, columns: int) -> None:
    """Show one flag: what is wrong by its rule, then what was found."""
    wider = COLUMNS / columns
    name, found = flag_words(finding, acknowledged, int(BOLD * wider))
    headline = f"**{words.plain(name)}**"
    if not roomy and not finding.positives:
        headline, found = one_line(finding, int(BOLD * wider)), []
    said = acknowledgement_of(finding.positives, acknowledged)
    if finding.rule.severity == "act":
        # On the ground of the word "Act": red letters alone would be paler in greyscale than those of a review.
        headline = f":{'gray' if said else 'red-background'}[{headline}]"
    beside, left = "", int(BOLD * wider) - len(name)
    # What has no room whole is said when the flag is opened.
    if not roomy and found and len(found[0]) <= left:
        beside = f" :small[:gray[{words.plain(fitted_line(found, left))}]]"
    panel = st.popover(
        f"{badge(finding, acknowledged)} {headline}{beside}",
        type="tertiary",
        key=f"flag_{finding.rule.id}",
        on_change="rerun",
        help=words.plain(in_full(said)) if said else None,
    )
    if roomy:
        st.markdown(f":small[:gray[{words.plain(fitted_line(found, int(LINE * wider)))}]]")
    with panel:
        if panel.open:
            name_line()
            explain(finding)
        _acknowledging(finding, patient_id, acknowledged, shown=bool(panel.open))


def one_line(finding: Finding, most: int) -> str:
    """Return what is wrong with its value in Markdown for a flag of one line: in small letters where it is long, never cut."""
    whole = f"**{words.plain(finding.headline)}**"
    return whole if len(finding.headline) <= most else f":small[{whole}]"


def flag_words(finding: Finding, acknowledged: Acknowledged, most: int) -> tuple[str, list[str]]:
    """Return what is wrong, and in parts what was found, when and whether it was acknowledged.

    Args:
        finding: What fired.
        acknowledged: Answers that somebody acknowledged.
        most: Characters of what is wrong that have room; with more, the value moves to what was found.
    """
    rule, headline = finding.rule, finding.headline
    parts = [part for part in finding.detail.split(" · ") if part]
    name = headline
    if rule.says and len(headline) > most and not finding.positives:
        name, parts = rule.says, [headline.removeprefix(f"{rule.says}: "), *parts]
    elif not rule.says and rule.label.casefold() not in headline.casefold() and not finding.positives:
        # A headline without what is wrong needs the rule's name before it.
        name, parts = rule.label, [headline, *parts]
    if finding.positives:
        if len(name) > most:
            # Of "C-SSRS ideation 3, 29 Aug 2025, 15 months ago" the day stands in what was found.
            name = ", ".join(part for part in name.split(", ") if not _DAY.fullmatch(part))
        said = acknowledgement_of(finding.positives, acknowledged)
        parts = [by_whom(said), *parts, said.reason] if said else ["not acknowledged", *parts]
    return name, parts


def fitted_line(parts: Sequence[str], most: int) -> str:
    """Return parts as one line of at most so many characters, whole parts left out from the end: half a number misleads.

    Of an answer that waits for somebody, "not acknowledged" and the day always stay; words without a number are shortened
    instead.
    """
    held = list(parts)
    answer = bool(held) and bool(_STATE.match(held[0]))
    while len(text := " · ".join(held)) > most and len(held) > 1:
        cut = [place for place, part in enumerate(held) if not (answer and _KEPT.search(part))]
        if not cut:
            # Of several days the first part's stays.
            dated = [place for place, part in enumerate(held) if not _STATE.match(part)]
            # Who acknowledged it and when has the day of that; the answer's own is said when the flag is opened.
            if len(dated) < (1 if held[0].startswith("acknowledged by") else 2):
                return text
            del held[dated[-1]]
            continue
        place = cut[-1]
        left = len(held[place]) - (len(text) - most)
        if left < 6 or re.search(r"\d", held[place]):
            del held[place]
        else:
            held[place] = held[place][: left - 1].rstrip() + "…"
    text = " · ".join(held)
    return text if len(text) <= most or answer else shorten(text, most, placeholder="…")


def _rest(rest: Sequence[Finding], patient_id: str, acknowledged: Acknowledged) -> None:
    """Count the flags without a place by severity; which they are is said when opened."""
    counts = Counter(finding.rule.severity for finding in rest)
    named = [f"{counts[severity]} {look[2].lower()}" for severity, look in LOOKS.items() if counts[severity]]
    if counts["act"]:
        named[0] = f":red[{named[0]}]"
    panel = st.popover(
        f"**{len(rest)} more**: {', '.join(named)}",
        type="tertiary",
        key="flags_rest",
        on_change="rerun",
        help=words.plain("; ".join(finding.headline for finding in rest)),
    )
    with panel:
        if panel.open:
            name_line()
        for finding in rest:
            if panel.open:
                st.markdown(badge(finding, acknowledged))
                explain(finding)
            _acknowledging(finding, patient_id, acknowledged, shown=bool(panel.open))
            if panel.open:
                st.space("xsmall")


def _acknowledging(finding: Finding, patient_id: str, acknowledged: Acknowledged, *, shown: bool) -> None:
    if finding.positives:
        acknowledge_form(finding.positives, patient_id, acknowledged, finding.rule.id, shown=shown)


def explain(finding: Finding) -> None:
    """Say by which rule and whose threshold a flag was raised, from which source and rows, and since when."""
    rule = finding.rule
    found = "  \n".join(words.plain(line) for line in (finding.headline, finding.detail) if line)
    st.markdown(f"**{rule.label}**  \n{found}")
    if rule.message:
        st.markdown(rule.message)
    facts = [f"Fires at {rule.limit}: {whose(finding)}"]
    if finding.since is not None:
        facts.append(f"Fired without a break since {words.day(finding.since)}")
    facts.append(f"Source: {rule.source}" + ("" if rule.confirmed else " (unconfirmed)"))
    facts += [f"Says also: {one.headline} (fires at {one.rule.limit})" for one in finding.also]
    st.markdown("  \n".join(f":small[:gray[{words.plain(fact)}]]" for fact in facts))
    if finding.rows:
        st.dataframe(
            rows_read(finding),
            hide_index=True,
            row_height=28,
            width=560,
            height=min(200, 40 + 28 * len(finding.rows)),
            key=f"read_{rule.id}",
            alt=named(f"The {len(finding.rows)} rows the rule read"),
        )


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
