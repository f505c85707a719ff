"""Questions about one thing: what it is, what it holds, what it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.checks.findings import passed, shape_text, value_text, wrong
from autograder.checks.identity import pictured
from autograder.student import Handle, Unanswered, ask, describe, spelled
from autograder.verdict import Finding

#: Relative and absolute tolerance for float32 results: some hundred roundings of 2^-24.
RTOL, ATOL = 1e-4, 1e-5

_ARTICLES = {
    "variable": "a variable",
    "tensor": "a tensor",
    "array": "a NumPy array",
    "number": "a Python number",
    "none": "None",
    "list": "a list",
    "dict": "a dictionary",
    "text": "a string",
    "class": "a class",
    "layer": "a Keras layer",
    "module": "a tf.Module",
    "callable": "a function",
    "object": "an object",
}


#: Expected kind to what another kind in its place reveals.
_REVEALS = {
    "variable": {"tensor": "tensor-for-variable", "array": "tensor-for-variable", "number": "state-in-python"},
    "module": {"callable": "hidden-in-object", "object": "hidden-in-object"},
    "list": {"array": "one-array-for-all", "tensor": "one-array-for-all", "object": "lazy-iterator"},
    "number": {"tensor": "tensor-for-number"},
}
_ANY_REVEALS = {"none": "nothing-returned", "callable": "method-not-called"}
#: Property of a variable to what a wrong value of it reveals.
_LABEL_REVEALS: dict[str, dict[Any, str]] = {
    "dtype": {"int32": "int-from-python", "float64": "float64-from-numpy"},
    "name": {"Variable": "name-left-out"},
    "trainable": {True: "trainable-by-default", False: "trainable-by-default"},
}


def equal(seen: Any, expected: Any, rtol: float = RTOL) -> bool:
    """Whether two values agree: shapes and items exactly, floats within ``rtol`` and ATOL."""
    if isinstance(expected, list | tuple):
        return (
            isinstance(seen, list)
            and len(seen) == len(expected)
            and all(equal(a, b, rtol) for a, b in zip(seen, expected, strict=True))
        )
    if isinstance(expected, dict):
        if not (isinstance(seen, dict) and set(seen) == {"dict"} and isinstance(seen["dict"], dict)):
            return False
        items = seen["dict"]
        return set(items) == set(expected) and all(equal(items[key], expected[key], rtol) for key in expected)
    if expected is None or isinstance(expected, str):
        return type(seen) is type(expected) and seen == expected
    if isinstance(seen, list):  # of numbers, where an array is expected: the values count
        try:
            seen = np.asarray(seen, dtype=np.float64)
        except (TypeError, ValueError, OverflowError):
            return False
    if seen is None or isinstance(seen, str | dict):
        return False
    a, b = np.asarray(seen), np.asarray(expected)
    if a.shape != b.shape:
        return False
    if a.dtype.kind == "b" or b.dtype.kind == "b":
        return a.dtype.kind == b.dtype.kind and bool(np.array_equal(a, b))
    try:
        a, b = a.astype(np.float64), b.astype(np.float64)
    except (TypeError, ValueError, OverflowError):  # no number, or a whole one that no float holds
        return False
    return bool(np.allclose(a, b, rtol=rtol, atol=min(ATOL, rtol)))


def recognised(seen: Any, mistaken: Mapping[str, Any] | str | None, rtol: float = RTOL) -> str | None:
    """The first misconception whose value is the one that was seen; ``mistaken`` itself, if it is one."""
    if isinstance(mistaken, str):
        return mistaken
    for id_, value in (mistaken or {}).items():
        if equal(seen, value, rtol):
            return id_
    return None


def kind(
    _rng: np.random.Generator, handle: Handle, *expected: str, mistaken: Mapping[str, str] | None = None
) -> Finding:
    """Is it a ``variable``, ``tensor``, ``array``, ``number``, ``list``, ``module``, ``layer``…?

    Args:
        expected: the kinds that are right.
        mistaken: a kind to the misconception that it reveals.
    """
    asked = f"`{spelled(handle)}` is {' or '.join(_ARTICLES[kind] for kind in expected)}"
    described = describe(handle)
    if described["kind"] in expected:
        return passed(asked)
    return _another_kind(asked, described, expected[0], mistaken)


def _another_kind(asked: str, described: dict, expected: str, mistaken: Mapping[str, str] | None) -> Finding:
    seen = described["kind"]
    id_ = (_ANY_REVEALS | _REVEALS.get(expected, {}) | dict(mistaken or {})).get(seen)
    message = f"it is {_ARTICLES.get(seen, 'something else')} (`{described['type']}`)"
    return wrong(asked, message, id_, pictured(id_, asked.split("`")[1]))


def value(
    _rng: np.random.Generator,
    handle: Handle,
    equals: Any,
    mistaken: Mapping[str, Any] | str | None = None,
    when: str = "",
    rtol: float = RTOL,
) -> Finding:
    """Does it hold this value?

    Args:
        equals: number, string, None, array, or lists and dictionaries of these.
        mistaken: a misconception's id to the value that it would produce; or the id of the one
            that every other value reveals.
        when: what happened before, for the message: the handle tells how it was made, not since.
        rtol: accepted relative error of floats.
    """
    asked = f"value of `{spelled(handle)}` {when}".strip()
    seen = ask(handle, "value")["value"]
    if equal(seen, equals, rtol):
        return passed(asked)
    shown = seen["dict"] if isinstance(seen, dict) and set(seen) == {"dict"} else seen
    # A mistake is recognised more generously than right is right: its method may be a coarse one.
    id_ = recognised(seen, mistaken, min(3 * rtol, 1e-2)) or _nothing(seen, handle)
    return wrong(
        asked,
        f"it is `{value_text(shown)}`, expected `{value_text(equals)}`",
        id_,
        pictured(id_, spelled(handle)),
    )


def _nothing(seen: Any, handle: Handle) -> str | None:
    """Whether a call has returned nothing; only the description of a call's result counts what it created."""
    return "nothing-returned" if seen is None and "created" in describe(handle) else None


def same_value(_rng: np.random.Generator, left: Handle, right: Handle, mistaken: str | None = None) -> Finding:
    """Do the two hold equal values? ``mistaken`` is what other values reveal."""
    asked = f"`{spelled(left)}` and `{spelled(right)}` hold the same values"
    a, b = ask(left, "value")["value"], ask(right, "value")["value"]
    return passed(asked) if equal(a, b) else wrong(asked, f"`{value_text(a)}` and `{value_text(b)}`", mistaken)


def other_value(_rng: np.random.Generator, left: Handle, right: Handle, mistaken: str | None = None) -> Finding:
    """Do the two hold different values? ``mistaken`` is what equal ones reveal."""
    asked = f"`{spelled(left)}` and `{spelled(right)}` hold different values"
    a, b = ask(left, "value")["value"], ask(right, "value")["value"]
    return wrong(asked, f"both are `{value_text(a)}`", mistaken) if equal(a, b) else passed(asked)


_UNSET: Any = object()


def variable(
    _rng: np.random.Generator,
    handle: Handle,
    *,
    shape: Any = _UNSET,
    dtype: str = _UNSET,
    trainable: bool = _UNSET,
    name: str = _UNSET,
    mistaken: Mapping[str, Mapping[Any, str]] | None = None,
) -> Finding:
    """Is it a variable with this declared shape, dtype, trainability or name?

    Args:
        shape: declared shape; None stands for an open dimension.
        mistaken: property to wrong values and the misconceptions that they reveal here, for
            example ``{"shape": {(None, 2): "fixed-sizes"}}``; the usual ones are known.
    """
    wanted = {"shape": shape, "dtype": dtype, "trainable": trainable, "name": name}
    wanted = {key: want for key, want in wanted.items() if want is not _UNSET}
    asked = f"`{spelled(handle)}` is a variable" + (f": its {', '.join(wanted)}" if wanted else "")
    described = describe(handle)
    if described["kind"] != "variable":
        return _another_kind(asked, described, "variable", None)
    for key, want in wanted.items():
        seen = described[key]
        seen = tuple(seen) if isinstance(seen, list) else seen
        if seen != want:
            shown = (shape_text(seen), shape_text(want)) if key == "shape" else (seen, want)
            known = (_LABEL_REVEALS.get(key, {}) | dict((mistaken or {}).get(key, {}))).get(seen)
            if key == "shape" and known is None:
                known = _shape_reveals(seen, want)
            return wrong(asked, f"its {key} is `{shown[0]}`, expected `{shown[1]}`", known)
    return passed(asked)


def _shape_reveals(seen: tuple | None, want: tuple) -> str | None:
    """Whether too much or too little of a declared shape is open."""
    if seen is None or seen.count(None) > want.count(None):
        return "shape-too-open"
    return "shape-is-fixed" if seen.count(None) < want.count(None) else None


def runs(_rng: np.random.Generator, handle: Handle) -> Finding:
    """Did that call return, whatever it returned? An exception is reported with its line."""
    describe(handle)
    return passed(f"`{spelled(handle)}` runs")


def raises(
    _rng: np.random.Generator, handle: Handle, error: str | tuple[str, ...], mistaken: str | None = None
) -> Finding:
    """Did that call raise this exception (a class name, or one of several)?

    Args:
        handle: the result of the call.
        mistaken: the misconception that no exception reveals.
    """
    expected = (error,) if isinstance(error, str) else error
    asked = f"`{spelled(handle)}` raises {' or '.join(expected)}"
    try:
        described = describe(handle)
    except Unanswered as unanswered:
        failure = unanswered.failure
        if failure.kind != "broken":
            raise
        if set(failure.classes) & set(expected):
            return passed(asked)
        return wrong(asked, f"it raised {failure.classes[0]}: {failure.message}")
    return wrong(asked, f"it raised nothing and returned {_ARTICLES.get(described['kind'], 'something')}", mistaken)
