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

from autograder.checks.behaviour import random_setting
from autograder.checks.findings import passed, wrong
from autograder.student import Handle, arguments, ask, spelled
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
        unused: the misconception that a variable without any influence reveals.
    """
    asked = f"gradients of `{spelled(handle)}`"
    args = arguments(on)
    setting = random_setting(rng, handle)
    if not setting:
        return wrong(asked, "tracking finds no variable to differentiate by", "variable-not-kept")
    (plain,) = ask(handle, "forward", args=args, settings=[setting])
    if not isinstance(plain, np.ndarray):
        return wrong(asked, "the output is not a tensor")
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
        if gradient is None:
            if abs(numeric) <= floor:
                return wrong(asked, f"the output does not depend on `{path}`", unused)
            return wrong(
                asked,
                f"the gradient for `{path}` is missing, though the output depends on it: the tape does not see how",
                "leaves-tensorflow",
            )
        if gradient.shape != direction.shape:
            return wrong(asked, f"the gradient for `{path}` has another shape than `{path}`")
        analytic = float(np.sum(gradient.astype(np.float64) * direction))
        if abs(analytic - numeric) > floor + TOLERANCE * max(abs(analytic), abs(numeric)):
            return wrong(
                asked,
                f"the gradient for `{path}` is not the slope of the output "
                f"(along a random direction: {analytic:.4g}, measured {numeric:.4g})",
                "gradient-stops",
            )
    return passed(asked)
