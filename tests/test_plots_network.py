"""Where the figures' weights come from, and how signals pass through them."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder import theory
from autograder.plots import network

SHAPE = (300, 100)


@pytest.mark.parametrize("activation", theory.ACTIVATIONS)
def test_layers_and_gradients_are_those_of_tensorflow(activation: str) -> None:
    rng = np.random.default_rng(0)
    x, delta = rng.standard_normal((2, 5, 6))
    weights = list(rng.standard_normal((4, 6, 6)).astype(np.float32))
    phi = {"linear": tf.identity, "relu": tf.nn.relu, "tanh": tf.tanh, "sigmoid": tf.sigmoid}[activation]
    layers: list[tf.Tensor] = []
    with tf.GradientTape() as tape:
        for w in weights:
            layers.append((phi(layers[-1]) if layers else tf.constant(x)) @ tf.cast(w, tf.float64))
            tape.watch(layers[-1])
        loss = tf.reduce_sum(layers[-1] * delta)
    z = network.forward(activation, weights, x)
    for mine, theirs in zip(z, layers, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-10)
    for mine, theirs in zip(network.backward(activation, weights, z, delta), tape.gradient(loss, layers), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-8, atol=1e-14)


def test_moments_are_mean_squares() -> None:
    assert list(network.moments([np.array([[1.0, 3.0]]), np.array([[2.0, 0.0]])])) == [5.0, 2.0]


def test_an_orthogonal_factor() -> None:
    q = network.orthogonal(np.random.default_rng(0).standard_normal((3, 8, 8)))
    np.testing.assert_allclose(q @ np.swapaxes(q, 1, 2), np.broadcast_to(np.eye(8), (3, 8, 8)), atol=1e-12)


@pytest.mark.parametrize(
    ("given", "std"),
    [
        ("glorot_uniform", theory.glorot_std(300, 100)),
        ("glorot_normal", theory.glorot_std(300, 100)),
        ("he_uniform", theory.he_std(300)),
        ("he_normal", theory.he_std(300)),
        ("lecun_normal", theory.lecun_std(300)),
        (keras.initializers.VarianceScaling(3.0, "fan_out"), (3.0 / 100) ** 0.5),
        (keras.initializers.RandomNormal(stddev=0.3), 0.3),
        (keras.initializers.TruncatedNormal(stddev=0.3), 0.3 * theory.TRUNCATED_STD),
        (keras.initializers.RandomUniform(-0.3, 0.3), 0.3 / 3**0.5),
        ({"class_name": "RandomNormal", "config": {"stddev": 0.2}}, 0.2),
        (keras.initializers.Orthogonal(gain=2.0), 2.0 / 300**0.5),
    ],
)
def test_the_variance_of_a_keras_initializer_is_what_it_draws(given: Any, std: float) -> None:
    source = network.sources({"it": given})["it"]
    assert source.variance(SHAPE) == pytest.approx(std**2, rel=1e-12)
    assert source.sigma2(SHAPE, []) == pytest.approx(300 * std**2, rel=1e-12)
    weights = source.draw(SHAPE, 0)
    assert (weights.shape, weights.dtype) == (SHAPE, np.float32)
    assert weights.std(dtype=float) == pytest.approx(std, rel=theory.std_tolerance("normal", weights.size))


@pytest.mark.parametrize("name", ["glorot_uniform", "he_normal", "orthogonal"])
def test_every_seed_draws_anew_and_every_time_the_same(name: str) -> None:
    draw = network.sources([name])[name].draw
    first, again, other = draw((20, 20), 0), draw((20, 20), 0), draw((20, 20), 1)
    np.testing.assert_array_equal(first, again)
    assert not np.isclose(first, other).any(axis=1).all()


@pytest.mark.parametrize("kind", [np.asarray, tf.constant, tf.Variable, keras.Variable, list])
def test_a_function_may_return_anything_with_numbers(kind: Any) -> None:
    values = np.arange(6, dtype=np.float32).reshape(2, 3)
    source = network.sources((), yours=lambda shape, seed: kind(values + seed))["yours"]
    np.testing.assert_array_equal(source.draw((2, 3), 5), values + 5)
    assert source.sigma2((2, 3), [values]) == pytest.approx(2 * values.var())


def test_initializers_without_a_formula_are_measured() -> None:
    found = network.sources({"ones": "ones", "shifted": keras.initializers.RandomNormal(mean=1.0)})
    assert [source.variance(SHAPE) for source in found.values()] == [None, None]


@pytest.mark.parametrize("wrong", ["he_norml", 3, keras.layers.Dense])
def test_what_is_no_initializer_is_named(wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"^mine: no initializer .*; give a Keras initializer or its name"):
        network.sources({"mine": wrong})


def test_no_initializer_at_all() -> None:
    with pytest.raises(ValueError, match="no initializer"):
        network.sources(())


def test_a_wrong_shape_is_told() -> None:
    source = network.sources((), yours=lambda shape, seed: np.zeros(shape[::-1]))["yours"]
    with pytest.raises(ValueError, match=r"yours: asked for weights of shape \(2, 3\), got \(3, 2\)"):
        source.draw((2, 3), 0)


def test_an_unknown_activation_is_named() -> None:
    with pytest.raises(ValueError, match="no activation 'gelu'; there are linear, relu, tanh, sigmoid"):
        network.forward("gelu", [np.eye(2)], np.ones((1, 2)))
