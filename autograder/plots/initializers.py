"""What initializers draw, and what training makes of a start in which all units are equal.

Each figure returns ``(figure, data)``: what is drawn, and the numbers behind it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib
import numpy as np
from matplotlib.figure import Figure

from autograder import theory
from autograder.plots.network import Shape, sources
from autograder.plots.style import GREY, OTHERS, STYLE, colours, finish


def fingerprints(
    initializers: Sequence[str] | Mapping[str, Any] = ("glorot_uniform", "glorot_normal", "he_uniform", "he_normal"),
    shape: Shape = (300, 100),
    seed: int = 0,
) -> tuple[Figure, dict[str, dict[str, Any]]]:
    """What each initializer draws for one shape: the histogram, where it ends, and the spread.

    Args:
        initializers: names of Keras initializers, or label to one of what :func:`sources` takes.
        shape: (fan_in, fan_out).
        seed: of every draw.

    Returns:
        The figure, and for each label ``std``, ``min``, ``max`` and ``values`` (fan_in * fan_out,).
    """
    data = {}
    for label, source in sources(initializers).items():
        values = source.draw(shape, seed).ravel().astype(float)
        data[label] = {"std": float(values.std()), "min": values.min(), "max": values.max(), "values": values}
    colour = colours(list(data))
    reach = max(max(abs(found["min"]), abs(found["max"])) for found in data.values()) or 1.0
    edges = np.linspace(-1.05 * reach, 1.05 * reach, 84)  # 83 bins: 0 lies inside one
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(7, 0.9 + 0.8 * len(data)), layout="constrained")
        panels = figure.subplots(len(data), 1, sharex=True, squeeze=False)[:, 0]
        for panel, (label, found) in zip(panels, data.items(), strict=True):
            heights, _ = np.histogram(found["values"], edges)
            panel.stairs(heights / heights.max(), edges, fill=True, color=colour[label], alpha=0.75)
            for end in (found["min"], found["max"]):
                panel.axvline(end, color=colour[label], linestyle="--", linewidth=1.2)
            middle = found["values"].mean()
            panel.errorbar(middle, 1.15, xerr=found["std"], color=GREY, capsize=3, linewidth=1.5)
            panel.set(ylim=(0, 1.3), yticks=[])
            panel.spines["left"].set_visible(False)
            panel.set_ylabel(label, rotation=0, ha="right", va="center", color=colour[label])
            panel.text(1.02, 0.5, _ends(found), transform=panel.transAxes, va="center", fontsize=9)
        panels[-1].set_xlabel(f"weight, shape {tuple(shape)}; bar: one std to each side, dashes: the extremes")
        figure.suptitle("The largest weight tells the distribution: 1.73 std if uniform, 2.27 if a truncated normal")
    lines = "; ".join(
        f"{label}: std {found['std']:.3g}, from {found['min']:.3g} to {found['max']:.3g}"
        for label, found in data.items()
    )
    alt = f"Histograms of the weights that each initializer draws for shape {tuple(shape)}. {lines}."
    return finish(figure, alt), data


def _ends(found: dict[str, Any]) -> str:
    if found["min"] == found["max"]:
        return f"all {found['max']:.3g}"
    largest = max(abs(found["min"]), abs(found["max"]))
    return f"std {found['std']:.3g}\n|w| ≤ {largest:.3g}\n= {largest / found['std']:.2f} std"


#: Learning rate, and rows of the regression problem of :func:`symmetry`.
RATE, ROWS = 0.2, 32


def symmetry(
    activation: str = "tanh",
    starts: Sequence[str] = ("zeros", "constant", "random"),
    units: int = 4,
    steps: int = 100,
    seed: int = 0,
) -> tuple[Figure, dict[str, dict[str, Any]]]:
    """The hidden units of a small network while it trains, from different starts.

    The network ``activation(x W1 + b1) W2 + b2`` goes from 3 inputs over ``units`` to 1, with full-batch
    gradient descent on the squared error of a fixed problem. Biases start at 0.

    Args:
        activation: linear, relu, tanh or sigmoid.
        starts: of the weights: "zeros", "constant" (0.1) or "random" (normal, variance 1 / fan_in).
        units: number of hidden units.
        steps: number of gradient steps.
        seed: of the problem and of the random start.

    Returns:
        The figure, and for each start ``weights`` (steps + 1, 3, units): W1 before the first and after
        every step; ``rank`` of the last; ``loss`` (steps + 1,).
    """
    phi, slope = theory.functions(activation)
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((ROWS, 3))
    y = np.sin(x[:, 0]) + 0.5 * x[:, 1] * x[:, 2]
    data = {start: trained(_start(start, units, seed), phi, slope, x, y, steps) for start in starts}
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(0.6 + 2.4 * len(data), 3), layout="constrained")
        panels = figure.subplots(1, len(data), sharex=True, sharey=True, squeeze=False)[0]
        for panel, (start, found) in zip(panels, data.items(), strict=True):
            for unit in range(units):
                # Each thinner than the one below it: twins show as stripes.
                panel.plot(
                    found["weights"][:, 0, unit],
                    color=OTHERS[unit % len(OTHERS)],
                    linewidth=2 + 8 * (units - 1 - unit) / max(1, units - 1),
                    solid_capstyle="butt",
                    label=f"unit {unit + 1}",
                )
            panel.set(title=f"{start}: rank {found['rank']}", xlabel="gradient steps")
        panels[0].set_ylabel("first incoming weight")
        panels[0].margins(y=0.12)  # room for the widest line
        figure.suptitle("Units that start equal stay equal")
        if units <= len(OTHERS):
            figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=units)
    ends = "; ".join(
        f"{start}: rank {found['rank']}, loss from {found['loss'][0]:.3g} to {found['loss'][-1]:.3g}"
        for start, found in data.items()
    )
    alt = (
        f"The first incoming weight of {units} {activation} units over {steps} gradient steps, and the rank of "
        f"the first layer's weights at the end. {ends}."
    )
    return finish(figure, alt), data


def _start(name: str, units: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """W1 (3, units) and W2 (units,)."""
    if name == "random":
        rng = np.random.default_rng([seed, 1])
        return rng.standard_normal((3, units)) / np.sqrt(3), rng.standard_normal(units) / np.sqrt(units)
    if name not in ("zeros", "constant"):
        raise ValueError(f"no start {name!r}; there are zeros, constant, random")
    value = 0.0 if name == "zeros" else 0.1
    return np.full((3, units), value), np.full(units, value)


def trained(
    start: tuple[np.ndarray, np.ndarray],
    phi: theory.Function,
    slope: theory.Function,
    x: np.ndarray,
    y: np.ndarray,
    steps: int,
) -> dict[str, Any]:
    """What :func:`symmetry` returns for one start, (W1, W2), with inputs ``x`` (rows, 3) and targets ``y`` (rows,).

    Sums in place of matrix products: they treat every unit alike to the last bit.
    """
    w1, w2 = start
    b1, b2 = np.zeros_like(w2), 0.0
    weights, losses = [w1], []
    for step in range(steps + 1):
        z = (x[:, :, None] * w1).sum(1) + b1
        error = (phi(z) * w2).sum(1) + b2 - y
        losses.append(float(np.mean(error**2)))
        if step == steps:
            break
        by_output = 2.0 * error / len(y)
        by_z = by_output[:, None] * w2 * slope(z)
        w2 = w2 - RATE * (by_output[:, None] * phi(z)).sum(0)
        b2 = b2 - RATE * by_output.sum()
        w1 = w1 - RATE * (x[:, :, None] * by_z[:, None, :]).sum(0)
        b1 = b1 - RATE * by_z.sum(0)
        weights.append(w1)
    return {"weights": np.array(weights), "rank": int(np.linalg.matrix_rank(w1)), "loss": np.array(losses)}
