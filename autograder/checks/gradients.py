"""Gradients without a reference solution.

The student's vector-Jacobian product is compared with central differences of the student's own
forward pass, whose values :func:`autograder.checks.behaviour.output` compares with NumPy. With an
evaluator, that is the forward pass of the exported graph, and the graph's own vector-Jacobian
product has to agree with it, too (see :mod:`autograder.evaluation.computation`). For a random
cotangent c and a random direction d in variable i,

    <grad_i <c, y>, d>  ≈  (<c, y(v_i + h d)> - <c, y(v_i - h d)>) / 2h

with an error of O(h^2) (Nocedal and Wright, Numerical Optimization, 2nd ed., section 8.1).

Where the output has a kink (relu), a difference across it is no slope. A right gradient then
fails at one point and passes at another; a wrong one fails at every point. So a disagreement is
looked at again at fresh points, and each point takes several directions, or chance would pass
a wrong gradient.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder import misconceptions
from autograder.checks.behaviour import random_setting
from autograder.checks.findings import passed, wrong
from autograder.checks.values import equal
from autograder.evaluation.computation import Computation
from autograder.student import Handle, Unanswered, ask, spelled
from autograder.verdict import Finding

#: Step of the differences. In float32 the rounding error of a difference is about 2^-24 |y| / h
#: and its truncation error h^2 / 6 times the third derivative; at 3e-3 both stay below 1e-4 for
#: values of order one.
STEP = 3e-3
#: Accepted disagreement, relative to the larger of the two, and absolute. A wrong gradient comes
#: that close in about 2 of 100 directions.
TOLERANCE = 2e-2
#: Directions per variable at a point: chance passes a wrong gradient 0.02^4 = 2e-7 of the time.
DIRECTIONS = 4
#: Points. Of a network with kinks, a right gradient disagrees at about 1 in 10 points (measured:
#: 9 of 100 with one direction and a step of 1e-2), so at all of them 1e-8 of the time.
#: That holds for some dozen kinks; with 512 relu units 1 of 60 right networks failed.
POINTS = 8
#: Outputs (their sum, weighted) beyond which float32 measures no slope; more earns no tolerance.
LARGEST_SUM = 1e3


def gradients(rng: np.random.Generator, handle: Handle, on: Any, unused: str = "variable-unused") -> Finding:
    """Does the tape see how the output depends on every variable that tracking finds?

    Args:
        on: the input, or a tuple of inputs.
        unused: the misconception that a variable without any influence reveals, where there are
            others that tracking does not find.
    """
    asked = f"gradients of `{spelled(handle)}`"
    variables = ask(handle, "variables")
    for item in variables["variables"]:
        if item["trainable"] and item["dtype"] == "int32":
            return wrong(asked, f"`{item['path']}` is an integer: it has no gradient", "int-from-python")
    if not random_setting(rng, handle):
        return wrong(asked, "tracking finds no variable to differentiate by")
    computation = Computation(rng, handle, on)
    for _ in range(POINTS):
        finding, certain = _at_a_point(rng, asked, computation, variables, unused)
        if certain:
            break
    return computation.noted(finding)


def _at_a_point(
    rng: np.random.Generator, asked: str, computation: Computation, variables: dict, unused: str
) -> tuple[Finding, bool]:
    """The finding for one random value of all variables, and whether another could not change it."""
    frozen = {item["path"] for item in variables["variables"] if not item["trainable"]}
    setting = random_setting(rng, computation.handle)
    plain, again = computation.forward([setting, setting])
    if not isinstance(plain, np.ndarray):
        return wrong(asked, "the output is not a tensor"), True
    if empty := [path for path, value in setting.items() if value.size == 0]:
        return wrong(asked, f"`{empty[0]}` has no number in it"), True
    if plain.size == 0:
        return wrong(asked, "the output has no number in it"), True
    if not equal(again, plain):
        return wrong(asked, "two calls with the same values in its variables have different outputs"), True
    cotangent = rng.standard_normal(plain.shape).astype(np.float32)
    tapes = computation.gradients(setting, cotangent)
    floor = TOLERANCE * (1.0 + 1e-2 * min(float(np.sum(np.abs(cotangent * plain))), LARGEST_SUM))
    for path, value in setting.items():
        directions = [rng.standard_normal(value.shape).astype(value.dtype) for _ in range(DIRECTIONS)]
        slopes, constant = _slopes(computation, setting, path, directions, cotangent)
        for gradient in (found.get(path) for found in tapes):
            if gradient is None:
                if constant:
                    message = f"the output does not depend on `{path}`"
                    return wrong(asked, message, _unused(variables["untracked"], unused)), True
                if path in frozen:
                    message = f"`{path}` is not trainable: the tape does not watch it"
                    return wrong(asked, message, "trainable-by-default"), True
                message = (
                    f"the gradient for `{path}` is missing, though the output depends on it: the tape does not see how"
                )
                return wrong(asked, message, _unseen(computation)), True
            if gradient.shape != value.shape:
                return wrong(asked, f"the gradient for `{path}` has another shape than `{path}`"), True
            for slope, direction in zip(slopes, directions, strict=True):
                seen = float(np.sum(gradient.astype(np.float64) * direction))
                # Put this way round, what is not a number is no agreement.
                if not abs(seen - slope) <= floor + TOLERANCE * max(abs(seen), abs(slope)):
                    message = (
                        f"the gradient for `{path}` is not the slope of the output "
                        f"(along a random direction: {seen:.4g}, measured {slope:.4g})"
                    )
                    return wrong(asked, message, None if constant else "gradient-stops"), False
    return passed(asked), True


def _slopes(
    computation: Computation,
    setting: dict,
    path: str,
    directions: list[np.ndarray],
    cotangent: np.ndarray,
) -> tuple[list[float], bool]:
    """Central differences of <c, y> along ``directions`` in one variable; whether y stayed constant."""
    shifted = [
        setting | {path: setting[path] + sign * STEP * direction} for direction in directions for sign in (1, -1)
    ]
    outputs = computation.forward(shifted)
    sums = [float(np.sum(cotangent.astype(np.float64) * output)) for output in outputs]
    slopes = [(up - down) / (2 * STEP) for up, down in zip(sums[::2], sums[1::2], strict=True)]
    return slopes, all(np.array_equal(outputs[0], output) for output in outputs)


def _unused(untracked: dict[str, str], copied: str) -> str:
    """What a variable without influence reveals, given what tracking does not find."""
    kinds = set(untracked.values())
    if not kinds:
        return "variable-unused"
    return "frozen-as-tensor" if kinds == {"tensor"} else copied


def _unseen(computation: Computation) -> str:
    """Why the tape does not see it: what leaves TensorFlow cannot be traced either."""
    try:
        ask(computation.handle, "trace", args=computation.args, times=1)
    except Unanswered as error:
        known = misconceptions.from_exception(error.failure.classes, error.failure.message)
        return known.id if known else "leaves-tensorflow"
    return "gradient-stops"
