"""Skips the last layer, as one does with a layer of outputs.

outcome: wrong
misconception: last-layer-left-out
fails: lsuv
"""


def lsuv(layers, activation, x):
    hidden = x
    for number, layer in enumerate(layers[:-1]):
        layer.kernel.assign(keras.initializers.Orthogonal(seed=number)(layer.kernel.shape))
        for _ in range(10):
            z = layer(hidden)
            variance = float(tf.math.reduce_variance(z))
            if abs(variance - 1.0) < 0.05:
                break
            layer.kernel.assign(layer.kernel / variance**0.5)
        hidden = activation(layer(hidden))
