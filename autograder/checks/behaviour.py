"""Questions answered by calling: outputs, reuse over calls, ``tf.function``, one training step."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder import protocol
from autograder.checks.findings import passed, shape_text, value_text, wrong
from autograder.checks.tracking import box, hidden, named
from autograder.checks.values import equal
from autograder.drawing import Arrow, Drawing
from autograder.evaluation.computation import Computation
from autograder.student import Failure, Handle, Unanswered, arguments, ask, describe, same, spelled
from autograder.verdict import Finding

#: Of the values of all variables together.
MAX_SETTING_BYTES = 8 * protocol.MAX_ARRAY_BYTES


def random_setting(rng: np.random.Generator, handle: Handle) -> dict[str, np.ndarray]:
    """A random value (standard normal) for each floating variable that tracking finds in it.

    Variables of unknown or open shape are left out.

    Raises:
        Unanswered: a shape that no variable has, or too many large ones; they are not drawn.
    """
    setting = {}
    left = MAX_SETTING_BYTES
    for item in ask(handle, "variables")["variables"]:
        shape, dtype = item["shape"], item["dtype"]
        if dtype not in ("float16", "float32", "float64") or shape is None or None in shape:
            continue
        size = math.prod(shape) * 8
        left -= size
        if min(shape, default=0) < 0 or size > protocol.MAX_ARRAY_BYTES or left < 0:
            raise Unanswered(Failure("protocol", f"`{item['path']}` says it has shape {tuple(shape)}"))
        setting[item["path"]] = rng.standard_normal(shape).astype(dtype)
    return setting


def output(
    rng: np.random.Generator,
    handle: Handle,
    on: Any,
    equals: Callable[..., np.ndarray],
    mistaken: Mapping[str, Callable[..., np.ndarray]] | None = None,
    variables: tuple[str, ...] | None = None,
) -> Finding:
    """Is the output what NumPy says, for random values of all variables?

    Args:
        on: the input, or a tuple of inputs.
        equals: the same computation in NumPy; its parameters are the variables' attributes.
        variables: paths that are not identifiers, such as ``ws/0``, for an ``equals`` that takes
            them as ``**values``.
        mistaken: a misconception's id to the computation that it amounts to.
    """
    asked = f"output of `{spelled(handle)}`"
    setting = random_setting(rng, handle)
    names = variables or tuple(inspect.signature(equals).parameters)
    listed = named(handle, ask(handle, "variables")["variables"], names)
    values = {name: setting[item["path"]] for name, item in listed.items() if item["path"] in setting}
    try:
        expected = equals(**values)
    except (KeyError, TypeError, ValueError):  # other variables than the formula's, or other shapes
        found = ", ".join(f"`{name}` {shape_text(value.shape)}" for name, value in values.items())
        return wrong(asked, f"it cannot be compared: tracking finds {found or 'no variable'}")
    if np.size(expected) == 0:  # whatever is compared with it is equal
        return wrong(asked, "with these variables it has no number in it")
    computation = Computation(rng, handle, on)
    (seen,) = computation.forward([setting])
    return computation.noted(_compared(asked, seen, expected, mistaken or {}, values))


def _compared(
    asked: str, seen: Any, expected: np.ndarray, mistaken: Mapping[str, Callable[..., np.ndarray]], values: dict
) -> Finding:
    if equal(seen, expected):
        return passed(asked)
    for id_, mistake in mistaken.items():
        if equal(seen, mistake(**values)):
            return wrong(asked, "the numbers are not those of the formula", id_)
    if isinstance(seen, np.ndarray) and seen.shape != expected.shape:
        return wrong(asked, f"its shape is `{shape_text(seen.shape)}`, expected `{shape_text(expected.shape)}`")
    return wrong(asked, f"it is `{value_text(seen)}`, expected `{value_text(expected)}`")


def reuse(
    rng: np.random.Generator,
    handle: Handle,
    on: Any,
    called: str | None = None,
    then: Any = None,
    mistaken: str = "new-variable-each-call",
) -> Finding:
    """Does a second call use the variables of the first, and make none?

    Args:
        on: the input of both calls, or a tuple of inputs.
        called: name of the method to call, or None for the object itself.
        then: another input, for a third call, of which the same is asked.
        mistaken: the misconception that new variables of the third call reveal.
    """
    asked = f"`{spelled(handle)}` called twice"
    function = getattr(handle, called) if called else handle
    describe(function(*_inputs(on)))
    first = ask(handle, "variables")["variables"]
    found = _again(asked, "second", handle, function(*_inputs(on)), first, "new-variable-each-call")
    if found is None and then is not None:
        third = function(*_inputs(then))
        asked += f" and then as `{spelled(third)}`"
        found = _again(asked, "third", handle, third, first, mistaken)
    if found:
        return found
    if not first:  # nothing is the same as nothing
        return wrong(asked, "after the first call, tracking finds no variable that a second one could use")
    if called is None and Computation(rng, handle, on).reads_no_variable:
        return wrong(asked, "what it computes depends on no variable")
    return passed(f"{asked} uses the same variables")


def _inputs(on: Any) -> tuple:
    return on if isinstance(on, tuple) else (on,)


def _again(asked: str, which: str, handle: Handle, result: Handle, first: list[dict], mistaken: str) -> Finding | None:
    """What is wrong with the variables after a later call, given those after the first; or None."""
    created = describe(result)["created"]
    later = ask(handle, "variables")["variables"]
    if created and len(later) > len(first):
        return wrong(
            asked,
            f"it owned {len(first)} variables after the first call and {len(later)} after the {which}",
            mistaken,
        )
    now = {item["path"] for item in later}
    if gone := [item["path"] for item in first if item["path"] not in now]:
        return wrong(asked, f"`{gone[0]}` is gone after the {which} call", "rebinding")
    if renewed := _renewed(handle, first, later):
        drawing = Drawing(
            (Arrow("first call", 1, f"{renewed[0]}, box 1"), Arrow(f"{which} call", 2, f"{renewed[0]}, box 2"))
        )
        return wrong(asked, f"`{renewed[0]}` is another variable after the {which} call", mistaken, drawing.svg())
    if created:
        return wrong(asked, f"the {which} call made {created} new variable{'s' if created > 1 else ''}", mistaken)
    return None


def _renewed(handle: Handle, before: list[dict], after: list[dict]) -> list[str]:
    """Paths that hold another variable than before."""
    now = {item["path"]: item for item in after}
    return [
        item["path"]
        for item in before
        if item["path"] in now and not same(box(handle, item), box(handle, now[item["path"]]))
    ]


def compiles(rng: np.random.Generator, handle: Handle, on: Any) -> Finding:
    """Does it work inside ``tf.function``, with the outputs of a plain call?

    TensorFlow itself refuses variables that are made on every call there. A plain call is one in
    the student's process; with an evaluator, the outputs of the graph have to be the same, too.
    """
    asked = f"`{spelled(handle)}` inside `tf.function`"
    args = arguments(on)
    answer = ask(handle, "trace", args=args, times=2)
    (plain,) = ask(handle, "forward", args=args, settings=[{}])
    if plain is None:
        return wrong(asked, "it returns nothing", "nothing-returned")
    computation = Computation(rng, handle, on)
    outputs = answer["outputs"] + (computation.forward([{}]) if computation.evaluated == "graph" else [])
    if not all(equal(seen, plain) for seen in outputs):
        return computation.noted(wrong(asked, "its output differs from that of a plain call"))
    if computation.reads_no_variable and ask(handle, "variables")["variables"]:
        return computation.noted(wrong(asked, "what it computes depends on none of its variables"))
    return computation.noted(passed(asked))


def trains(rng: np.random.Generator, handle: Handle, on: Any, moves: tuple[str, ...] = ()) -> Finding:
    """Does one step of gradient descent over ``trainable_variables`` move these variables?

    Args:
        on: the input, or a tuple of inputs.
        moves: attributes with the variables that must move; empty for all that tracking finds.
    """
    what = f"`{'`, `'.join(moves)}`" if moves else "every variable"
    asked = f"one training step moves {what} of `{spelled(handle)}`"
    args = arguments(on)
    (plain,) = ask(handle, "forward", args=args, settings=[{}])
    if not isinstance(plain, np.ndarray):
        return wrong(asked, "its output is not a tensor")
    cotangent = rng.standard_normal(plain.shape).astype(np.float32)
    before = ask(handle, "variables")["variables"]
    try:
        answer = ask(handle, "step", args=args, cotangent=cotangent)
    except Unanswered as error:
        if "AttributeError" in error.failure.classes and "trainable_variables" in error.failure.message:
            return wrong(asked, "it has no `trainable_variables`: nothing can be trained")
        raise
    listed = named(handle, before, moves)
    paths = {name: listed[name]["path"] if name in listed else name for name in moves or answer["moved"]}
    still = [name for name, path in paths.items() if not answer["moved"].get(path)]
    unlisted = answer["unlisted"]
    if not paths and not unlisted:
        return wrong(asked, "tracking finds no variable: nothing can be trained")
    if not still and not unlisted:
        computation = Computation(rng, handle, on)
        seen = computation.graph_gradients({}, cotangent)
        unused = [name for name, path in paths.items() if seen is not None and seen.get(path) is None]
        finding = wrong(asked, f"the output does not depend on `{'`, `'.join(unused)}`") if unused else passed(asked)
        return computation.noted(finding)
    if unlisted:
        after = ask(handle, "variables")
        _, id_ = hidden(after["untracked"])
        if len(after["variables"]) > len(before) or _renewed(handle, before, after["variables"]):
            id_ = "new-variable-each-call"
        return wrong(
            asked,
            f"the output uses {unlisted} variable{'s' if unlisted > 1 else ''} that tracking does not list, "
            "so no optimizer gets them",
            id_ or "variable-not-kept",
        )
    return wrong(asked, f"`{'`, `'.join(still)}` did not move")
