"""The figures on tracking: the numbers behind them, and what a reader who does not see them gets."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import keras
import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf
from IPython.core.formatters import DisplayFormatter
from matplotlib.figure import Figure

from autograder.plots import alternative, tracking_worlds, training_path, variables_over_calls

MODULE, LAYER, CHECKPOINT = "tf.Module", "keras.Layer", "Checkpoint of a tf.Module"
X = tf.ones((1, 2))


@pytest.fixture(autouse=True)
def figures_without_a_window(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = matplotlib.get_backend()
    plt.switch_backend("agg")
    yield
    plt.close("all")
    plt.switch_backend(before)


class Unguarded(tf.Module):
    """A new variable on every call, in place of the last."""

    def __call__(self, x: Any) -> Any:
        self.w = tf.Variable(1.0)
        return x * self.w


class Hoarder(tf.Module):
    """Two new variables on every call, all of them kept."""

    def __init__(self):
        super().__init__()
        self.kept = []

    def __call__(self, x: Any) -> Any:
        self.kept += [tf.Variable(1.0), tf.Variable(1.0)]
        return x * self.kept[-1]


class Guarded(tf.Module):
    """One variable, made on the first call."""

    w = None

    def __call__(self, x: Any) -> Any:
        if self.w is None:
            self.w = tf.Variable(1.0)
        return x * self.w


class Early(tf.Module):
    """One variable, made before any call."""

    def __init__(self):
        super().__init__()
        self.w = tf.Variable(1.0)

    def __call__(self, x: Any) -> Any:
        return x * self.w


class Two(keras.layers.Layer):
    """y = x * listed * hidden: one weight that Keras lists, and one raw variable."""

    def __init__(self, listed: float, hidden: float):
        super().__init__()
        self.listed = self.add_weight(shape=(), initializer=keras.initializers.Constant(listed))
        self.hidden = tf.Variable(hidden)

    def call(self, x: Any) -> Any:
        return x * self.listed * self.hidden


def calls_figure() -> Figure:
    return variables_over_calls({"unguarded": Unguarded(), "guarded": Guarded()}, X, calls=3)[0]


def path_figure() -> Figure:
    layer = Two(0.0, 1.0)
    return training_path(layer, {"listed": lambda: layer.listed}, steps=2)[0]


FIGURES: dict[str, Callable[[], Figure]] = {
    "tracking_worlds": lambda: tracking_worlds()[0],
    "variables_over_calls": calls_figure,
    "training_path": path_figure,
}


@functools.cache
def drawn(name: str) -> Figure:
    return FIGURES[name]()


def test_counts_over_calls() -> None:
    modules = {"unguarded": Unguarded(), "hoarder": Hoarder(), "guarded": Guarded(), "early": Early()}
    _, data = variables_over_calls(modules, X, calls=4)
    assert data == {
        "unguarded": {"owned": [0, 1, 1, 1, 1], "made": [0, 1, 2, 3, 4]},
        "hoarder": {"owned": [0, 2, 4, 6, 8], "made": [0, 2, 4, 6, 8]},
        "guarded": {"owned": [0, 1, 1, 1, 1], "made": [0, 1, 1, 1, 1]},
        "early": {"owned": [1, 1, 1, 1, 1], "made": [0, 0, 0, 0, 0]},
    }


def test_counts_of_a_keras_layer() -> None:
    _, data = variables_over_calls({"dense": keras.layers.Dense(2)}, X, calls=2)
    assert data["dense"]["owned"] == [0, 2, 2]
    assert data["dense"]["made"][1] == data["dense"]["made"][2] >= 2


def test_counts_are_drawn_where_they_are() -> None:
    figure, data = variables_over_calls({"unguarded": Unguarded(), "guarded": Guarded()}, X, calls=3)
    for panel, key in zip(figure.axes, ("owned", "made"), strict=True):
        lines = {line.get_label(): line for line in panel.get_lines()}
        assert set(lines) == set(data)
        for name, line in lines.items():
            assert list(line.get_ydata()) == data[name][key]
            np.testing.assert_allclose(line.get_xdata(), [0, 1, 2, 3], atol=0.2)


@pytest.mark.parametrize("listed", [0.0, 5.0])
def test_a_training_path_is_gradient_descent(listed: float) -> None:
    """The loss is (w - 2)^2 for x = 1: each step at rate 0.1 leaves 0.8 of the distance to 2."""
    layer = Two(listed, 1.0)
    _, data = training_path(layer, {"listed": lambda: layer.listed, "hidden": lambda: layer.hidden}, steps=6)
    distance = (listed - 2) * 0.8 ** np.arange(7)
    np.testing.assert_allclose(data["listed"], 2 + distance, rtol=1e-5)
    np.testing.assert_allclose(data["loss"], distance[:-1] ** 2, rtol=1e-4)
    assert data["hidden"] == [1.0] * 7


def test_a_training_path_is_drawn_from_its_data() -> None:
    layer = Two(0.0, 1.0)
    figure, data = training_path(layer, {"listed": lambda: layer.listed, "hidden": lambda: layer.hidden}, steps=3)
    first, second = figure.axes[0].get_lines()
    assert list(first.get_ydata()) == data["listed"]
    assert list(second.get_ydata()) == data["hidden"]
    assert [text.get_text() for text in figure.axes[0].texts] == ["listed", "hidden"]


def test_who_tracks_what() -> None:
    _, found = tracking_worlds()
    assert {name: (marks[MODULE], marks[LAYER]) for name, marks in found.items()} == {
        "a tf.Variable": (True, False),
        "a list of tf.Variables": (True, False),
        "a tf.Module": (True, False),
        "a keras.Variable": (False, True),
        "a list of keras.Variables": (False, True),
        "a Keras layer": (False, True),
        "a plain Python object": (False, False),
        "a function (closure)": (False, False),
    }


class Plain:
    def __init__(self, content: Any):
        self.content = content


def contents() -> dict[str, tuple[Any, Any]]:
    """What the figure puts into an attribute, and the variable that it leads to."""
    v, w, k = tf.Variable(1.0), tf.Variable(1.0), keras.Variable(1.0)
    module, layer, in_list = tf.Module(), keras.layers.Dense(1, use_bias=False), keras.Variable(1.0)
    module.w = w
    layer.build((None, 1))
    return {
        "a tf.Variable": (v, v),
        "a list of tf.Variables": ([w], w),
        "a tf.Module": (module, w),
        "a keras.Variable": (k, k),
        "a list of keras.Variables": ([in_list], in_list),
        "a Keras layer": (layer, layer.kernel),
        "a plain Python object": (Plain(v), v),
        "a function (closure)": (lambda: v, v),
    }


def comes_back(content: Any, variable: Any, folder: Path) -> bool:
    """Whether a checkpoint of a module with ``content`` restores the variable's value."""
    owner = tf.Module()
    owner.content = content
    variable.assign(tf.fill(variable.shape, 5.0))
    path = tf.train.Checkpoint(owner=owner).write(str(folder / "checkpoint"))
    variable.assign(tf.fill(variable.shape, 7.0))
    tf.train.Checkpoint(owner=owner).read(path)
    return float(np.ravel(variable.numpy())[0]) == 5.0


def test_what_a_checkpoint_saves_is_what_it_restores(tmp_path: Path) -> None:
    _, found = tracking_worlds()
    restored = {name: comes_back(*pair, tmp_path) for name, pair in contents().items()}
    assert {name: marks[CHECKPOINT] for name, marks in found.items()} == restored


def test_marks_are_drawn_where_something_is_found() -> None:
    figure, found = tracking_worlds()
    (axes,) = figure.axes
    marks = [mark for row in found.values() for mark in row.values()]
    assert len(axes.collections) == len(marks) == 8 * 3
    shapes = [len(points.get_paths()[0].vertices) for points in axes.collections]
    assert len({shape for shape, mark in zip(shapes, marks, strict=True) if mark}) == 1
    assert {s for s, m in zip(shapes, marks, strict=True) if m}.isdisjoint(
        {s for s, m in zip(shapes, marks, strict=True) if not m}
    )


def test_the_alternative_of_the_tracking_figure_names_who_finds_what() -> None:
    text = alternative(drawn("tracking_worlds"))
    assert "a tf.Module: tf.Module, Checkpoint of a tf.Module" in text
    assert "a plain Python object: nobody" in text


def test_the_alternative_of_the_calls_figure_gives_the_counts() -> None:
    assert "unguarded: owns 1, made 3; guarded: owns 1, made 1" in alternative(drawn("variables_over_calls"))


def test_the_alternative_of_the_path_figure_gives_start_and_end() -> None:
    assert "listed from 0 to 0.72" in alternative(drawn("training_path"))


@pytest.mark.parametrize("name", FIGURES)
def test_every_axis_is_labelled_and_finite(name: str) -> None:
    figure = drawn(name)
    assert alternative(figure).endswith(".")
    for axes in figure.axes:
        limits = (*axes.get_xlim(), *axes.get_ylim())
        assert all(math.isfinite(limit) for limit in limits)
        assert axes.get_title()
        ticks = [label.get_text() for label in (*axes.get_xticklabels(), *axes.get_yticklabels())]
        assert axes.get_xlabel() or any(ticks)


@pytest.mark.parametrize("name", FIGURES)
def test_jupyter_gets_a_picture_with_its_alternative(name: str) -> None:
    figure = drawn(name)
    data, _ = DisplayFormatter().format(figure)
    root = ElementTree.fromstring(data["text/html"])
    assert (root.attrib["role"], root.attrib["aria-label"]) == ("img", alternative(figure))
    assert root[0].tag == "{http://www.w3.org/2000/svg}svg"


def test_a_name_with_markup_does_not_break_the_picture() -> None:
    layer = Two(0.0, 1.0)
    figure, _ = training_path(layer, {'"<w>" & b': lambda: layer.listed}, steps=1)
    root = ElementTree.fromstring(figure._repr_html_())
    assert '"<w>" & b from 0' in root.attrib["aria-label"]


@pytest.mark.parametrize("name", FIGURES)
def test_the_page_shows_through(name: str) -> None:
    figure = drawn(name)
    for patch in (figure.patch, *(axes.patch for axes in figure.axes)):
        assert patch.get_facecolor()[3] == 0


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_leaves_the_readers_style_alone(name: str) -> None:
    before = dict(matplotlib.rcParams)
    FIGURES[name]()._repr_html_()
    assert dict(matplotlib.rcParams) == before
