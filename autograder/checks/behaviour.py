"""Questions answered by calling: outputs, reuse over calls, ``tf.function``, one training step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.checks.findings import passed, shape_text, value_text, wrong
from autograder.checks.tracking import hidden
from autograder.checks.values import equal
from autograder.drawing import Arrow, Drawing
from autograder.student import Handle, Unanswered, arguments, ask, describe, same, spelled
from autograder.verdict import Finding


def random_setting(rng: np.random.Generator, handle: Handle) -> dict[str, np.ndarray]:
    """A random value (standard normal) for each floating variable that tracking finds in it."""
    return {
        item["path"]: rng.standard_normal(item["shape"]).astype(item["dtype"])
        for item in ask(handle, "variables")["variables"]
        if item["dtype"].startswith("float") and item["shape"] is not None and None not in item["shape"]
    }


def output(
    rng: np.random.Generator,
    handle: Handle,
    on: Any,
    equals: Callable[..., np.ndarray],
    mistaken: Mapping[str, Callable[..., np.ndarray]] | None = None,
) -> Finding:
    """Is the output what NumPy says, for random values of all variables?

    Args:
        on: the input, or a tuple of inputs.
        equals: the same computation in NumPy; its parameters are the variables' paths.
        mistaken: a misconception's id to the computation that it amounts to.
    """
    asked = f"output of `{spelled(handle)}`"
    setting = random_setting(rng, handle)
    try:
        expected = equals(**setting)
    except TypeError:
        return wrong(asked, f"it cannot be compared: tracking finds {', '.join(setting) or 'no variable'}")
    (seen,) = ask(handle, "forward", args=arguments(on), settings=[setting])
    if equal(seen, expected):
        return passed(asked)
    for id_, mistake in (mistaken or {}).items():
        if equal(seen, mistake(**setting)):
            return wrong(asked, "the numbers are not those of the formula", id_)
    if isinstance(seen, np.ndarray) and seen.shape != expected.shape:
        return wrong(asked, f"its shape is `{shape_text(seen.shape)}`, expected `{shape_text(expected.shape)}`")
    return wrong(asked, f"it is `{value_text(seen)}`, expected `{value_text(expected)}`")


def reuse(rng: np.random.Generator, handle: Handle, on: Any, called: str | None = None) -> Finding:
    """Does a second call use the variables of the first, and make none?

    Args:
        on: the input of both calls, or a tuple of inputs.
        called: name of the method to call, or None for the object itself.
    """
    asked = f"`{spelled(handle)}` called twice"
    function = getattr(handle, called) if called else handle
    args = on if isinstance(on, tuple) else (on,)
    describe(function(*args))
    first = ask(handle, "variables")["variables"]
    boxes = [Handle(handle._channel, {"object": item["object"], "path": []}, item["path"]) for item in first]
    second = function(*args)
    created = describe(second)["created"]
    later = ask(handle, "variables")["variables"]
    if created and len(later) > len(first):
        return wrong(
            asked,
            f"it owned {len(first)} variables after the first call and {len(later)} after the second",
            "new-variable-each-call",
        )
    now = {item["path"]: item for item in later}
    for box, item in zip(boxes, first, strict=True):
        again = now.get(item["path"])
        if again is None:
            return wrong(asked, f"`{item['path']}` is gone after the second call", "rebinding")
        other = Handle(handle._channel, {"object": again["object"], "path": []}, item["path"])
        if not same(box, other):
            drawing = Drawing(
                (Arrow("first call", 1, f"{item['path']}, box 1"), Arrow("second call", 2, f"{item['path']}, box 2"))
            )
            return wrong(
                asked,
                f"`{item['path']}` is another variable after the second call",
                "new-variable-each-call",
                drawing.svg(),
            )
    if created:
        return wrong(
            asked, f"the second call made {created} new variable{'s' if created > 1 else ''}", "new-variable-each-call"
        )
    return passed(f"{asked} uses the same variables")


def compiles(_rng: np.random.Generator, handle: Handle, on: Any) -> Finding:
    """Does it work inside ``tf.function``, with the outputs of a plain call and no variable more?"""
    asked = f"`{spelled(handle)}` inside `tf.function`"
    args = arguments(on)
    answer = ask(handle, "trace", args=args, times=2)
    (plain,) = ask(handle, "forward", args=args, settings=[{}])
    if not all(equal(seen, plain) for seen in answer["outputs"]):
        return wrong(asked, "its output differs from that of a plain call")
    return passed(asked)


def trains(rng: np.random.Generator, handle: Handle, on: Any, moves: tuple[str, ...] = ()) -> Finding:
    """Does one step of gradient descent over ``trainable_variables`` move these variables?

    Args:
        on: the input, or a tuple of inputs.
        moves: paths of the variables that must move; empty for all that tracking finds.
    """
    what = f"`{'`, `'.join(moves)}`" if moves else "every variable"
    asked = f"one training step moves {what} of `{spelled(handle)}`"
    args = arguments(on)
    (plain,) = ask(handle, "forward", args=args, settings=[{}])
    if not isinstance(plain, np.ndarray):
        return wrong(asked, "its output is not a tensor")
    cotangent = rng.standard_normal(plain.shape).astype(np.float32)
    try:
        answer = ask(handle, "step", args=args, cotangent=cotangent)
    except Unanswered as error:
        if "AttributeError" in error.failure.classes and "trainable_variables" in error.failure.message:
            return wrong(asked, "it has no `trainable_variables`: nothing can be trained")
        raise
    still = [path for path in moves or answer["moved"] if not answer["moved"].get(path)]
    unlisted = answer["unlisted"]
    if not still and not unlisted:
        return passed(asked)
    if unlisted:
        _, id_ = hidden(ask(handle, "variables")["untracked"])
        return wrong(
            asked,
            f"the output uses {unlisted} variable{'s' if unlisted > 1 else ''} that tracking does not list, "
            "so no optimizer gets them",
            id_ or "variable-not-kept",
        )
    return wrong(asked, f"`{'`, `'.join(still)}` did not move")
