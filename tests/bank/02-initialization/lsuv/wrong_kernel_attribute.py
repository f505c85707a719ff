"""Writes `layer.kernel = ...` to change the kernel.

outcome: broken
misconception: rebinding
fails: lsuv
"""


def lsuv(layers, activation, x):
    hidden = x
    for number, layer in enumerate(layers):
        layer.kernel.assign(keras.initializers.Orthogonal(seed=number)(layer.kernel.shape))
        for _ in range(10):
            z = layer(hidden)
            variance = float(tf.math.reduce_variance(z))
            if abs(variance - 1.0) < 0.05:
                break
            layer.kernel = layer.kernel / variance**0.5
        hidden = activation(layer(hidden))
