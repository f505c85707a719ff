"""Questions of identity: one box or two. A wrong answer is drawn."""

from __future__ import annotations

import numpy as np

from autograder.checks.findings import passed, wrong
from autograder.drawing import Arrow, Drawing
from autograder.student import Handle, spelled
from autograder.student import same as is_same
from autograder.verdict import Finding


def same(_rng: np.random.Generator, left: Handle, right: Handle, mistaken: str | None = None) -> Finding:
    """Are the two one object (for variables: one box)?"""
    a, b = spelled(left), spelled(right)
    asked = f"`{a}` and `{b}` are the same object"
    if is_same(left, right):
        return passed(asked)
    return wrong(asked, "they are two", mistaken, _picture(a, b, one=False))


def distinct(_rng: np.random.Generator, left: Handle, right: Handle, mistaken: str | None = None) -> Finding:
    """Are the two different objects (for variables: two boxes)?"""
    a, b = spelled(left), spelled(right)
    asked = f"`{a}` and `{b}` are two objects" if a != b else f"`{a}`, made twice, is two objects"
    if not is_same(left, right):
        return passed(asked)
    return wrong(asked, "they are one and the same", mistaken, _picture(a, b, one=True))


def pictured(misconception: str | None, text: str) -> str | None:
    """The drawing for a misconception about names and boxes; ``text`` is what was asked about."""
    if misconception in ("alias-for-copy", "shared-between-instances"):
        return _picture(text, "the other name", one=True)
    if misconception == "rebinding":
        after = Arrow("the name, now", "value", "a new value", variable=False)
        return Drawing((Arrow("the name, before", "box", "the box, as it was"), after)).svg()
    return None


def _picture(left: str, right: str, one: bool) -> str:
    other = 1 if one else 2
    return Drawing(
        (Arrow(left, 1, "one box" if one else "a box"), Arrow(right, other, "one box" if one else "another box"))
    ).svg()
