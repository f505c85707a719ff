"""Has every layer of a network outputs of variance 1, as LSUV leaves them (Mishkin and Matas 2015)?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from autograder.checks.findings import passed, wrong
from autograder.checks.initial_values import gain_of
from autograder.student import Handle, ask, describe, spelled
from autograder.verdict import Finding


def unit_variance(
    _rng: np.random.Generator,
    handle: Handle,
    *,
    activation: Callable[[np.ndarray], np.ndarray],
    on: np.ndarray,
    tolerance: float,
    when: str = "",
    mistaken: Mapping[str, Callable[[np.ndarray], np.ndarray]] | None = None,
    start: Sequence[np.ndarray] = (),
) -> Finding:
    """Have all layers of a list outputs of variance 1, before the activation?

    Args:
        handle: a list of Keras layers with ``kernel`` and ``bias``, as many as when it was made.
        activation: what is between them, in NumPy.
        on: the input, shape (batch, n_in).
        tolerance: accepted distance of the variance from 1.
        when: for the message.
        mistaken: a misconception's id to another activation, with which the variances are 1.
        start: the kernels as they were before, to see whether they have changed.
    """
    asked = f"variance of each layer's output in `{spelled(handle)}` {when}".strip()
    parameters, problem = _parameters(asked, handle, on.shape[-1])
    if problem:
        return problem
    found = _variances(parameters, on, activation)
    off = [number for number, variance in enumerate(found, 1) if not abs(variance - 1.0) <= tolerance]
    if not off:
        return passed(asked)
    message = f"it is {found[off[0] - 1]:.3g} in layer {off[0]}, expected 1 within {tolerance:g}"
    if start and all(np.array_equal(kernel, was) for (kernel, _), was in zip(parameters, start, strict=True)):
        return wrong(asked, f"{message}: no kernel has changed", "box-unchanged")
    return wrong(
        asked,
        f"{message} ({len(off)} of {len(found)} layers are off)",
        _not_unit(parameters, on, activation, tolerance, mistaken or {}),
    )


def _variances(parameters: list, on: np.ndarray, activation: Callable, after: bool = False) -> np.ndarray:
    """Variance of each layer's output before (or ``after``) the activation."""
    hidden, found = on.astype(np.float64), []
    with np.errstate(all="ignore"):  # what is not finite is off
        for kernel, bias in parameters:
            outputs = hidden @ kernel + bias
            hidden = activation(outputs)
            found.append(float((hidden if after else outputs).var()))
    return np.array(found)


def _not_unit(
    parameters: list,
    on: np.ndarray,
    activation: Callable,
    tolerance: float,
    mistaken: Mapping[str, Callable],
) -> str | None:
    """What went by instead of the outputs' variance.

    Told from what does have variance 1; or, where kernels are orthogonal, from their gains: these
    are what the kernels were divided by, and so what was measured.
    """

    def unit(variances: np.ndarray) -> bool:
        return bool(np.all(np.abs(variances - 1.0) <= tolerance))

    found = _variances(parameters, on, activation)
    if len(found) > 1 and _gains(parameters[:-1]) is not None and _gains(parameters[-1:]) is None and unit(found[:-1]):
        return "last-layer-left-out"
    if unit(_variances(parameters, on, lambda z: z)):
        return "activation-left-out"
    for id_, other in mistaken.items():
        if unit(_variances(parameters, on, other)):
            return id_
    if (alone := _alone(parameters, on)) is not None and unit(alone):
        return "batch-for-every-layer"
    if unit(_variances(parameters, on, activation, after=True)):
        return "after-the-activation"
    gains = _gains(parameters)
    if gains is None:
        return None
    begun = [(kernel / gain, bias) for (kernel, bias), gain in zip(parameters, gains, strict=True)]
    if np.allclose(gains**-2, _variances(begun, on, activation), rtol=1e-2):
        return "all-at-once"
    once = [_variances([*parameters[:number], begun[number]], on, activation)[-1] for number in range(len(begun))]
    return "single-division" if np.allclose(gains**-2, once, rtol=1e-2) else None


def _alone(parameters: list, on: np.ndarray) -> np.ndarray | None:
    """Variance of each layer's output on the batch itself, if it fits them all."""
    if any(len(kernel) != on.shape[-1] for kernel, _ in parameters):
        return None
    with np.errstate(all="ignore"):  # what is not finite is off
        return np.array([(on @ kernel + bias).var() for kernel, bias in parameters])


def _gains(parameters: list) -> np.ndarray | None:
    """The gain of each kernel, if all are orthogonal."""
    found = [gain_of(kernel) for kernel, _ in parameters]
    return None if None in found else np.array(found)


def _parameters(asked: str, handle: Handle, n_in: int) -> tuple[list[tuple[np.ndarray, np.ndarray]], Finding | None]:
    """Kernel and bias of each layer, and what is wrong with them as a network for ``n_in`` inputs."""
    made, held = (len(described["keys"] or ()) for described in (describe(handle), ask(handle, "describe")))
    if not made or held != made:
        return [], wrong(asked, f"there are {held} layers in it" + (f", expected {made}" if made else ""))
    found = []
    for number in range(made):
        kernel, bias = (ask(part, "value")["value"] for part in (handle[number].kernel, handle[number].bias))
        fits = isinstance(kernel, np.ndarray) and isinstance(bias, np.ndarray) and kernel.ndim == 2 and kernel.size
        if not fits or len(kernel) != n_in or bias.shape != kernel.shape[1:]:
            return [], wrong(asked, f"kernel and bias of layer {number + 1} do not fit {n_in} inputs")
        found.append((kernel.astype(np.float64), bias.astype(np.float64)))
        n_in = kernel.shape[1]
    return found, None
