"""Measures all layers, divides all, three times over.

outcome: wrong
misconception: all-at-once
fails: lsuv
"""


def lsuv(layers, activation, x):
    for number, layer in enumerate(layers):
        layer.kernel.assign(keras.initializers.Orthogonal(seed=number)(layer.kernel.shape))
    for _ in range(3):
        hidden, stds = x, []
        for layer in layers:
            z = layer(hidden)
            stds.append(tf.math.reduce_std(z))
            hidden = activation(z)
        for layer, std in zip(layers, stds):
            layer.kernel.assign(layer.kernel / std)
