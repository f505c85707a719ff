"""Sends the batch through once, measures all layers on the way, and divides at the end.

outcome: wrong
misconception: all-at-once
fails: lsuv
"""


def lsuv(layers, activation, x):
    for number, layer in enumerate(layers):
        layer.kernel.assign(keras.initializers.Orthogonal(seed=number)(layer.kernel.shape))
    hidden, stds = x, []
    for layer in layers:
        z = layer(hidden)
        stds.append(tf.math.reduce_std(z))
        hidden = activation(z)
    for layer, std in zip(layers, stds):
        layer.kernel.assign(layer.kernel / std)
