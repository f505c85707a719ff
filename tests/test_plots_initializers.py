"""What initializers draw, and what training makes of equal units."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from autograder import theory
from autograder.plots import alternative, fingerprints, initializers, style, symmetry

SHAPE = (300, 100)


@functools.cache
def prints() -> tuple[Figure, dict[str, dict[str, Any]]]:
    given = {
        "uniform": "glorot_uniform",
        "cut": "he_normal",
        "yours": lambda shape, seed: np.random.default_rng(seed).normal(0.05, 0.01, shape),
        "zeros": "zeros",
    }
    return fingerprints(given, SHAPE)


@pytest.mark.parametrize(
    ("label", "law", "std"),
    [("uniform", "uniform", math.sqrt(2 / 400)), ("cut", "truncated_normal", math.sqrt(2 / 300))],
)
def test_std_and_bounds(label: str, law: str, std: float) -> None:
    """30000 draws come within 1 % of both bounds (all missing it: 3e-33 uniform, 2e-8 truncated)."""
    found = prints()[1][label]
    bound = theory.BOUND[law] * std
    assert found["std"] == pytest.approx(std, rel=theory.std_tolerance(law, 30000))
    assert 0.99 * bound < found["max"] <= bound * (1 + 1e-6)
    assert -bound * (1 + 1e-6) <= found["min"] < -0.99 * bound


def test_data_is_of_the_values() -> None:
    _, data = prints()
    for found in data.values():
        assert found["values"].shape == (30000,)
        assert found["std"] == pytest.approx(found["values"].std())
        assert (found["min"], found["max"]) == (found["values"].min(), found["values"].max())
    assert data["zeros"]["std"] == data["zeros"]["min"] == data["zeros"]["max"] == 0.0
    np.testing.assert_allclose(
        data["yours"]["values"].reshape(SHAPE), np.random.default_rng(0).normal(0.05, 0.01, SHAPE), rtol=1e-5
    )


def test_fingerprints_mark_the_extremes_and_the_std() -> None:
    figure, data = prints()
    assert len({axes.get_xlim() for axes in figure.axes}) == 1
    for axes, (label, found) in zip(figure.axes, data.items(), strict=True):
        assert axes.get_ylabel() == label
        dashed = [line.get_xdata()[0] for line in axes.lines if line.get_linestyle() == "--"]
        assert dashed == [found["min"], found["max"]]
        low, high = axes.get_xlim()
        assert low < found["min"] <= found["max"] < high
        (bar,) = axes.collections
        (start, _), (end, _) = bar.get_segments()[0]
        assert (start + end) / 2 == pytest.approx(found["values"].mean())
        assert (end - start) / 2 == pytest.approx(found["std"])
        heights, edges, _ = axes.patches[0].get_data()
        counts = np.histogram(found["values"], edges)[0]
        assert counts.sum() == 30000
        np.testing.assert_allclose(heights, counts / counts.max())
        said = axes.texts[0].get_text()
        assert said == "all 0" if label == "zeros" else f"std {found['std']:.3g}" in said
    assert "= 1.73 std" in figure.axes[0].texts[0].get_text()
    assert "= 2.27 std" in figure.axes[1].texts[0].get_text()


def test_the_title_of_the_fingerprints_has_the_bounds_of_theory() -> None:
    figure, _ = prints()
    assert f"{theory.BOUND['uniform']:.2f} std if uniform" in figure.get_suptitle()
    assert f"{theory.BOUND['truncated_normal']:.2f} if a truncated normal" in figure.get_suptitle()


def test_the_alternative_of_the_fingerprints() -> None:
    figure, data = prints()
    for label, found in data.items():
        line = f"{label}: std {found['std']:.3g}, from {found['min']:.3g} to {found['max']:.3g}"
        assert line in alternative(figure)


def test_an_unknown_initializer() -> None:
    with pytest.raises(ValueError, match="gloro: no initializer 'gloro'"):
        fingerprints(("gloro",))


# Symmetry.


@functools.cache
def trained(activation: str) -> tuple[Figure, dict[str, dict[str, Any]]]:
    return symmetry(activation, steps=60)


@pytest.mark.parametrize("activation", ["linear", "relu", "tanh"])
def test_from_zeros_only_the_output_bias_moves(activation: str) -> None:
    """All gradients but that bias's have a factor 0; it goes to the mean of y, at rate 0.2 by 0.6 a step."""
    found = trained(activation)[1]["zeros"]
    assert (found["weights"] == 0.0).all() and found["rank"] == 0
    left = found["loss"] - found["loss"][-1]
    np.testing.assert_allclose(left[1:6] / left[:5], 0.6**2, rtol=1e-6)


@pytest.mark.parametrize("activation", ["linear", "relu", "tanh", "sigmoid"])
def test_equal_units_stay_equal(activation: str) -> None:
    found = trained(activation)[1]["constant"]
    np.testing.assert_array_equal(found["weights"], found["weights"][:, :, :1] * np.ones(4))
    assert found["rank"] == 1
    assert found["weights"][-1].std(axis=0).min() > 0.01  # three inputs, three different weights
    assert found["loss"][-1] < found["loss"][0]


@pytest.mark.parametrize("activation", ["linear", "relu", "tanh", "sigmoid"])
def test_random_units_go_their_own_ways(activation: str) -> None:
    found = trained(activation)[1]["random"]
    assert found["rank"] == 3 and found["loss"][-1] < found["loss"][0]
    assert found["weights"].shape == (61, 3, 4) and found["loss"].shape == (61,)


def test_steps_are_gradient_descent() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((8, 3)), rng.standard_normal(8)
    start = rng.standard_normal((3, 4)), rng.standard_normal(4)
    found = initializers.trained(start, *theory.ACTIVATIONS["tanh"], x, y, steps=5)
    variables = [tf.Variable(value) for value in (*start, np.zeros(4), np.float64(0.0))]
    for step in range(6):
        np.testing.assert_allclose(found["weights"][step], variables[0].numpy(), rtol=1e-10)
        with tf.GradientTape() as tape:
            w1, w2, b1, b2 = variables
            output = tf.linalg.matvec(tf.tanh(x @ w1 + b1), w2) + b2
            loss = tf.reduce_mean((output - y) ** 2)
        assert found["loss"][step] == pytest.approx(float(loss), rel=1e-10)
        for variable, gradient in zip(variables, tape.gradient(loss, variables), strict=True):
            variable.assign_sub(initializers.RATE * gradient)


def test_symmetry_draws_every_unit_thinner_than_the_last() -> None:
    figure, data = trained("tanh")
    assert len({(axes.get_xlim(), axes.get_ylim()) for axes in figure.axes}) == 1
    for axes, (start, found) in zip(figure.axes, data.items(), strict=True):
        assert axes.get_title() == f"{start}: rank {found['rank']}"
        np.testing.assert_array_equal([line.get_ydata() for line in axes.lines], found["weights"][:, 0].T)
        widths = [line.get_linewidth() for line in axes.lines]
        assert widths == sorted(widths, reverse=True) and len(set(widths)) == 4
        colours = {to_hex(line.get_color()) for line in axes.lines}
        assert len(colours) == 4 and style.YOURS not in colours


def test_the_alternative_of_symmetry() -> None:
    figure, data = trained("tanh")
    for start, found in data.items():
        line = f"{start}: rank {found['rank']}, loss from {found['loss'][0]:.3g} to {found['loss'][-1]:.3g}"
        assert line in alternative(figure)


def test_unknown_starts_and_activations() -> None:
    with pytest.raises(ValueError, match="no start 'ones'; there are zeros, constant, random"):
        symmetry(starts=("ones",))
    with pytest.raises(ValueError, match="no activation 'gelu'"):
        symmetry("gelu")
