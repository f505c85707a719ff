"""Gradients without a reference solution.

The student's vector-Jacobian product is compared with central differences of the student's own
forward pass, whose values :func:`autograder.checks.behaviour.output` compares with NumPy. For a
random cotangent c and a random direction d in variable i,

    <grad_i <c, y>, d>  ≈  (<c, y(v_i + h d)> - <c, y(v_i - h d)>) / 2h

with an error of O(h^2) (Nocedal and Wright, Numerical Optimization, 2nd ed., section 8.1).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder import misconceptions
from autograder.checks.behaviour import random_setting
from autograder.checks.findings import passed, wrong
from autograder.checks.values import equal
from autograder.student import Handle, Unanswered, arguments, ask, spelled
from autograder.verdict import Finding

#: Step of the differences. In float32 the rounding error of a difference is about
#: 2^-24 |y| / h and its truncation error h^2 |y'''| / 6; at 1e-2 both stay below 1e-4
#: for values of order one.
STEP = 1e-2
#: Accepted disagreement, relative to the larger of the two and to the noise of the sum.
TOLERANCE = 2e-2


def gradients(rng: np.random.Generator, handle: Handle, on: Any, unused: str = "variable-unused") -> Finding:
    """Does the tape see how the output depends on every variable that tracking finds?

    Args:
        on: the input, or a tuple of inputs.
        unused: the misconception that a variable without any influence reveals, where there are
            others that tracking does not find.
    """
    asked = f"gradients of `{spelled(handle)}`"
    args = arguments(on)
    variables = ask(handle, "variables")
    for item in variables["variables"]:
        if item["trainable"] and item["dtype"] == "int32":
            return wrong(asked, f"`{item['path']}` is an integer: it has no gradient", "int-from-python")
    frozen = {item["path"] for item in variables["variables"] if not item["trainable"]}
    setting = random_setting(rng, handle)
    if not setting:
        return wrong(asked, "tracking finds no variable to differentiate by")
    plain, again = ask(handle, "forward", args=args, settings=[setting, setting])
    if not isinstance(plain, np.ndarray):
        return wrong(asked, "the output is not a tensor")
    if not equal(again, plain):
        return wrong(asked, "two calls with the same values in its variables have different outputs")
    cotangent = rng.standard_normal(plain.shape).astype(np.float32)
    found = ask(handle, "gradients", args=args, setting=setting, cotangent=cotangent)
    directions = {path: rng.standard_normal(value.shape).astype(value.dtype) for path, value in setting.items()}
    shifted = [
        setting | {path: setting[path] + sign * STEP * direction}
        for path, direction in directions.items()
        for sign in (1, -1)
    ]
    outputs = ask(handle, "forward", args=args, settings=shifted)
    sums = [float(np.sum(cotangent.astype(np.float64) * output)) for output in outputs]
    noise = float(np.sum(np.abs(cotangent * plain)))
    for index, (path, direction) in enumerate(directions.items()):
        numeric = (sums[2 * index] - sums[2 * index + 1]) / (2 * STEP)
        floor = TOLERANCE * (1.0 + 1e-2 * noise)
        gradient = found.get(path)
        constant = np.array_equal(outputs[2 * index], outputs[2 * index + 1])
        if gradient is None:
            if constant:
                return wrong(asked, f"the output does not depend on `{path}`", _unused(variables["untracked"], unused))
            if path in frozen:
                return wrong(asked, f"`{path}` is not trainable: the tape does not watch it", "trainable-by-default")
            return wrong(
                asked,
                f"the gradient for `{path}` is missing, though the output depends on it: the tape does not see how",
                _unseen(handle, args),
            )
        if gradient.shape != direction.shape:
            return wrong(asked, f"the gradient for `{path}` has another shape than `{path}`")
        analytic = float(np.sum(gradient.astype(np.float64) * direction))
        allowed = floor + TOLERANCE * max(abs(analytic), abs(numeric))
        if not np.isfinite(analytic) or abs(analytic - numeric) > allowed:
            return wrong(
                asked,
                f"the gradient for `{path}` is not the slope of the output "
                f"(along a random direction: {analytic:.4g}, measured {numeric:.4g})",
                None if constant else "gradient-stops",
            )
    return passed(asked)


def _unused(untracked: dict[str, str], copied: str) -> str:
    """What a variable without influence reveals, given what tracking does not find."""
    kinds = set(untracked.values())
    if not kinds:
        return "variable-unused"
    return "frozen-as-tensor" if kinds == {"tensor"} else copied


def _unseen(handle: Handle, args: list) -> str:
    """Why the tape does not see it: what leaves TensorFlow cannot be traced either."""
    try:
        ask(handle, "trace", args=args, times=1)
    except Unanswered as error:
        known = misconceptions.from_exception(error.failure.classes, error.failure.message)
        return known.id if known else "leaves-tensorflow"
    return "gradient-stops"
