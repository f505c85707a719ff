"""Questions about a matplotlib figure: its data, its labels, its scales. Never its pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from autograder.checks.findings import passed, value_text, wrong
from autograder.checks.values import equal
from autograder.student import Handle, ask, describe, spelled
from autograder.verdict import Finding


def figure(
    _rng: np.random.Generator,
    handle: Handle,
    *,
    lines: Mapping[str, Sequence[float]],
    x: Sequence[float] | None = None,
    xscale: str = "linear",
    yscale: str = "linear",
    mistaken: Mapping[str, Mapping[str, Sequence[float]]] | None = None,
) -> Finding:
    """Does one of its axes show these lines, labelled, on that scale, with both axes named?

    Scattered points are lines where there is no other.

    Args:
        handle: a ``Figure`` or ``Axes``, or a list that begins with one.
        lines: label to the y values.
        x: the x values of every line; None accepts any.
        xscale: ``linear`` or ``log``.
        yscale: ``linear`` or ``log``.
        mistaken: a misconception's id to the lines that it draws, up to a factor.
    """
    asked = f"the figure of `{spelled(handle)}`"
    if describe(handle)["kind"] == "none":
        return wrong(asked, "it is None", "nothing-returned")
    panels = ask(handle, "figure")
    if not panels:
        return wrong(asked, "there are no axes in it")
    panel = max(panels, key=lambda one: len(one["lines"]))
    seen = {line["label"]: line for line in panel["lines"]}
    if (drawn := len(panel["lines"])) != len(lines):
        where = (
            " in one panel"
            if len(panels) > 1
            else ", those of an earlier call among them?"
            if drawn > len(lines)
            else ""
        )
        return wrong(asked, f"it has {drawn} lines, expected {len(lines)}{where}")
    if missing := [label for label in lines if label not in seen]:
        return wrong(asked, f"no line has the label `{missing[0]}`", "unlabelled")
    for label, values in lines.items():
        drawn, over, expected = seen[label]["y"], seen[label]["x"], np.asarray(values)
        if not equal(drawn, expected):
            known = [id_ for id_, other in (mistaken or {}).items() if _proportional(drawn, np.asarray(other[label]))]
            id_ = known[0] if known else None
            return wrong(
                asked, f"the line `{label}` shows `{value_text(drawn)}`, expected `{value_text(expected)}`", id_
            )
        if x is not None and not equal(over, np.asarray(x)):
            message = f"the line `{label}` is drawn over `{value_text(over)}`, expected `{value_text(np.asarray(x))}`"
            return wrong(asked, message, "counts-from-zero" if equal(over, np.arange(len(x))) else None)
    if panel["yscale"] != yscale:
        id_ = "linear-axis" if panel["yscale"] == "linear" else None
        return wrong(asked, f"its vertical axis is {value_text(panel['yscale'])}, expected {yscale}", id_)
    if panel["xscale"] != xscale:
        return wrong(asked, f"its horizontal axis is {value_text(panel['xscale'])}, expected {xscale}")
    if unnamed := [name for name in ("xlabel", "ylabel") if not panel[name].strip()]:
        return wrong(asked, f"it has no {unnamed[0]}", "unlabelled")
    if len(lines) > 1 and not set(lines) <= set(panel["legend"]):
        return wrong(asked, "it has no legend that tells the lines apart", "unlabelled")
    return passed(asked)


def _proportional(seen: np.ndarray, other: np.ndarray) -> bool:
    """Whether the one is a positive multiple of the other, as logarithms to two bases are."""
    if seen.shape != other.shape or not np.all(np.isfinite(seen)) or not np.any(other):
        return equal(seen, other)
    place = int(np.argmax(np.abs(other)))
    factor = float(seen[place] / other[place])
    return factor > 0 and equal(seen, factor * other)
