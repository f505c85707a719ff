"""Figures with sliders: the same theory and measurement as in ``plots``, for settings of the reader's choice."""

from __future__ import annotations

import functools
import math
from typing import Any

import matplotlib
import numpy as np
from matplotlib.figure import Figure

from autograder import theory
from autograder.plots import network, propagation
from autograder.plots.network import Source
from autograder.plots.style import BLUE, GREEN, GREY, STYLE, finish, html, logarithmic, number

#: Name to the standard deviation at gain 1, given the width of square layers. Orthogonal: 1 / sqrt(width).
INITIALIZERS = {
    "glorot": lambda width: theory.glorot_std(width, width),
    "he": theory.he_std,
    "lecun": theory.lecun_std,
    "orthogonal": theory.lecun_std,
    "normal, std 0.01": lambda width: 0.01,
    "normal, std 0.1": lambda width: 0.1,
    "normal, std 1": lambda width: 1.0,
}
WIDTHS = (16, 32, 64, 128, 256)
#: Networks per setting, inputs per network.
SEEDS, BATCH = 2, 16


@functools.lru_cache(maxsize=2 * SEEDS * 30 * len(WIDTHS))
def _unit(orthogonal: bool, width: int, seed: int) -> np.ndarray:
    """(width, width) weights of variance 1. Kept: a slider's next step needs most of them again."""
    normal = np.random.default_rng(seed).standard_normal((width, width), dtype=np.float32)
    return math.sqrt(width) * network.orthogonal(normal) if orthogonal else normal


def scales(
    activation: str, initializer: str, gain: float = 1.0, depth: int = 16, width: int = 128
) -> tuple[Figure, dict[str, dict[str, Any]]]:
    """The scales of activations and of gradients for one setting, side by side; not shown by itself.

    Args:
        activation: linear, relu, tanh or sigmoid.
        initializer: one of :data:`INITIALIZERS`.
        gain: factor on its standard deviation.
        depth: layers of weights.
        width: units of every layer.

    Returns:
        The figure, and for "q" and "gradient²" the entry that the figures of ``plots`` have for a panel.
    """
    if initializer not in INITIALIZERS:
        raise ValueError(f"no initializer {initializer!r}; there are {', '.join(INITIALIZERS)}")
    std = gain * INITIALIZERS[initializer](width)
    source = Source(
        lambda shape, seed: np.float32(std) * _unit(initializer == "orthogonal", width, seed), lambda shape: std**2
    )
    found = propagation.compare(activation, source, depth, width, SEEDS, BATCH, gradients=True)
    data = dict(zip(("q", "gradient²"), found, strict=True))
    q, gradient = (propagation.typical(found, layer) for found, layer in zip(data.values(), (-1, 0), strict=True))
    sigma2 = data["q"]["sigma2"]
    title = (
        f"σ² = {sigma2:.3g}: q is {number(q)} in layer {depth}; squared gradients come back times {number(gradient)}"
    )
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(7.5, 3.4))
        figure.subplots_adjust(left=0.08, right=0.99, bottom=0.15, top=0.82, wspace=0.1)
        panels = figure.subplots(1, 2, sharex=True, sharey=True)
        logarithmic(panels[0], *propagation.limits(list(data.values())))
        panels[0].set(xlim=(0.5, depth + 0.5), xticks=propagation.layer_ticks(depth))
        for panel, (name, found), colour, label in zip(
            panels, data.items(), (BLUE, GREEN), ("layer", "← layer"), strict=True
        ):
            panel.axhline(1.0, color=GREY, linewidth=0.8)
            propagation.draw(panel, found, colour)
            panel.set(xlabel=label)
            panel.set_title(" · ".join(filter(None, (name, propagation.absent(found)))), color=colour)
        figure.suptitle(title)
    alt = (
        f"{activation}, {initializer}, gain {gain:g}, {depth} layers of {width} units, sigma² {sigma2:.3g}. "
        f"q in layer {depth}: theory {data['q']['theory'][-1]:.2g}, measured {q:.2g}. Squared gradient in layer 1 "
        f"relative to layer {depth}: theory {data['gradient²']['theory'][0]:.2g}, measured {gradient:.2g}."
    )
    return finish(figure, alt, show=False), data


def activation_explorer(activation: str = "tanh", initializer: str = "glorot") -> Any:
    """:func:`scales` with sliders: an ipywidgets box, or the figure alone where ipywidgets is missing.

    A front end that knows no widgets shows the box as the picture of its first setting.
    """
    figure, _ = scales(activation, initializer)
    try:
        import ipywidgets
    except ImportError:
        return figure
    controls = {
        "activation": ipywidgets.Dropdown(options=list(theory.ACTIVATIONS), value=activation, description="activation"),
        "initializer": ipywidgets.Dropdown(options=list(INITIALIZERS), value=initializer, description="initializer"),
        "gain": ipywidgets.FloatSlider(value=1.0, min=0.2, max=3.0, step=0.1, description="gain"),
        "depth": ipywidgets.IntSlider(value=16, min=2, max=30, description="depth"),
        "width": ipywidgets.SelectionSlider(options=WIDTHS, value=128, description="width"),
    }
    picture = ipywidgets.HTML(html(figure, tight=False))

    def redraw(change: Any) -> None:
        picture.value = html(scales(**{name: control.value for name, control in controls.items()})[0], tight=False)

    for control in controls.values():
        control.observe(redraw, names="value")
    choices, sliders = list(controls.values())[:2], list(controls.values())[2:]
    box = ipywidgets.VBox([ipywidgets.HBox(choices), ipywidgets.HBox(sliders), picture])
    widget_only = box._repr_mimebundle_
    box._repr_mimebundle_ = lambda **kwargs: widget_only(**kwargs) | {"text/html": picture.value}
    return box
