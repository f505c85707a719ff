"""Questions about what tracking finds: distinct variables, their paths and shapes."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.checks.findings import passed, shape_text, wrong
from autograder.student import Handle, ask, describe, spelled
from autograder.verdict import Finding

#: What an untracked attribute holds (see ``observer.untracked``) to what it reveals.
_HIDDEN = {
    "tensor": "frozen-as-tensor",
    "tf.Variable": "tf-variable-in-layer",
    "keras.Variable": "keras-variable-in-module",
    "layer": "keras-variable-in-module",
    "module": "tf-variable-in-layer",
    "object": "hidden-in-object",
    "closure": "hidden-in-closure",
    "class": "hidden-on-class",
}
_HIDDEN_TEXT = {
    "tensor": "a tensor",
    "tf.Variable": "a raw tf.Variable",
    "keras.Variable": "a keras.Variable",
    "layer": "a Keras layer",
    "module": "a tf.Module",
    "object": "a plain object with variables in it",
    "closure": "a function with variables in it",
    "class": "a variable on the class",
}


def variables(
    _rng: np.random.Generator,
    handle: Handle,
    expected: dict[str, tuple] | None = None,
    *,
    dtype: str = "float32",
    trainable: bool | None = None,
    mistaken: dict[str, dict[tuple, str]] | None = None,
    **shapes: tuple,
) -> Finding:
    """Does tracking find exactly these variables, each once: path (or attribute) to shape?

    Args:
        expected: for paths that are not identifiers, such as ``layers/0/w``.
        mistaken: path to wrong shapes and the misconceptions that they reveal.
    """
    wanted = (expected or {}) | shapes
    asked = f"the variables of `{spelled(handle)}`"
    answer = ask(handle, "variables")
    found = {item["path"]: item for item in answer["variables"]}
    untracked = answer["untracked"]
    if missing := [path for path in wanted if path not in found]:
        return _missing(asked, handle, wanted, found, missing, untracked)
    if extra := [path for path in found if path not in wanted]:
        return wrong(asked, f"tracking finds {_list(found)}; `{'`, `'.join(extra)}` should not be there")
    for path, shape in wanted.items():
        item = found[path]
        seen = item["shape"]
        if seen is None or tuple(seen) != tuple(shape):
            return wrong(
                asked,
                f"`{path}` has shape `{shape_text(seen)}`, expected `{shape_text(shape)}`",
                (mistaken or {}).get(path, {}).get(tuple(seen or ())) or _shape_misconception(seen, shape),
            )
        if item["dtype"] != dtype:
            id_ = {"int32": "int-from-python", "float64": "float64-from-numpy"}.get(item["dtype"])
            return wrong(asked, f"`{path}` has dtype `{item['dtype']}`, expected `{dtype}`", id_)
        if trainable is not None and item["trainable"] is not trainable:
            return wrong(
                asked, f"`{path}` has trainable={item['trainable']}, expected {trainable}", "trainable-by-default"
            )
    return passed(f"{asked}: {_list(found) if found else 'none'}")


def count(_rng: np.random.Generator, handle: Handle, expected: int, mistaken: dict[int, str] | None = None) -> Finding:
    """Does tracking find that many distinct variables?

    Args:
        mistaken: a wrong count to the misconception that it reveals.
    """
    asked = f"number of variables that tracking finds in `{spelled(handle)}`"
    answer = ask(handle, "variables")
    seen = len(answer["variables"])
    if seen == expected:
        return passed(f"{asked}: {seen}")
    note, id_ = hidden(answer["untracked"])
    return wrong(asked, f"{seen}, expected {expected}{note}", id_ or (mistaken or {}).get(seen))


def _missing(
    asked: str, handle: Handle, wanted: dict, found: dict, missing: list[str], untracked: dict[str, str]
) -> Finding:
    relevant = {name: kind for name, kind in untracked.items() if name in missing} or untracked
    note, id_ = hidden(relevant)
    if id_ is None and not found and describe(handle)["kind"] in ("module", "layer"):
        id_ = "variable-not-kept"
    seen = f"tracking finds {_list(found)}" if found else "tracking finds no variable"
    return wrong(asked, f"{seen}; missing: `{'`, `'.join(missing)}`{note}", id_)


def hidden(untracked: dict[str, Any]) -> tuple[str, str | None]:
    """What else is there, in words, and what the first of it reveals."""
    if not untracked:
        return "", None
    name, kind = next(iter(untracked.items()))
    return f" (`{name}` holds {_HIDDEN_TEXT.get(kind, 'something else')})", _HIDDEN.get(kind)


def _shape_misconception(seen: list | None, wanted: tuple) -> str | None:
    if seen is None:
        return "shape-too-open"
    if len(seen) != len(wanted):
        return None
    if None in wanted and None not in seen:
        return "shape-is-fixed"
    return "fixed-sizes"


def _list(found: dict[str, dict]) -> str:
    return ", ".join(f"`{path}` {shape_text(item['shape'])}" for path, item in found.items())
