"""Divides every column by the standard deviation of its own unit.

outcome: wrong
misconception: unequal-lengths
fails: lsuv-kernels
"""


def lsuv(layers, activation, x):
    hidden = x
    for number, layer in enumerate(layers):
        layer.kernel.assign(keras.initializers.Orthogonal(seed=number)(layer.kernel.shape))
        for _ in range(10):
            z = layer(hidden)
            variance = float(tf.math.reduce_variance(z))
            layer.kernel.assign(layer.kernel / tf.math.reduce_std(z, axis=0))
        hidden = activation(layer(hidden))
