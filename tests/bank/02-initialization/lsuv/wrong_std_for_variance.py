"""Stops when the standard deviation is within 0.1 of 1.

outcome: wrong
misconception: single-division
fails: lsuv
"""


def lsuv(layers, activation, x):
    hidden = x
    for number, layer in enumerate(layers):
        layer.kernel.assign(keras.initializers.Orthogonal(seed=number)(layer.kernel.shape))
        for _ in range(10):
            z = layer(hidden)
            variance = float(tf.math.reduce_variance(z))
            if abs(variance**0.5 - 1.0) < 0.1:
                break
            layer.kernel.assign(layer.kernel / variance**0.5)
        hidden = activation(layer(hidden))
