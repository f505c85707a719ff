"""Draws all orthogonal matrices from one initializer object.

outcome: wrong
misconception: none
fails: lsuv
"""


def lsuv(layers, activation, x):
    recipe, hidden = keras.initializers.Orthogonal(), x
    for number, layer in enumerate(layers):
        layer.kernel.assign(recipe(layer.kernel.shape))
        for _ in range(10):
            z = layer(hidden)
            variance = float(tf.math.reduce_variance(z))
            if abs(variance - 1.0) < 0.05:
                break
            layer.kernel.assign(layer.kernel / variance**0.5)
        hidden = activation(layer(hidden))
