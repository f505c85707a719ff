"""Leaves the orthogonal start out: the division alone gives the variance.

outcome: wrong
misconception: not-orthogonal
fails: lsuv-kernels
"""


def lsuv(layers, activation, x):
    hidden = x
    for number, layer in enumerate(layers):
        # the kernels are random already
        for _ in range(10):
            z = layer(hidden)
            variance = float(tf.math.reduce_variance(z))
            if abs(variance - 1.0) < 0.05:
                break
            layer.kernel.assign(layer.kernel / variance**0.5)
        hidden = activation(layer(hidden))
