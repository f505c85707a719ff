"""Starts the biases at one.

outcome: wrong
misconception: bias-not-zero
"""


def make_layers(count, width, seed):
    layers = []
    for number in range(count):
        layer = keras.layers.Dense(
            width, bias_initializer="ones", kernel_initializer=keras.initializers.HeNormal(seed=1000 * seed + number)
        )
        layer.build((None, width))
        layers.append(layer)
    return layers
