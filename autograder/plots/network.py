"""The networks whose figures are drawn: where weights come from, and how signals pass through them.

The network is that of :mod:`autograder.theory`, with square layers: z_1 = x W_1, z_(l+1) = phi(z_l) W_(l+1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from autograder import theory

Shape = tuple[int, int]


@dataclass(frozen=True)
class Source:
    """Where weights come from.

    Attributes:
        draw: from (shape, seed) to float32 weights of that shape.
        variance: from a shape to the variance of an entry, or to None where no formula is known.
    """

    draw: Callable[[Shape, int], np.ndarray]
    variance: Callable[[Shape], float | None]

    def sigma2(self, shape: Shape, samples: Iterable[np.ndarray]) -> float:
        """fan_in * Var(w): by the formula where there is one, else of ``samples`` of that shape."""
        variance = self.variance(shape)
        if variance is None:
            variance = float(np.mean([np.var(w, dtype=np.float64) for w in samples]))
        return shape[0] * variance


def sources(initializers: Sequence[str] | Mapping[str, Any], yours: Any = None) -> dict[str, Source]:
    """Label to source, for what the figures accept as initializers.

    Args:
        initializers: names of Keras initializers; or label to a name, a Keras initializer, its
            config, or a function from (shape, seed) to weights.
        yours: one more of these, under the label "yours".

    Raises:
        ValueError: there is none, or one is not an initializer.
    """
    if isinstance(initializers, str):
        initializers = (initializers,)
    named = dict(initializers) if isinstance(initializers, Mapping) else {str(name): name for name in initializers}
    if yours is not None:
        named["yours"] = yours
    if not named:
        raise ValueError("no initializer to draw")
    return {label: _source(label, given) for label, given in named.items()}


def _source(label: str, given: Any) -> Source:
    if callable(given) and not isinstance(given, type | keras.initializers.Initializer):
        return Source(lambda shape, seed: _weights(label, given(shape, seed), shape), lambda shape: None)
    try:
        made = keras.initializers.get(given)
    except (ValueError, TypeError):
        made = None
    if not isinstance(made, keras.initializers.Initializer):
        raise ValueError(
            f"{label}: no initializer {given!r}; give a Keras initializer or its name, or a function (shape, seed)"
        )

    def draw(shape: Shape, seed: int) -> np.ndarray:
        # A new object for each draw: one that is called twice returns the same values.
        config = made.get_config()
        if "seed" in config:
            config["seed"] = seed
        return _weights(label, type(made).from_config(config)(shape), shape)

    return Source(draw, lambda shape: _variance(made, shape))


def _weights(label: str, found: Any, shape: Shape) -> np.ndarray:
    weights = np.asarray(found, np.float32)
    if weights.shape != tuple(shape):
        raise ValueError(f"{label}: asked for weights of shape {tuple(shape)}, got {weights.shape}")
    return weights


def _variance(made: keras.initializers.Initializer, shape: Shape) -> float | None:
    """Variance of an entry, or None: not one of Keras's random initializers with mean 0."""
    fan_in, fan_out = shape
    match made:
        case keras.initializers.VarianceScaling():  # Glorot, He and LeCun too
            return made.scale / {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[made.mode]
        case keras.initializers.Orthogonal():  # the longer side's vectors have length gain
            return made.gain**2 / max(shape)
        case keras.initializers.RandomNormal(mean=0.0):
            return made.stddev**2
        case keras.initializers.TruncatedNormal(mean=0.0):  # stddev is that of the uncut normal
            return (theory.TRUNCATED_STD * made.stddev) ** 2
        case keras.initializers.RandomUniform() if made.minval == -made.maxval:
            return made.maxval**2 / 3
    return None


def product(a: np.ndarray, b: np.ndarray, transposed: bool = False) -> np.ndarray:
    """``a @ b`` in float64, with ``transposed`` ``a @ b.T``, by TensorFlow.

    NumPy's threads wait for each other by spinning: where others use the processor too, as on a shared
    server, matrices of this size then take 50 times as long.
    """
    return tf.matmul(np.asarray(a, np.float64), np.asarray(b, np.float64), transpose_b=transposed).numpy()


def orthogonal(matrix: np.ndarray) -> np.ndarray:
    """The orthogonal factor of a square matrix (n, n), or of a stack of them: Q of QR, in float64."""
    return tf.linalg.qr(tf.cast(matrix, tf.float64))[0].numpy()


def forward(activation: str, weights: Iterable[np.ndarray], x: np.ndarray) -> list[np.ndarray]:
    """Pre-activations of every layer: (batch, width) each, in float64.

    ``x`` is (batch, width), a weight matrix (width, width). float64 lets scales fall to 1e-150 and
    rise to 1e150 before anything is lost.
    """
    phi, _ = theory.functions(activation)
    found: list[np.ndarray] = []
    with np.errstate(over="ignore", invalid="ignore"):
        for w in weights:
            found.append(product(phi(found[-1]) if found else x, w))
    return found


def backward(
    activation: str, weights: Sequence[np.ndarray], z: Sequence[np.ndarray], delta: np.ndarray
) -> list[np.ndarray]:
    """Derivatives by every layer's ``z``, given ``delta`` for the last: (batch, width) each, first layer first."""
    _, slope = theory.functions(activation)
    found = [delta]
    with np.errstate(over="ignore", invalid="ignore"):
        for w, before in zip(weights[:0:-1], z[-2::-1], strict=True):
            found.append(product(found[-1], w, transposed=True) * slope(before))
    return found[::-1]


def moments(layers: Iterable[np.ndarray]) -> np.ndarray:
    """Mean square of each layer's values: shape (depth,)."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.array([np.mean(np.square(values)) for values in layers])
