"""Questions about what tracking finds: distinct variables, their paths and shapes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from autograder.checks.findings import passed, shape_text, wrong
from autograder.drawing import Arrow, Drawing
from autograder.student import Handle, Unanswered, ask, describe, same, spelled
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
#: What an attribute holds instead of a variable to what it reveals.
_INSTEAD = {"tensor": "frozen-as-tensor", "array": "frozen-as-tensor", "number": "state-in-python"}
_INSTEAD_TEXT = {"tensor": "a tensor", "array": "a NumPy array", "number": "a Python number"}


def box(handle: Handle, item: dict) -> Handle:
    """The very variable that an answer about ``handle`` lists, whatever its path holds later."""
    return Handle(handle._channel, {"object": item["object"], "path": []}, item["path"])


def named(handle: Handle, items: list[dict], names: Iterable[str]) -> dict[str, dict]:
    """What tracking lists, by path; or by name, where the attribute or path in ``names`` leads to it too.

    ``self.w`` may also be in a list, or be a property over a dictionary: it is ``w`` all the same.
    """
    found, wanted = {item["path"]: item for item in items}, set(names)
    for name in names:
        if name not in found and _held(handle, name) == "variable":
            holder = _at(handle, name)
            found = {
                name if path not in wanted and same(holder, box(handle, item)) else path: item
                for path, item in found.items()
            }
    return found


def _at(handle: Handle, path: str) -> Handle:
    """What a path leads to: an attribute, or ``ws/0`` for an item of one."""
    for part in path.split("/"):
        handle = handle[int(part)] if part.isdigit() else getattr(handle, part)
    return handle


def variables(
    _rng: np.random.Generator,
    handle: Handle,
    expected: dict[str, tuple] | None = None,
    *,
    dtype: str = "float32",
    trainable: bool | None = None,
    random: tuple[str, ...] = (),
    mistaken: dict[str, dict[tuple, str]] | None = None,
    **shapes: tuple,
) -> Finding:
    """Does tracking find exactly these variables, each once: path (or attribute) to shape?

    Args:
        expected: for paths that are not identifiers, such as ``layers/0/w``.
        random: paths of variables that must not hold one number only.
        mistaken: path to wrong shapes and the misconceptions that they reveal.
    """
    wanted = (expected or {}) | shapes
    asked = f"the variables of `{spelled(handle)}`"
    answer = ask(handle, "variables")
    found = named(handle, answer["variables"], wanted)
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
    for path in random:
        held = ask(box(handle, found[path]), "value")["value"]
        if np.ptp(held) == 0:
            return wrong(
                asked, f"every number in `{path}` is {np.ravel(held)[0]:g}, expected random ones", "not-random"
            )
    return passed(f"{asked}: {_list(found) if found else 'none'}")


def count(
    _rng: np.random.Generator,
    handle: Handle,
    expected: int,
    mistaken: dict[int, str] | None = None,
    beside: Handle | None = None,
) -> Finding:
    """Does tracking find that many distinct variables?

    Args:
        mistaken: a wrong count to the misconception that it reveals.
        beside: an object of the same class that was used in the same way before: it has as many
            variables, and none of them is among these.
    """
    asked = f"number of variables that tracking finds in `{spelled(handle)}`"
    answer = ask(handle, "variables")
    seen = len(answer["variables"])
    others = ask(beside, "variables")["variables"] if beside else []
    if seen == expected:
        ours = [box(handle, item) for item in answer["variables"]]
        shared = [item["path"] for item in others for one in ours if same(one, box(beside, item))]
        if shared:
            drawing = Drawing((Arrow(f"one {shared[0]}", 1, "one box"), Arrow(f"another {shared[0]}", 1, "one box")))
            return wrong(
                asked,
                f"{len(shared)} of them also in another object, `{spelled(beside)}`: `{'`, `'.join(shared)}`",
                "shared-between-instances",
                drawing.svg(),
            )
        return passed(f"{asked}: {seen}")
    note, id_ = hidden(answer["untracked"])
    if beside and not id_ and seen < expected == len(others):
        note, id_ = f", but {expected} in another object, `{spelled(beside)}`", "shared-between-instances"
    id_ = id_ or (mistaken or {}).get(seen)
    if seen == 0 and not id_:
        id_ = _never_found(handle)
    return wrong(asked, f"{seen}, expected {expected}{note}", id_)


def _missing(
    asked: str, handle: Handle, wanted: dict, found: dict, missing: list[str], untracked: dict[str, str]
) -> Finding:
    relevant = {name: kind for name, kind in untracked.items() if name in missing} or untracked
    note, id_ = hidden(relevant)
    for path in missing:
        if id_ is None and (held := _held(handle, path)) in _INSTEAD:
            note, id_ = f" (`{path}` holds {_INSTEAD_TEXT[held]})", _INSTEAD[held]
    for path in missing:
        if id_ is None and _held(handle, path) == "variable":
            other = [known for known in found if same(_at(handle, path), box(handle, found[known]))]
            note, id_ = (f" (`{path}` is `{other[0]}`)", "variable-repeated") if other else (note, id_)
    if id_ is None and not found:
        id_ = _never_found(handle)
    seen = f"tracking finds {_list(found)}" if found else "tracking finds no variable"
    return wrong(asked, f"{seen}; missing: `{'`, `'.join(missing)}`{note}", id_)


def _held(handle: Handle, name: str) -> str | None:
    """The kind of what that attribute holds, or None without such an attribute."""
    try:
        return str(describe(_at(handle, name))["kind"])
    except Unanswered:
        return None


def _never_found(handle: Handle) -> str | None:
    """What it reveals that there is nothing at all, hidden things aside."""
    described = describe(handle)
    if described["kind"] == "module" and described.get("created") == 0:
        return "build-never-called" if _held(handle, "build") == "callable" else None
    return "variable-not-kept" if described["kind"] == "module" else None


def hidden(untracked: dict[str, Any]) -> tuple[str, str | None]:
    """What else is there, in words, and what the first of it reveals."""
    if not untracked:
        return "", None
    name, kind = next(iter(untracked.items()))
    return f" (`{name}` holds {_HIDDEN_TEXT.get(kind, 'something else')})", _HIDDEN.get(kind)


def _shape_misconception(seen: list | None, wanted: tuple) -> str | None:
    if seen is None:
        return "shape-too-open"
    if len(wanted) == 1 and seen in ([], [1]):
        return "bias-per-output"
    if len(seen) != len(wanted):
        return None
    if None in wanted and None not in seen:
        return "shape-is-fixed"
    if len(wanted) == 2 and seen == list(reversed(wanted)):
        return "weight-transposed"
    if any(size in wanted for size, want in zip(seen, wanted, strict=True) if size != want):
        return None  # a mix-up of sizes that were given
    return "fixed-sizes"


def _list(found: dict[str, dict]) -> str:
    return ", ".join(f"`{path}` {shape_text(item['shape'])}" for path, item in found.items())
