"""Adds relu to the layers, because He's initializer belongs to it.

outcome: wrong
misconception: none
"""


def make_layers(count, width, seed):
    layers = []
    for number in range(count):
        layer = keras.layers.Dense(
            width, activation="relu", kernel_initializer=keras.initializers.HeNormal(seed=1000 * seed + number)
        )
        layer.build((None, width))
        layers.append(layer)
    return layers
