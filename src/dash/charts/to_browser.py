"""What is sent for a figure: its template written out and a revision, so that the browser draws it once.

The browser's part of Streamlit hands every figure to Plotly twice, the second time a copy. Plotly compares a copied
template as changed, and copied data too where the figure has no revision, and then draws everything again.
"""

import re
from hashlib import blake2b
from typing import Any

import orjson

Spec = dict[str, Any]
_AXIS = re.compile(r"([xy])axis\d*")


def to_browser(spec: Spec) -> Spec:
    """Return a copy of ``{"data": …, "layout": …}`` without a template, looking the same, with a revision.

    The revision is a digest of everything else: other content never has the revision of what was drawn before.

    Args:
        spec: A figure whose layout may have a ``template`` with ``layout`` only: defaults of the layout itself, of
            ``xaxis`` and ``yaxis``, and ``annotationdefaults``.
    """
    data: list[Spec] = [dict(trace) for trace in spec["data"]]
    layout: Spec = {name: value for name, value in spec["layout"].items() if name != "datarevision"}
    template = layout.pop("template", None)
    if template is not None:
        layout = _written_out(layout, template["layout"], data)
    found = orjson.dumps(
        [data, layout], default=_as_list, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS
    )
    return {"data": data, "layout": {**layout, "datarevision": blake2b(found, digest_size=8).hexdigest()}}


def _written_out(layout: Spec, defaults: Spec, data: list[Spec]) -> Spec:
    """Return the layout with each default that it does not set itself."""
    axes = {name for name in layout if _AXIS.fullmatch(name)}
    for trace in data:
        axes |= {f"{letter}axis{trace.get(f'{letter}axis', letter)[1:]}" for letter in "xy"}
    own = {
        name: value
        for name, value in defaults.items()
        if name not in {"xaxis", "yaxis", "annotationdefaults"}
    }
    written = _under(layout, own)
    for name in sorted(axes):
        written[name] = _under(layout.get(name, {}), defaults.get(f"{name[0]}axis", {}))
    if "annotations" in layout:
        note = defaults.get("annotationdefaults", {})
        written["annotations"] = [_under(one, note) for one in layout["annotations"]]
    return written


def _under(values: Spec, defaults: Spec) -> Spec:
    """Return the values with the defaults under them, level by level."""
    merged = dict(defaults)
    for name, value in values.items():
        below = defaults.get(name)
        if isinstance(below, dict) and not isinstance(value, dict) and name == "title":
            value = {"text": value}  # noqa: PLW2901 - Plotly's short form of a title
        merged[name] = _under(value, below) if isinstance(value, dict) and isinstance(below, dict) else value
    return merged


def _as_list(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else str(value)
