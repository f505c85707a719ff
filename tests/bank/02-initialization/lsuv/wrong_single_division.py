"""Divides once: believes that the output then has variance 1.

outcome: wrong
misconception: single-division
fails: lsuv
"""


def lsuv(layers, activation, x):
    hidden = x
    for number, layer in enumerate(layers):
        layer.kernel.assign(keras.initializers.Orthogonal(seed=number)(layer.kernel.shape))
        layer.kernel.assign(layer.kernel / tf.math.reduce_std(layer(hidden)))
        hidden = activation(layer(hidden))
