"""Starts from a normal distribution of variance 1/n in place of an orthogonal matrix.

outcome: wrong
misconception: not-orthogonal
fails: lsuv-kernels
"""


def lsuv(layers, activation, x):
    hidden = x
    for number, layer in enumerate(layers):
        layer.kernel.assign(keras.initializers.LecunNormal(seed=number)(layer.kernel.shape))
        for _ in range(10):
            z = layer(hidden)
            variance = float(tf.math.reduce_variance(z))
            if abs(variance - 1.0) < 0.05:
                break
            layer.kernel.assign(layer.kernel / variance**0.5)
        hidden = activation(layer(hidden))
