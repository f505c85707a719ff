"""Scales of activations and gradients, layer by layer: theory and measurement on the same axes.

Theory is a line, with a band of two standard deviations of finite width (times exp(2 spread) to each
side); measurement is a marker for each seed. Each figure returns ``(figure, data)``: what is drawn,
and the numbers behind it. An axis ends at :data:`FLOOR` and :data:`CEILING`; a panel says where its
values leave it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autograder import theory
from autograder.plots import network
from autograder.plots.network import Source, sources
from autograder.plots.style import BLUE, GREY, OTHERS, PURPLE, STYLE, colours, finish, logarithmic, number

#: Where a logarithmic axis of scales ends.
FLOOR, CEILING = 1e-30, 1e30
#: Where the theory of finite width stops: beyond, fourth moments leave the range of float64.
SMALLEST, LARGEST = 1e-70, 1e70

Data = dict[tuple[str, str], dict[str, Any]]


def activation_scale(
    activations: Sequence[str] = ("linear", "relu", "tanh"),
    initializers: Sequence[str] | Mapping[str, Any] = ("glorot_uniform", "he_normal", "orthogonal"),
    yours: Any = None,
    depth: int = 16,
    width: int = 256,
    seeds: int = 4,
    batch: int = 64,
) -> tuple[Figure, Data]:
    """The second moment q of pre-activations, layer by layer: a row per activation, a column per initializer.

    Args:
        activations: names of activations.
        initializers: names of Keras initializers; or label to a name, a Keras initializer, its
            config, or a function from (shape, seed) to weights.
        yours: such a function, drawn as the column "yours" in a colour of its own.
        depth: layers of weights.
        width: units of every layer.
        seeds: networks drawn for each panel.
        batch: standard normal inputs for each network.

    Returns:
        The figure, and for each (activation, label): ``sigma2``, ``theory`` (depth,), ``band``
        (2, depth), ``measured`` (seeds, depth). The band is that of independent weights;
        orthogonal ones stay closer to the line. It is NaN where there is no theory of it.
    """
    data = _compare(activations, sources(initializers, yours), depth, width, seeds, batch)[0]
    low, high = _extremes(data, -1)
    title = f"Each layer multiplies the scale: after {depth} layers q lies between {low}\nand {high}"
    figure = _grid(data, title, backward=False)
    lines = _lines(data, -1)
    alt = (
        f"Second moment q of the pre-activations over {depth} layers of {width} units, theory and {seeds} networks, "
        f"on shared logarithmic axes. In layer {depth}: {lines}."
    )
    return finish(figure, alt), data


def gradient_scale(
    activations: Sequence[str] = ("linear", "relu", "tanh"),
    initializers: Sequence[str] | Mapping[str, Any] = ("glorot_uniform", "he_normal", "orthogonal"),
    yours: Any = None,
    depth: int = 16,
    width: int = 256,
    seeds: int = 4,
    batch: int = 64,
) -> tuple[Figure, Data]:
    """The second moment of derivatives by pre-activations, relative to the last layer's, which is drawn normal.

    Arguments, layout and data are those of :func:`activation_scale`.
    """
    data = _compare(activations, sources(initializers, yours), depth, width, seeds, batch, gradients=True)[1]
    low, high = _extremes(data, 0)
    title = (
        f"Gradients are multiplied on the way back: from 1 in layer {depth} they come\nto layer 1 as {low} to {high}"
    )
    figure = _grid(data, title, backward=True)
    lines = _lines(data, 0)
    alt = (
        f"Second moment of the gradient by each layer's pre-activations relative to layer {depth}, with {width} units, "
        f"theory and {seeds} networks, on shared logarithmic axes. In layer 1: {lines}."
    )
    return finish(figure, alt), data


def compare(
    activation: str, source: Source, depth: int, width: int, seeds: int, batch: int, gradients: bool = False
) -> list[dict[str, Any]]:
    """Theory and measurement of one activation and one initializer, as in the figures' data.

    The scale of activations; with ``gradients`` that of gradients too.
    """
    found = _compare([activation], {"": source}, depth, width, seeds, batch, gradients)
    return [entries[activation, ""] for entries in found]


def _compare(
    activations: Sequence[str],
    initial: Mapping[str, Source],
    depth: int,
    width: int,
    seeds: int,
    batch: int,
    gradients: bool = False,
) -> list[Data]:
    for activation in activations:
        theory.functions(activation)  # before any work: is there one of that name
    shape = (width, width)
    directions = (False, True) if gradients else (False,)
    measured = {(activation, label): ([], []) for activation in activations for label in initial}
    sigma2: dict[str, list[float]] = {label: [] for label in initial}
    for label, source in initial.items():
        for seed in range(seeds):
            # The same weights for every activation: drawing them costs more than passing through.
            weights = [source.draw(shape, seed * depth + layer) for layer in range(depth)]
            sigma2[label].append(source.sigma2(shape, weights))
            rng = np.random.default_rng([seed, depth])
            x, delta = rng.standard_normal((2, batch, width))
            for activation in activations:
                z = network.forward(activation, weights, x)
                measured[activation, label][0].append(network.moments(z))
                if gradients:
                    moments = network.moments(network.backward(activation, weights, z, delta))
                    measured[activation, label][1].append(moments / moments[-1])
    return [
        {
            (activation, label): expected(activation, float(np.mean(sigma2[label])), depth, width, batch, backward)
            | {"measured": np.array(found[backward])}
            for (activation, label), found in measured.items()
        }
        for backward in directions
    ]


def expected(activation: str, sigma2: float, depth: int, width: int, batch: int, backward: bool) -> dict[str, Any]:
    """``sigma2``, ``theory`` (depth,) and ``band`` (2, depth), NaN where there is no theory."""
    moments = theory.forward_moments(activation, sigma2, depth)
    line = theory.backward_moments(activation, sigma2, depth) if backward else moments
    inside = (moments > SMALLEST) & (moments < LARGEST)
    reach = depth if inside.all() else int(np.argmin(inside))  # layers before the first outside
    spread = np.full(depth, np.nan)
    if backward and reach == depth:
        spread = theory.backward_spread(activation, sigma2, width, depth, batch)
    elif reach and not backward:
        spread[:reach] = theory.forward_spread(activation, sigma2, width, reach, batch)
    return {"sigma2": sigma2, "theory": line, "band": line * np.exp([-2.0 * spread, 2.0 * spread])}


def draw(panel: Axes, found: dict[str, Any], colour: str) -> None:
    """One line with its band and its markers, over layers from 1."""
    layers = np.arange(1, len(found["theory"]) + 1)
    panel.fill_between(layers, *_positive(found["band"]), color=colour, alpha=0.25, linewidth=0)
    panel.plot(layers, _positive(found["theory"]), color=colour, linewidth=1.5)
    panel.plot(layers, _positive(found["measured"]).T, "o", color=colour, markersize=2.5)


def _positive(values: np.ndarray) -> np.ndarray:
    """``values`` with NaN for what a logarithmic axis cannot show."""
    return np.where(np.isfinite(values) & (values > 0.0), values, np.nan)


def limits(data: Sequence[dict[str, Any]]) -> tuple[float, float]:
    """Ends of a logarithmic axis for all of ``data``, at least a factor of 10 to each side of 1."""
    values = np.concatenate([np.ravel(found[key]) for found in data for key in ("theory", "measured")])
    values = np.clip(_positive(values), FLOOR, CEILING)
    low, high = (0.1, 10.0) if np.isnan(values).all() else (np.nanmin(values), np.nanmax(values))
    return min(0.1, low) / 3.0, max(10.0, high) * 3.0


def layer_ticks(depth: int) -> list[int]:
    """A few layers to put numbers on, the first among them."""
    return sorted({1, *range(0, depth + 1, max(1, depth // 4))} - {0})


def absent(found: dict[str, Any]) -> str:
    """What a panel cannot show, in a few words; empty if it shows everything."""
    measured = found["measured"]
    below = (measured < FLOOR).any(0)
    outside = below if below.any() else ~(measured <= CEILING).all(0)
    layers = np.flatnonzero(outside) + 1
    if not len(layers):
        return ""
    text = "0" if (measured[:, outside] == 0.0).all() else "off axis"
    return f"layer{'' if len(layers) == 1 else f's {layers[0]} to'} {layers[-1]}: {text}"


def _grid(data: Data, title: str, backward: bool) -> Figure:
    rows = list(dict.fromkeys(activation for activation, _ in data))
    columns = list(dict.fromkeys(label for _, label in data))
    colour = colours(columns)
    depth = len(next(iter(data.values()))["theory"])
    with matplotlib.rc_context(STYLE):
        figure = Figure(
            figsize=(min(8.0, max(6.0, 1.0 + 2.1 * len(columns))), 1.2 + 1.45 * len(rows)),
            layout="constrained",
        )
        panels = figure.subplots(len(rows), len(columns), sharex=True, sharey=True, squeeze=False)
        logarithmic(panels[0, 0], *limits(list(data.values())))
        for (activation, label), found in data.items():
            panel = panels[rows.index(activation), columns.index(label)]
            panel.axhline(1.0, color=GREY, linewidth=0.8)
            draw(panel, found, colour[label])
            # On the side that the curve has left.
            panel.annotate(
                absent(found),
                (0.02 if backward else 0.98, 1.0),
                (0, 3),
                xycoords=("axes fraction", "data"),
                textcoords="offset points",
                ha="left" if backward else "right",
                fontsize=8,
            )
        panels[0, 0].set(
            xlim=(0.5, depth + 0.5),
            xticks=layer_ticks(depth),
        )
        for label, panel in zip(columns, panels[0], strict=True):
            panel.set_title(f"{label}\nσ² = {data[rows[0], label]['sigma2']:.3g}", color=colour[label])
        for panel in panels[-1]:
            panel.set_xlabel("← layer" if backward else "layer")
        for activation, panel in zip(rows, panels[:, 0], strict=True):
            panel.set_ylabel(f"{activation}\n{'gradient²' if backward else 'q'}")
        figure.suptitle(title)
    return figure


def typical(found: dict[str, Any], layer: int) -> float:
    """Geometric mean over the seeds, the middle of a logarithmic axis; 0 if one of them is, inf if one overflowed."""
    values = found["measured"][:, layer]
    if not np.isfinite(values).all():
        return np.inf
    with np.errstate(divide="ignore"):
        return float(np.exp(np.mean(np.log(values))))


def _extremes(data: Data, layer: int) -> tuple[str, str]:
    """The smallest and the largest measured scale in one layer, and whose it is."""
    found = sorted((typical(entry, layer), key) for key, entry in data.items())
    return tuple(f"{number(value)} ({activation}, {label})" for value, (activation, label) in (found[0], found[-1]))


def _lines(data: Data, layer: int) -> str:
    return "; ".join(
        f"{activation} with {label} (sigma² {found['sigma2']:.3g}): theory {found['theory'][layer]:.2g}, "
        f"measured {typical(found, layer):.2g}"
        for (activation, label), found in data.items()
    )


def width_scale(
    std: float = 0.1,
    activation: str = "relu",
    widths: Sequence[int] = (16, 64, 256, 1024),
    depth: int = 20,
    seeds: int = 2,
    batch: int = 32,
) -> tuple[Figure, dict[int, dict[str, Any]]]:
    """The second moment q layer by layer, for normal weights of one standard deviation and several widths.

    Theory is the mean over networks. Where narrow layers make the band wide, few networks of large q
    carry that mean, and most lie below the line: by spread^2 / 2 in log q, as in a log-normal distribution.

    Returns:
        The figure, and for each width what :func:`activation_scale` returns for each panel.
    """
    theory.functions(activation)
    normal = Source(
        lambda shape, seed: np.float32(std) * np.random.default_rng(seed).standard_normal(shape, dtype=np.float32),
        lambda shape: std**2,
    )
    data = {width: compare(activation, normal, depth, width, seeds, batch)[0] for width in widths}
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(7, 3.8), layout="constrained")
        panel = figure.subplots()
        panel.axhline(1.0, color=GREY, linewidth=0.8)
        logarithmic(panel, *limits(list(data.values())))
        panel.set(
            xlim=(0.5, depth + 0.5),
            xlabel="layer",
            ylabel=f"q ({activation})",
            xticks=layer_ticks(depth),
        )
        for place, (width, found) in enumerate(data.items()):
            colour = OTHERS[place % len(OTHERS)]
            draw(panel, found, colour)
            end = np.clip(np.nan_to_num(_positive(found["theory"][-1])), *panel.get_ylim())
            text = f"{width} units, σ² = {found['sigma2']:.3g}\n{absent(found)}".strip()
            panel.annotate(
                text,
                (depth, end),
                (10, 0),
                textcoords="offset points",
                va="center",
                color=colour,
                annotation_clip=False,
            )
        ends = ", ".join(
            f"{number(typical(data[width], -1))} with {width} units" for width in sorted({min(widths), max(widths)})
        )
        figure.suptitle(f"One std, {std:g}: after {depth} layers q is {ends}")
    lines = "; ".join(
        f"{width} units (sigma² {found['sigma2']:.3g}): theory {found['theory'][-1]:.2g}, "
        f"measured {typical(found, -1):.2g}"
        for width, found in data.items()
    )
    alt = f"Second moment q of {activation} layers with weights of std {std:g}. In layer {depth}: {lines}."
    return finish(figure, alt), data


#: Too small, made to measure, too large.
THREE = {
    "normal, std 0.01": {"class_name": "RandomNormal", "config": {"stddev": 0.01}},
    "glorot_uniform": "glorot_uniform",
    "normal, std 0.2": {"class_name": "RandomNormal", "config": {"stddev": 0.2}},
}
#: What an activation's histogram shows: from, to; beyond counts into the last bin.
RANGES = {"linear": (-3.0, 3.0), "relu": (0.0, 3.0), "tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0)}
_SATURATED = {
    "linear": ("saturated", lambda a: np.zeros(a.shape, bool)),
    "relu": ("exactly 0", lambda a: a == 0.0),
    "tanh": ("|a| > .97", lambda a: np.abs(a) > 0.97),
    "sigmoid": ("a < .015, > .985", lambda a: np.abs(2.0 * a - 1.0) > 0.97),
}


def activation_histograms(
    activation: str = "tanh",
    initializers: Sequence[str] | Mapping[str, Any] = THREE,
    layers: Sequence[int] = (1, 4, 8, 16),
    width: int = 256,
    batch: int = 256,
    seed: int = 0,
) -> tuple[Figure, dict[tuple[str, int], dict[str, Any]]]:
    """Histograms of activations: a row per initializer, a column per layer.

    Args:
        activation: name of an activation.
        initializers: as in :func:`activation_scale`.
        layers: numbers of the layers drawn, from 1.
        width: units of every layer.
        batch: standard normal inputs.
        seed: of the draws.

    Returns:
        The figure, and for each (label, layer) ``values`` (batch * width,), ``std`` and ``saturated``,
        the share of values where the activation is flat: tanh beyond .97 of its range (sigmoid
        likewise), relu exactly 0, linear never.
    """
    phi, _ = theory.functions(activation)
    name, saturated = _SATURATED[activation]
    depth = max(layers)
    data = {}
    for label, source in sources(initializers).items():
        weights = [source.draw((width, width), seed * depth + layer) for layer in range(depth)]
        x = np.random.default_rng([seed, depth]).standard_normal((batch, width))
        found = network.forward(activation, weights, x)
        for layer in layers:
            values = phi(found[layer - 1]).ravel()
            data[label, layer] = {
                "values": values,
                "std": float(values.std()),
                "saturated": float(saturated(values).mean()),
            }
    rows = list(dict.fromkeys(label for label, _ in data))
    colour = colours(rows)
    low, high = RANGES[activation]
    edges = np.linspace(low, high, 42)
    with matplotlib.rc_context(STYLE):
        figure = Figure(
            figsize=(min(8.0, max(6.0, 1.0 + 1.75 * len(layers))), 1.0 + 1.35 * len(rows)), layout="constrained"
        )
        panels = figure.subplots(len(rows), len(layers), sharex=True, sharey=True, squeeze=False)
        for (label, layer), found in data.items():
            panel = panels[rows.index(label), list(layers).index(layer)]
            heights, _ = np.histogram(np.clip(found["values"], low, high), edges)
            panel.stairs(heights / len(found["values"]), edges, fill=True, color=colour[label])
            text = f"std {number(found['std'])}\n{name}: {found['saturated']:.0%}"
            panel.text(0.5, 0.97, text, transform=panel.transAxes, ha="center", va="top", fontsize=8)
        # Square roots: a spike of 1 and a flat histogram of 1/40 both show.
        panels[0, 0].set_yscale("function", functions=(lambda y: np.sqrt(np.maximum(y, 0.0)), np.square))
        panels[0, 0].set(ylim=(0, 1.9), yticks=[0, 0.1, 0.5, 1], xlim=(low, high))
        for layer, panel in zip(layers, panels[0], strict=True):
            panel.set_title(f"layer {layer}")
        for label, panel in zip(rows, panels[:, 0], strict=True):
            panel.set_ylabel(label, color=colour[label])
        beyond = "; the last bin holds what is beyond" if activation in ("linear", "relu") else ""
        figure.supxlabel(f"activation ({activation}){beyond}", fontsize=10)
        figure.supylabel("share of the values, square-root axis", fontsize=10)
        last = sorted((data[label, depth]["std"], label) for label in rows)
        ends = " to ".join(
            f"{number(std)} ({label})" for std, label in (last if len(last) < 3 else (last[0], last[-1]))
        )
        figure.suptitle(f"{depth} layers of {activation}: the activations end with std {ends}")
    lines = "; ".join(
        f"{label}: std {data[label, depth]['std']:.2g}, {name} {data[label, depth]['saturated']:.0%}" for label in rows
    )
    alt = f"Histograms of {activation} in the layers {', '.join(map(str, layers))}. In layer {depth}, {lines}."
    return finish(figure, alt), data


#: Common choices of sigma2 for tanh; gain 5/3 is that of Torch's calculate_gain.
MARKS = {"Glorot, LeCun": 1.0, "He": 2.0, "gain 5/3": 25.0 / 9.0}


def tanh_phases() -> tuple[Figure, dict[str, Any]]:
    """Where deep tanh layers settle, for sigma2 from 0.5 to 4: the fixed point of q, and the gradient's gain there.

    Returns:
        The figure, and ``sigma2``, ``q``, ``chi`` (141,) each; ``marks``: label to the three at a common choice.
    """
    sigma2 = np.linspace(0.5, 4.0, 141)
    settled = np.array([_settled(s) for s in sigma2])
    marks = {label: dict(zip(("sigma2", "q", "chi"), (s, *_settled(s)), strict=True)) for label, s in MARKS.items()}
    data = {"sigma2": sigma2, "q": settled[:, 0], "chi": settled[:, 1], "marks": marks}
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(6.5, 4.2), layout="constrained")
        panels = figure.subplots(2, 1, sharex=True)
        for panel, key, colour, name in zip(
            panels, ("q", "chi"), (BLUE, PURPLE), ("q* of deep layers", "χ*: gradient² per layer"), strict=True
        ):
            panel.plot(sigma2, data[key], color=colour, linewidth=2)
            panel.set_ylabel(name, color=colour)
            for mark in marks.values():
                panel.axvline(mark["sigma2"], color=GREY, linestyle=":", linewidth=1)
                panel.plot(mark["sigma2"], mark[key], "o", color=colour)
                panel.annotate(
                    f"{mark[key]:.2f}", (mark["sigma2"], mark[key]), (-5, 5), textcoords="offset points", ha="right"
                )
        panels[1].axhline(1.0, color=GREY, linewidth=0.8)
        for label, mark in marks.items():
            panels[0].annotate(
                label,
                (mark["sigma2"], 1),
                (0, 3),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                ha="center",
            )
        panels[1].set(xlabel="σ² = fan_in · Var(w)", xlim=(0.5, 4.0))
        figure.suptitle("Deep tanh: below σ² = 1 signals and gradients die out, above it gradients grow")
    lines = "; ".join(
        f"{label} (sigma² {mark['sigma2']:.3g}): q {mark['q']:.2f}, chi {mark['chi']:.2f}"
        for label, mark in marks.items()
    )
    alt = (
        "Fixed point of q, and gain of the squared gradient per layer at it, for tanh and sigma² from 0.5 to 4. "
        f"Both change at sigma² 1. {lines}."
    )
    return finish(figure, alt), data


def _settled(sigma2: float) -> tuple[float, float]:
    q = theory.fixed_point("tanh", sigma2)
    return q, theory.gradient_gain("tanh", sigma2, q)
