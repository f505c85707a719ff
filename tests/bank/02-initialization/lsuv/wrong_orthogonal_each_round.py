"""Puts a new orthogonal matrix into the kernel in every round, after the division of the last one.

outcome: wrong
misconception: single-division
fails: lsuv
"""


def lsuv(layers, activation, x):
    hidden = x
    for number, layer in enumerate(layers):
        recipe = keras.initializers.Orthogonal(seed=number)
        for _ in range(10):
            layer.kernel.assign(recipe(layer.kernel.shape))
            z = layer(hidden)
            variance = float(tf.math.reduce_variance(z))
            if abs(variance - 1.0) < 0.05:
                break
            layer.kernel.assign(layer.kernel / variance**0.5)
        hidden = activation(layer(hidden))
