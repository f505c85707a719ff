"""Who tracks a variable, and what becomes of it over calls and training.

Each figure returns ``(figure, data)``: what is drawn, and the numbers behind it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import Any

import keras
import matplotlib
import numpy as np
import tensorflow as tf
from matplotlib.figure import Figure

from autograder.plots.style import BLUE, GREEN, GREY, ORANGE, PURPLE, STYLE, finish


def tracking_worlds(keras: bool = True) -> tuple[Figure, dict[str, dict[str, bool]]]:
    """Who finds a variable, by what the attribute holds that leads to it.

    Args:
        keras: whether Keras takes part; without it, ``tf.Module`` alone looks.

    Returns:
        The figure, and for each kind of content (row) which of ``tf.Module``, ``keras.Layer``
        and ``tf.train.Checkpoint`` (columns) found the variable, measured on fresh objects.
    """
    found = {}
    for name, make in _CONTENTS.items():
        marks = {"tf.Module": _finds(tf.Module(), make)}
        if keras:
            marks |= {"keras.Layer": _finds(_new_layer(), make), "Checkpoint of a tf.Module": _saves(make)}
        if keras or "eras" not in name:
            found[name] = marks
    title = "Module and layer list their own kind; a checkpoint follows both"
    if not keras:
        title = "A module finds what containers and modules lead to"
    columns = list(next(iter(found.values())))
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(7, 0.6 + 0.45 * len(found)))
        axes = figure.subplots()
        for row, marks in enumerate(found.values()):
            for column, mark in enumerate(marks.values()):
                axes.scatter(
                    column,
                    row,
                    s=150,
                    marker="o" if mark else "x",
                    color=GREEN if mark else GREY,
                    linewidths=2,
                )
        axes.set_xticks(range(len(columns)), columns)
        axes.set_yticks(range(len(found)), list(found))
        axes.set(xlim=(-0.5, len(columns) - 0.5), ylim=(len(found) - 0.5, -0.5))
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        axes.set_title(title, pad=26)
    lines = "; ".join(
        f"{name}: {', '.join(c for c, mark in marks.items() if mark) or 'nobody'}" for name, marks in found.items()
    )
    return finish(figure, f"Who finds the variable, by what the attribute holds. {lines}."), found


class _Plain:
    def __init__(self, content: Any):
        self.content = content


def _module() -> tf.Module:
    module = tf.Module()
    module.v = tf.Variable(1.0)
    return module


def _new_layer() -> keras.Layer:
    return keras.layers.Layer()


def _layer() -> keras.Layer:
    layer = keras.layers.Dense(1, use_bias=False)
    layer.build((None, 1))
    return layer


def _closure() -> Callable[[], tf.Variable]:
    variable = tf.Variable(1.0)
    return lambda: variable


_CONTENTS: dict[str, Callable[[], Any]] = {
    "a tf.Variable": lambda: tf.Variable(1.0),
    "a list of tf.Variables": lambda: [tf.Variable(1.0)],
    "a tf.Module": _module,
    "a keras.Variable": lambda: keras.Variable(1.0),
    "a list of keras.Variables": lambda: [keras.Variable(1.0)],
    "a Keras layer": _layer,
    "a plain Python object": lambda: _Plain(tf.Variable(1.0)),
    "a function (closure)": _closure,
}


def _finds(owner: Any, make: Callable[[], Any]) -> bool:
    owner.content = make()
    return len(owner.variables) == 1


def _saves(make: Callable[[], Any]) -> bool:
    owner = tf.Module()
    owner.content = make()
    with tempfile.TemporaryDirectory() as folder:
        path = tf.train.Checkpoint(owner=owner).write(f"{folder}/checkpoint")
        return any(key.startswith("owner/") for key, _ in tf.train.list_variables(path))


def variables_over_calls(
    modules: dict[str, Any], x: Any, calls: int = 6
) -> tuple[Figure, dict[str, dict[str, list[int]]]]:
    """How many variables each module owns, and how many it has made, call by call.

    Args:
        modules: name to a callable module that was not called yet.
        x: the input of every call.
        calls: number of calls.

    Returns:
        The figure, and for each module ``owned`` and ``made``: counts after 0, 1, … calls.
    """
    data: dict[str, dict[str, list[int]]] = {}
    for name, module in modules.items():
        made: list[Any] = []

        def creator(next_creator, made=made, **kwargs):
            made.append(None)
            return next_creator(**kwargs)

        counts = {"owned": [len(module.variables)], "made": [0]}
        with tf.variable_creator_scope(creator):
            for _ in range(calls):
                module(x)
                counts["owned"].append(len(module.variables))
                counts["made"].append(len(made))
        data[name] = counts
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(8, 3))
        panels = figure.subplots(1, 2, sharex=True, sharey=True)
        styles = zip((ORANGE, PURPLE, BLUE), ("o", "s", "^"), (0.12, 0, -0.12), strict=False)
        for (name, counts), (colour, marker, shift) in zip(data.items(), styles, strict=False):
            for panel, key in zip(panels, ("owned", "made"), strict=True):
                # Shifted a little, or equal counts would hide each other.
                panel.plot(np.arange(calls + 1) + shift, counts[key], marker=marker, color=colour, label=name)
        panels[0].set(title="variables owned", xlabel="calls", ylabel="count")
        panels[1].set(title="variables made in all", xlabel="calls")
        panels[0].legend(loc="upper left")
        figure.suptitle("Unguarded creation makes one more box per call, kept or not", y=1.04, fontsize=11)
    ends = "; ".join(f"{n}: owns {c['owned'][-1]}, made {c['made'][-1]}" for n, c in data.items())
    return finish(figure, f"Variables owned and made over {calls} calls. At the end, {ends}."), data


def training_path(
    layer: keras.Layer, watch: dict[str, Callable[[], Any]], steps: int = 20
) -> tuple[Figure, dict[str, list[float]]]:
    """The values of scalar variables while ``fit`` trains ``layer`` towards doubling its input.

    One epoch with a batch for each step: an epoch for each takes three times as long.

    Args:
        layer: a Keras layer from (batch, 1) to (batch, 1).
        watch: label to a function that returns the variable to follow.
        steps: number of ``fit`` steps, with SGD at rate 0.1.

    Returns:
        The figure, and for each label its values before the first and after every step; the
        losses under ``loss``, one of each step, before it moves anything.
    """
    batch = 4
    x = np.ones((steps * batch, 1), np.float32)
    model = keras.Sequential([keras.Input((1,)), layer])
    model.compile(keras.optimizers.SGD(0.1), "mse")
    data: dict[str, list[float]] = {name: [_number(get())] for name, get in watch.items()}
    data["loss"] = []

    class Watch(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            for name, get in watch.items():
                data[name].append(_number(get()))
            data["loss"].append(logs["loss"])
            self.model.reset_metrics()  # or the next is the mean of all until then

    model.fit(x, 2 * x, batch_size=batch, verbose=0, callbacks=[Watch()])
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(6, 3))
        axes = figure.subplots()
        styles = zip((ORANGE, BLUE, GREEN), ("s", "o", "^"), strict=False)
        for name, (colour, marker) in zip(watch, styles, strict=False):
            axes.plot(data[name], marker=marker, markersize=4, color=colour)
            axes.annotate(name, (steps, data[name][-1]), (6, 0), textcoords="offset points", va="center", color=colour)
        axes.set(xlabel="fit steps", ylabel="value", xticks=range(0, steps + 1, max(1, steps // 4)))
        axes.set_title("fit moves what the layer lists, and only that")
    ends = ", ".join(f"{name} from {data[name][0]:g} to {data[name][-1]:.3g}" for name in watch)
    return finish(figure, f"Values over {steps} training steps: {ends}."), data


def _number(variable: Any) -> float:
    return float(np.asarray(variable.numpy()))
